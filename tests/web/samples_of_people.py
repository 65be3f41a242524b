"""Made-up people who can sign in."""

from __future__ import annotations

PASSWORD = "ข้าวหอมมะลิ-2566"
