"""Cases as data: what a case file holds. `README.md` says how to write one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from textwrap import indent
from typing import Any

import yaml

from bulkops.core.operation import Document

FOLDER = Path(__file__).parent
Documents = tuple[Document, ...]


class _Loader(yaml.SafeLoader):
    """Reads numbers with a point as `Decimal`, and dates as the text they are."""


_Loader.add_constructor("tag:yaml.org,2002:float", lambda _loader, node: Decimal(node.value))
_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda _loader, node: node.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """What others do at a moment.

    Attributes:
        holds: Documents as the API answers them from then on; None: as before.
        files: Text of files that they write beside the manifest; None: they remove it.
    """

    holds: Documents | None = None
    files: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one write is answered.

    Attributes:
        lost: The request is sent, and no answer comes.
        unsent: The connection cannot be made.
        status: Otherwise: HTTP status.
        headers: Header fields.
        body: Text, or what is written as JSON.
        then: Documents as the API answers them from then on; None: as before.
        call: Of status 202: what the background call comes to.
    """

    lost: bool = False
    unsent: bool = False
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = ""
    then: Documents | None = None
    call: "Call | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a background call comes to.

    Attributes:
        asked: How often it is asked after before it has ended.
        status: HTTP status that it has come to.
        headers: Header fields of its answer.
        body: Its answer, as of `Answer`.
        then: Documents as the API answers them once it has ended.
        failed: It broke off: why.
        state: HTTP status of the question after it, where its state is not to be had; 0: it is.
        content: HTTP status of the question for its answer's body.
    """

    asked: int = 0
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = ""
    then: Documents | None = None
    failed: str = ""
    state: int = 0
    content: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case.

    Attributes:
        type: Operation type: the name of its folder.
        name: What it shows.
        entry: The entry as a user writes it.
        earlier: Entries that stand before it in the manifest.
        defaults: What stands under `defaults:`.
        files: Text of the files that lie beside the manifest, by their paths.
        profile: What stands under `visma:` in the profile; without it, `If-Match` is known to be checked.
        holds: Documents as the API answers them; a target that is none of them does not exist. None: nothing is read.
        etag: Entity tag of those answers, where the API gives one.
        contents: Text of attached files, by their ids.
        findings: What is expected: `code`, and `at`: the text that stands at its place.
        operation: Parts of the checked operation that are expected.
        step: Parts of the step that are expected, and `request` as it is sent.
        meanwhile: What others do after the plan, before anything is sent.
        answers: What the writes are answered, one after the other.
        outcome: Parts of what the run comes to that are expected.
        afterwards: What others do after the run, before it is resumed.
        settles: Parts of what the resumed run comes to that are expected.
    """

    type: str
    name: str
    entry: str
    earlier: tuple[str, ...] = ()
    defaults: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    profile: Mapping[str, Any] = field(default_factory=dict)
    holds: Documents | None = None
    etag: str = ""
    contents: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Mapping[str, Any], ...] = ()
    operation: Mapping[str, Any] = field(default_factory=dict)
    step: Mapping[str, Any] = field(default_factory=dict)
    meanwhile: Others = field(default_factory=Others)
    answers: tuple[Answer, ...] = ()
    outcome: Mapping[str, Any] = field(default_factory=dict)
    afterwards: Others = field(default_factory=Others)
    settles: Mapping[str, Any] = field(default_factory=dict)

    @property
    def manifest(self) -> str:
        """The manifest that holds it."""
        head = "bulkops: 1\nname: cases\n"
        if self.defaults:
            head += "defaults:\n" + indent(self.defaults, "  ")
        entries = "".join("  - " + indent(text.strip(), "    ").lstrip() + "\n" for text in (*self.earlier, self.entry))
        return f"{head}operations:\n{entries}"

    def write(self, folder: Path) -> Path:
        """Write the manifest and the files beside it; give the manifest's path."""
        for name, text in {**self.files, "case.yaml": self.manifest}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        return folder / "case.yaml"


def cases() -> Iterator[Case]:
    """Read all case files."""
    for path in sorted(FOLDER.glob("*/*.yaml")):
        content: Any = yaml.load(path.read_text(encoding="utf-8"), _Loader)
        for name, written in content["cases"].items():
            try:
                yield Case(type=path.parent.name, name=f"{path.stem}: {name}", **_read(written))
            except TypeError as error:
                raise AssertionError(f"{path}: {name}: {error}") from error


def _read(written: Mapping[str, Any]) -> dict[str, Any]:
    """Turn what a case says into values; whatever else it says stays, and is refused."""
    parts: dict[str, Any] = {
        name: _READERS[name](value) if name in _READERS else value for name, value in written.items()
    }
    for name in ("earlier", "findings"):
        parts[name] = tuple(parts.get(name, ()))
    return parts


def _documents(written: Any) -> Documents:
    """Read one document or a list of them."""
    return tuple(written) if isinstance(written, list) else (written,)


def _others(written: Mapping[str, Any]) -> Others:
    return Others(**_with_documents(written, "holds"))


def _answers(written: Any) -> tuple[Answer, ...]:
    return tuple(map(_answer, written if isinstance(written, list) else [written]))


def _answer(written: Any) -> Answer:
    if isinstance(written, str):
        assert written in {"lost", "unsent"}, written
        return Answer(lost=written == "lost", unsent=written == "unsent")
    parts = _with_documents(written, "then")
    if "call" in parts:
        parts["call"] = Call(**_with_documents(parts["call"], "then"))
    return Answer(**parts)


def _with_documents(written: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {**written, **({name: _documents(written[name])} if name in written else {})}


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "holds": _documents,
    "meanwhile": _others,
    "answers": _answers,
    "afterwards": _others,
}
