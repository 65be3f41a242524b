"""The schema that editors use accepts what the loader accepts, and refuses a slip."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tidtam.frameworks.files import available, directory, path_of

SCHEMA = json.loads((directory() / "schema.json").read_text("utf-8"))


def read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return document


@pytest.mark.parametrize("code", available())
def test_every_shipped_framework_fits_the_schema(code: str) -> None:
    jsonschema.validate(read(path_of(code)), SCHEMA)


@pytest.mark.parametrize(
    ("key", "wrong"), [("bands", "none"), ("fiscal_year", "๒๕๖๖"), ("surprise", 1)]
)
def test_a_slip_does_not_fit_the_schema(key: str, wrong: object) -> None:
    document = copy.deepcopy(read(path_of("qp-2566")))
    document[key] = wrong

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)
