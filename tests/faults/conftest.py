from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from installations import Installation, copy_of, drop, server_of

POSTGRES = os.environ.get("DATABASE_URL", "")
KINDS = ["sqlite", *(["postgres"] if POSTGRES.startswith("postgres") else [])]


@pytest.fixture(scope="session", params=KINDS)
def made_once(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An installation with a small open round; copy it, never use it."""
    folder = tmp_path_factory.mktemp(f"faults-{request.param}") / "data"
    folder.mkdir()
    address = ""
    if request.param == "postgres":
        name = f"tidtam_fault_{random.SystemRandom().randrange(10**9)}"
        address = f"{POSTGRES.rpartition('/')[0]}/{name}"
        with server_of(POSTGRES) as line:
            line.execute(f'CREATE DATABASE "{name}"')
    made = Installation(folder, address)
    (folder / "who.json").write_text(json.dumps(made.make()))
    yield made
    drop(made)


@pytest.fixture
def who(made_once: Installation) -> dict[str, Any]:
    """The people, sessions and items of every copy."""
    found: dict[str, Any] = json.loads((made_once.data_dir / "who.json").read_text())
    return found


@pytest.fixture
def install(made_once: Installation, tmp_path: Path) -> Iterator[Callable[..., Installation]]:
    """Copies for one test, with settings of their own."""
    copies: list[Installation] = []

    def one(folder: Path | None = None, **settings: str) -> Installation:
        copies.append(copy_of(made_once, folder or tmp_path / "data", **settings))
        return copies[-1]

    yield one
    for each in copies:
        drop(each)


@pytest.fixture
def installation(install: Callable[..., Installation]) -> Installation:
    return install()
