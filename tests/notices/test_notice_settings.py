"""A way out that is open to strangers does not start."""

from __future__ import annotations

import subprocess
import sys

import pytest

SOUND = {
    "TIDTAM_MODE": "production",
    "TIDTAM_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnop",
    "TIDTAM_WEBHOOK_SECRET": "k" * 32,
    "PATH": "",
}


def start(**changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import tidtam.config.env"],
        env=SOUND | changes,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"TIDTAM_WEBHOOK_URL": "http://hook.example.go.th/"}, "TIDTAM_WEBHOOK_URL must begin"),
        ({"TIDTAM_LINE_URL": "http://line.example.go.th/"}, "TIDTAM_LINE_URL must begin"),
        (
            {"TIDTAM_WEBHOOK_URL": "https://hook.example.go.th/", "TIDTAM_WEBHOOK_SECRET": "short"},
            "TIDTAM_WEBHOOK_SECRET must have at least 32",
        ),
        ({"TIDTAM_SITE_URL": "https://tidtam.example.go.th/path"}, "site_url"),
    ],
)
def test_production_refuses_a_way_out_that_is_not_safe(changes: dict[str, str], words: str) -> None:
    done = start(**changes)

    assert done.returncode != 0
    assert words in done.stderr


def test_production_starts_with_a_safe_webhook_and_with_none() -> None:
    assert start(TIDTAM_WEBHOOK_URL="https://hook.example.go.th/").returncode == 0
    assert start(TIDTAM_WEBHOOK_SECRET="").returncode == 0


@pytest.mark.parametrize("wrong", ["TIDTAM_SITE_URL", "TIDTAM_WEBHOOK_URL"])
def test_a_secret_of_the_settings_is_not_printed(wrong: str) -> None:
    done = start(TIDTAM_SMTP_PASSWORD="a-pass-word", **{wrong: "nowhere"})

    assert done.returncode != 0
    assert "a-pass-word" not in done.stderr
