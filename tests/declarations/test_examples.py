"""The example manifests are as editors want them."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema_rs import Draft202012Validator

from bulkops.core.schema_manifest import manifest_schema
from bulkops.providers import REGISTRY

FOLDER = Path(__file__).parents[2] / "manifests-examples"
FILES = sorted(path for path in FOLDER.rglob("*.yaml") if path.name != "bulkops.yaml")
VALIDATOR = Draft202012Validator(manifest_schema(REGISTRY), validate_formats=True)


class EditorLoader(yaml.SafeLoader):
    """Reads scalars as YAML 1.2 does, the version that editors read: a date is text."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def test_there_are_examples() -> None:
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_example_has_no_faults(path: Path) -> None:
    document: Any = yaml.load(path.read_text(encoding="utf-8"), EditorLoader)
    assert [f"{error.instance_path}: {error.message}" for error in VALIDATOR.iter_errors(document)] == []
