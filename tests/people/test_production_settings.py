"""A production start refuses settings that would leave the door open."""

from __future__ import annotations

import secrets

import pytest
from pydantic import ValidationError

from tidtam.config.env import Env

GOOD = {
    "mode": "production",
    "secret_key": "k3-Zp9!vQ2#xT7&mL4*wR8^bN6%cJ1@hF5(dG0)sA-eU_yO=iP",
    "oidc_server": "https://id.example.go.th",
    "oidc_client_id": "tidtam",
    "oidc_client_secret": "a-secret-of-the-provider",
    "second_factor_roles": ["central_officer"],
}


def started(**changes: object) -> Env:
    return Env(_env_file=None, **{**GOOD, **changes})  # type: ignore[arg-type]


def test_sound_settings_start_behind_one_proxy() -> None:
    assert started().proxies() == 1
    assert started(proxy_count=2).proxies() == 2
    assert Env(_env_file=None, mode="local").proxies() == 0  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"secret_key": ""}, "TIDTAM_SECRET_KEY"),
        ({"secret_key": "short"}, "TIDTAM_SECRET_KEY"),
        ({"secret_key": "a" * 60}, "TIDTAM_SECRET_KEY"),
        ({"oidc_client_secret": ""}, "TIDTAM_OIDC_CLIENT_SECRET"),
        ({"oidc_client_id": ""}, "TIDTAM_OIDC_CLIENT_ID"),
        ({"oidc_server": "http://id.example.go.th"}, "TIDTAM_OIDC_SERVER"),
        ({"second_factor_roles": ["boss"]}, "TIDTAM_SECOND_FACTOR_ROLES"),
    ],
)
def test_a_production_start_refuses_what_is_weak(changes: dict[str, object], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        started(**changes)


def test_random_secrets_are_taken() -> None:
    assert started(secret_key=secrets.token_urlsafe(64)).mode == "production"
