"""What `bulkops compensate` writes, and the documents before and after."""

from collections.abc import Mapping
from typing import Any

import yaml

from bulkops.adapters.clock import SystemClock
from bulkops.core.http import Request
from bulkops.core.json import loads
from tests.runs.drifting import INVOICE
from tests.runs.folder import Done, Folder

#: What every write moves on; an undoing moves it on once more.
_MOVING = {"timeStamp", "lastModifiedDateTime", "version"}


def compensate(folder: Folder, run: str = "", code: int = 0, file: str = "undo.yaml") -> Done:
    """Write the manifest that undoes a run; make sure that nothing is sent."""
    before = len(folder.writes())
    done = folder.run("compensate", run or folder.last_run().name, "-o", file, "--overwrite")
    assert done.code == code, done.text
    assert len(folder.writes()) == before
    return done


def entries(folder: Folder, file: str = "undo.yaml") -> dict[str, Any]:
    """Give what the manifest asks for, by what is to be done to which document."""
    manifest = yaml.load((folder.path / file).read_text(encoding="utf-8"), yaml.BaseLoader)
    return {
        f"{entry['op'].rpartition('.')[2]} {entry.get('invoice') or entry.get('customer')}": entry.get("with", {})
        for entry in manifest["operations"]
    }


def undo(folder: Folder) -> None:
    done = folder.apply("undo.yaml")
    assert done.code == 0, done.text


def document(folder: Folder, number: str) -> dict[str, Any] | None:
    return _read(folder, "visma", f"{INVOICE}/{number}")


def _read(folder: Folder, api: str, path: str) -> dict[str, Any] | None:
    erp = folder.open_erp()
    answer = erp.handle(Request(api=api, method="GET", path=path), SystemClock().now())
    erp.close()
    found: dict[str, Any] | None = loads(answer.body) if answer.status == 200 else None
    return found


def customer(folder: Folder) -> dict[str, Any] | None:
    return _read(folder, "ddapi", "/api/customers/invoice/10042")


def same(one: Any, other: Any) -> None:
    """Compare two documents; a member that is empty is as good as none."""
    assert _held(one) == _held(other)


def _held(value: Any) -> Any:
    if isinstance(value, Mapping):
        kept = {name: _held(member) for name, member in value.items() if name not in _MOVING}
        return {name: member for name, member in kept.items() if member not in (None, "")}
    return [_held(element) for element in value] if isinstance(value, list) else value
