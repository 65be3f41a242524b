"""The colours: each pair that carries text or a needed edge is easy enough to tell apart."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

import tidtam.web

STATIC = Path(tidtam.web.__file__).parent / "static" / "web"
TEXT, EDGE = 4.5, 3.0
LEVELS = ("1", "2", "3", "4", "5", "none")

PAIRS = [
    *[(ink, ground, TEXT) for ink in ("ink", "ink-quiet", "link", "link-hover", "link-visited")
      for ground in ("ground", "paper", "paper-quiet", "brand-soft")],
    ("brand-ink", "brand", TEXT),
    ("brand-ink", "brand-deep", TEXT),
    ("brand", "paper", TEXT),
    ("header-ink", "header", TEXT),
    ("header-ink-quiet", "header", TEXT),
    ("focus-ink", "focus", TEXT),
    ("level-ink", "bad", TEXT),
    ("paper", "ink", TEXT),
    *[(tone, ground, TEXT) for tone in ("good", "warn", "bad", "info", "idle")
      for ground in (f"{tone}-soft", "paper")],
    *[("ink", f"{tone}-soft", TEXT) for tone in ("good", "warn", "bad", "info")],
    ("bad", "ground", TEXT),
    ("demo", "demo-soft", TEXT),
    *[("level-ink", f"level-{level}", TEXT) for level in LEVELS],
    *[(f"level-{level}", f"level-{level}-soft", TEXT) for level in LEVELS],
    *[(f"level-{level}", "paper", EDGE) for level in LEVELS],
    ("line-strong", "paper", EDGE),
    ("line-strong", "ground", EDGE),
    ("brand", "paper-quiet", EDGE),
]  # fmt: skip


def colours(scheme: str) -> dict[str, str]:
    """The colours of a scheme by name; the dark one stands on the light one."""
    text = (STATIC / "tokens.css").read_text(encoding="utf-8")
    light, _, dark = text.partition("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))
    return found


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_and_white_is_the_largest() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
    assert contrast("#777777", "#ffffff") == contrast("#ffffff", "#777777")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_is_easy_to_tell_apart(scheme: str) -> None:
    known = colours(scheme)

    poor = {
        (one, other): round(contrast(known[one], known[other]), 2)
        for one, other, least in PAIRS
        if contrast(known[one], known[other]) < least
    }
    assert poor == {}


@pytest.mark.parametrize("name", ["text", "text-small", "text-large", "heading-3"])
def test_type_is_never_small(name: str) -> None:
    """Body text is at least 17 px, the smallest text at least 16 px (1rem is 16 px)."""
    text = (STATIC / "tokens.css").read_text(encoding="utf-8")
    size = re.search(rf"--{name}: ([\d.]+)rem;", text)

    assert size is not None
    least = 16 if name == "text-small" else 17
    assert Fraction(size.group(1)) * 16 >= least


def test_styles_ask_no_other_host_and_every_file_is_there() -> None:
    for sheet in STATIC.glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert "//" not in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL), sheet.name
        for name in re.findall(r'url\("([^"]+)"\)', text):
            assert (STATIC / name).is_file(), name


def test_styles_use_only_tokens_that_exist() -> None:
    text = "".join(sheet.read_text(encoding="utf-8") for sheet in STATIC.glob("*.css"))
    made = set(re.findall(r"(--[\w-]+):", text))

    assert set(re.findall(r"var\((--[\w-]+)\)", text)) - made == set()


def test_every_vendored_folder_has_its_licence_and_its_line() -> None:
    listed = (STATIC / "vendor" / "VENDORED.md").read_text(encoding="utf-8")

    for folder in (path for path in (STATIC / "vendor").iterdir() if path.is_dir()):
        assert (folder / "LICENSE").is_file()
        assert f"`{folder.name}/`" in listed
