"""Write the files that are derived from the declarations: JSON Schemas and the reference of operations.

`python -m bulkops.app.generate` writes them below the current folder; with `--check` it writes nothing and names the
files that differ from their source.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from bulkops.app.settings import project_schema
from bulkops.core.json import dumps
from bulkops.core.schema import DIALECT, entry_schema
from bulkops.core.schema_manifest import manifest_schema
from bulkops.planning.policy_schema import policy_schema
from bulkops.providers import REGISTRY
from bulkops.reporting.explain import findings_reference
from bulkops.reporting.plan_schema import plan_schema
from bulkops.reporting.reads_reference import resources_markdown
from bulkops.reporting.reconcile_forms import reconcile_schema
from bulkops.reporting.reference import reference_markdown
from bulkops.reporting.report_schema import results_schema


def schemas() -> dict[str, str]:
    """Make all JSON Schemas.

    Returns:
        Text by file name.
    """
    files: dict[str, Mapping[str, Any]] = {"manifest.schema.json": manifest_schema(REGISTRY)}
    for operation_type in REGISTRY.types.values():
        name = f"{operation_type.name}.schema.json"
        files[name] = {"$schema": DIALECT, "$id": name, **entry_schema(operation_type)}
    files["project.schema.json"] = {"$schema": DIALECT, "$id": "project.schema.json", **project_schema()}
    files["plan.schema.json"] = plan_schema()
    files["results.schema.json"] = results_schema()
    files["reconcile.schema.json"] = reconcile_schema()
    files["policy.schema.json"] = {"$schema": DIALECT, "$id": "policy.schema.json", **policy_schema(REGISTRY)}
    return {name: _json_text(schema) for name, schema in sorted(files.items())}


def generated() -> dict[str, str]:
    """Make all derived files.

    Returns:
        Text by path from the root of the project.
    """
    files = {f"schemas/{name}": text for name, text in schemas().items()}
    return files | {
        "docs/findings.md": findings_reference(),
        "docs/operations.md": reference_markdown(REGISTRY),
        "docs/resources.md": resources_markdown(REGISTRY),
    }


def stale(root: Path) -> tuple[str, ...]:
    """Name the derived files that are missing below a folder, differ from their source, or have none any more."""
    files = generated()
    differing = [name for name, text in files.items() if _text_of(root / name) != text]
    known = {root / name for name in files}
    left_over = [f"schemas/{path.name}" for path in (root / "schemas").glob("*.schema.json") if path not in known]
    return tuple(sorted(differing + left_over))


def write(root: Path) -> None:
    """Write all derived files below a folder."""
    for name, text in generated().items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def main(arguments: Sequence[str]) -> int:
    """Write or check the derived files below the current folder.

    Returns:
        1 where `--check` finds files that differ, else 0.
    """
    root = Path.cwd()
    if "--check" not in arguments:
        write(root)
        return 0
    names = stale(root)
    for name in names:
        sys.stdout.write(f"{name} differs from its source: run `python -m bulkops.app.generate`\n")
    return 1 if names else 0


def _json_text(schema: Mapping[str, Any]) -> str:
    return msgspec.json.format(dumps(schema), indent=1).decode() + "\n"


def _text_of(path: Path) -> str | None:
    return path.read_bytes().decode("utf-8", "replace") if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
