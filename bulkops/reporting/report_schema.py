"""JSON Schema (2020-12) of `report.json`, from the declarations that it is written by."""

from typing import Any

from msgspec.json import schema_components

from bulkops.core.schema import DIALECT
from bulkops.reporting.report_parts import ResultsFile

_ID = "results.schema.json"


def results_schema() -> dict[str, Any]:
    """Give the schema of a report of results."""
    _, parts = schema_components([ResultsFile], ref_template="#/$defs/{name}")
    whole = parts.pop(ResultsFile.__name__)
    whole["title"] = "Results of bulkops"
    return {"$schema": DIALECT, "$id": _ID, **whole, "$defs": dict(sorted(parts.items()))}
