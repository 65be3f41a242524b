"""Everything that may differ between two installations, typed and read once.

Each setting is an environment variable of the same name with the prefix ``TIDTAM_``
(``DATABASE_URL`` has none, by convention) or a line of the file ``.env``. The table in
``docs/running.md`` is kept complete by a test.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tidtam.people.roles import Role

PROJECT_DIR = Path(__file__).resolve().parents[3]
SHORTEST_SECRET = 50
SHORTEST_SHARED = 32


class Env(BaseSettings):
    """The settings of one installation."""

    # A refusal at the start is read by many: it names the setting, never what stands in it.
    model_config = SettingsConfigDict(
        env_prefix="TIDTAM_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

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
    database_patience: int = Field(
        default=20,
        ge=1,
        le=100,
        description="Seconds a write waits for a locked database before the person is told.",
    )
    database_prepared: bool = Field(
        default=True,
        description="Whether PostgreSQL keeps the plans of the questions asked most; no behind a "
        "pooler that hands connections on after each transaction (PgBouncer before 1.21).",
    )
    line_patience: int = Field(
        default=60,
        ge=1,
        le=600,
        description="Seconds of silence in the middle of a request after which its line is cut.",
    )
    secret_key: str = Field(
        default="",
        description="Signs sessions; made and kept in the data folder in mode local.",
    )
    old_secret_keys: list[str] = Field(
        default=[],
        description="Earlier secret keys, as a JSON list: what they sealed can still be opened.",
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
    site_url: str = Field(
        default="http://127.0.0.1:8000",
        pattern=r"^https?://[^/\s]+$",
        description="Where people reach the site; stands before every link in a message.",
    )
    smtp_host: str = Field(default="", description="Mail server; empty: mail is kept, not sent.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Port of the mail server.")
    smtp_user: str = Field(default="", description="Sign-in name at the mail server.")
    smtp_password: SecretStr = Field(
        default=SecretStr(""), description="Password at the mail server."
    )
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the connection to the mail server is protected."
    )
    smtp_from: str = Field(default="Tidtam <tidtam@localhost>", description="Sender of every mail.")
    line_token: SecretStr = Field(
        default=SecretStr(""), description="Channel access token of LINE; empty: LINE is off."
    )
    line_url: str = Field(
        default="https://api.line.me/v2/bot/message/push",
        description="Where LINE takes push messages.",
    )
    webhook_url: str = Field(
        default="", description="Where notices are posted as signed JSON; empty: off."
    )
    webhook_secret: SecretStr = Field(
        default=SecretStr(""), description="Shared secret that signs what is posted."
    )
    webhook_allow_private: bool = Field(
        default=False, description="Whether webhook and LINE may lie in a private network."
    )

    proxy_count: int | None = Field(
        default=None,
        ge=0,
        le=5,
        description="Reverse proxies in front, which name the reader's address; 1 in production.",
    )
    second_factor_roles: list[str] = Field(
        default=[],
        description="Roles that must have a second factor to sign in, as a JSON list.",
    )
    oidc_server: str = Field(
        default="",
        description="Address of an OpenID Connect provider people may sign in with; empty: none.",
    )
    oidc_name: str = Field(default="OpenID", description="What the button calls that provider.")
    oidc_client_id: str = Field(default="", description="The name the provider knows this site by.")
    oidc_client_secret: str = Field(default="", description="The secret shared with the provider.")
    oidc_match_email: bool = Field(
        default=False,
        description="Let a verified e-mail of the provider stand for the person who has it here.",
    )

    evidence_limit_mb: int = Field(
        default=200, ge=1, le=2000, description="Largest file of evidence, in megabytes."
    )
    clamd: str = Field(
        default="",
        description="Virus scanner (clamd) as host:port or the path of its socket; empty: none.",
    )
    s3_bucket: str = Field(
        default="", description="Bucket that holds all files; empty: the data folder does."
    )
    s3_endpoint: str = Field(default="", description="Address of the S3 service; empty: AWS.")
    s3_region: str = Field(default="", description="Region of the bucket.")
    s3_access_key: str = Field(
        default="", description="Name of the key; empty: as the machine's role says."
    )
    s3_secret_key: str = Field(default="", description="The secret of that key.")

    @model_validator(mode="after")
    def _refuse_unknown_roles(self) -> Self:
        unknown = sorted(set(self.second_factor_roles) - {role.value for role in Role})
        if unknown:
            msg = f"TIDTAM_SECOND_FACTOR_ROLES names unknown roles: {', '.join(unknown)}"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _refuse_half_a_provider(self) -> Self:
        if not self.oidc_server:
            return self
        if not (self.oidc_client_id and self.oidc_client_secret):
            msg = "TIDTAM_OIDC_SERVER needs TIDTAM_OIDC_CLIENT_ID and TIDTAM_OIDC_CLIENT_SECRET"
            raise ValueError(msg)
        if self.mode == "production" and not self.oidc_server.startswith("https://"):
            msg = "TIDTAM_OIDC_SERVER must begin with https:// in production"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _refuse_a_weak_secret(self) -> Self:
        if self.mode == "production" and len(set(self.secret_key)) < 10:
            msg = "TIDTAM_SECRET_KEY must be set to a random text in production"
            raise ValueError(msg)
        if self.mode == "production" and len(self.secret_key) < SHORTEST_SECRET:
            msg = f"TIDTAM_SECRET_KEY must have at least {SHORTEST_SECRET} characters"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _refuse_an_open_way_out(self) -> Self:
        addresses = {"TIDTAM_LINE_URL": self.line_url, "TIDTAM_WEBHOOK_URL": self.webhook_url}
        for name, url in addresses.items():
            if self.mode == "production" and url and not url.startswith("https://"):
                msg = f"{name} must begin with https:// in production"
                raise ValueError(msg)
        if self.webhook_url and len(self.webhook_secret.get_secret_value()) < SHORTEST_SHARED:
            msg = f"TIDTAM_WEBHOOK_SECRET must have at least {SHORTEST_SHARED} characters"
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

    def proxies(self) -> int:
        """How many proxies in front are ours; production stands behind one that ends HTTPS."""
        return self.proxy_count if self.proxy_count is not None else int(self.mode == "production")

    def database(self) -> str:
        """The database address, with the embedded default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'tidtam.sqlite3'}"


env = Env()
