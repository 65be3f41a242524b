"""Everything that may differ between two installations, typed and read once.

Each setting is an environment variable of the same name with the prefix ``TIDTAM_``
(``DATABASE_URL`` has none, by convention) or a line of the file ``.env``. The table in
``docs/running.md`` is kept complete by a test.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_DIR = Path(__file__).resolve().parents[3]
SHORTEST_SECRET = 50


class Env(BaseSettings):
    """The settings of one installation."""

    model_config = SettingsConfigDict(env_prefix="TIDTAM_", env_file=".env", extra="ignore")

    mode: Literal["local", "production", "test"] = Field(
        default="local",
        description="local: one machine, demonstration allowed; production: strict; test.",
    )
    data_dir: Path = Field(
        default=PROJECT_DIR / "var",
        description="Folder of the SQLite file, made files and the local secret.",
    )
    database_url: str = Field(
        default="",
        validation_alias="DATABASE_URL",
        description="Database address; empty means an SQLite file in the data folder.",
    )
    secret_key: str = Field(
        default="",
        description="Signs sessions; made and kept in the data folder in mode local.",
    )
    allowed_hosts: list[str] = Field(
        default=["localhost", "127.0.0.1", "[::1]"],
        description="Host names the site answers to, as a JSON list.",
    )
    trusted_origins: list[str] = Field(
        default=[],
        description="Origins (https://…) whose forms are trusted, as a JSON list.",
    )
    https: bool = Field(
        default=True,
        description="Whether production is reached by HTTPS (secure cookies, redirect).",
    )
    worker_processes: int = Field(
        default=2, ge=1, le=64, description="Processes that print result sheets side by side."
    )
    upload_limit_mb: int = Field(
        default=20, ge=1, le=200, description="Largest file a person may upload, in megabytes."
    )

    @model_validator(mode="after")
    def _refuse_a_weak_secret(self) -> Self:
        if self.mode == "production" and len(set(self.secret_key)) < 10:
            msg = "TIDTAM_SECRET_KEY must be set to a random text in production"
            raise ValueError(msg)
        if self.mode == "production" and len(self.secret_key) < SHORTEST_SECRET:
            msg = f"TIDTAM_SECRET_KEY must have at least {SHORTEST_SECRET} characters"
            raise ValueError(msg)
        return self

    def secret(self) -> str:
        """The secret key; in mode local one is made at the first start and kept."""
        if self.secret_key:
            return self.secret_key
        if self.mode == "test":
            return secrets.token_urlsafe(64)
        kept = self.data_dir / "secret.key"
        if not kept.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_urlsafe(64), encoding="utf-8")
        return kept.read_text(encoding="utf-8").strip()

    def database(self) -> str:
        """The database address, with the embedded default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'tidtam.sqlite3'}"


env = Env()
