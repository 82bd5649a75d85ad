"""How faults are written, for people."""

from collections.abc import Iterator
from dataclasses import fields
from textwrap import wrap

from bulkops.sandbox.fault_kinds import MEANINGS
from bulkops.sandbox.fault_text import FORM
from bulkops.sandbox.faults import Fault

_WIDTH = 96
_INDENT = 17
_SETTINGS = {
    "contains": "text that the request's body must hold",
    "first": "which matching request is the first it may happen to, from 1",
    "every": "of those, each n-th only",
    "count": "to how many of these; 0: to all; left out: one, or all where every or chance_percent is given",
    "chance_percent": "to how many in a hundred of those; the same ones in every run",
    "seed": "another number chooses others",
    "status": "status of the answer of refuse and bad_gateway",
    "message": "words of a refusal",
    "retry_after_s": "Retry-After of a refusal",
    "delay_s": "seconds until late work is done, the answer has come, or the connection breaks",
    "edit": "what the second client does: text, line, release or delete",
}


def lines() -> Iterator[str]:
    """Describe the form, the kinds and the settings of faults."""
    yield f"A fault is written as {FORM}, with `;` between several, or in a"
    yield "YAML or JSON file as a list of objects with `kind`, `method`, `path` and the names below."
    yield "PATH is a glob."
    yield ""
    yield "  lose_answer:POST:*/action/release:every=5"
    yield "  refuse:POST:/v2/customerinvoice:status=503,retry_after_s=20,first=3"
    yield "  slow_body:GET:delay_s=2; partial_body:chance_percent=10,seed=7"
    yield ""
    yield "Kinds:"
    for kind, meaning in MEANINGS.items():
        yield from _entry(kind, meaning.replace("`", ""))
    yield ""
    yield "Settings:"
    for declared in fields(Fault):
        if declared.name in _SETTINGS:
            yield from _entry(declared.name, _SETTINGS[declared.name])


def _entry(name: str, text: str) -> list[str]:
    return wrap(text, _WIDTH, initial_indent=f"  {name:<{_INDENT - 2}}", subsequent_indent=" " * _INDENT)
