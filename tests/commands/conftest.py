from __future__ import annotations

from processes import demo_dir, demo_installation

__all__ = ["demo_dir", "demo_installation"]
