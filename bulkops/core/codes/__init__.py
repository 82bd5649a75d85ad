"""The table of codes: every finding and error has one; a code is never reused."""

from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType

from bulkops.core.codes import (
    attempt,
    compensate,
    exports,
    importing,
    journal,
    lookups,
    manifest,
    plan,
    plan_file,
    plan_limits,
    project,
    reads,
    reconcile,
    remote,
    results,
    saved_plan,
    selection,
    table,
    usage,
)
from bulkops.core.codes.code import Code


def _index() -> Mapping[str, Code]:
    codes: dict[str, Code] = {}
    for code in chain(
        *(
            area.CODES
            for area in (
                manifest,
                table,
                project,
                plan,
                plan_file,
                plan_limits,
                saved_plan,
                selection,
                lookups,
                reads,
                compensate,
                exports,
                reconcile,
                remote,
                results,
                attempt,
                journal,
                importing,
                usage,
            )
        )
    ):
        if code.code in codes:
            raise ValueError(f"{code.code} is explained twice")
        codes[code.code] = code
    return MappingProxyType(dict(sorted(codes.items())))


CODES = _index()

__all__ = ["CODES", "Code"]
