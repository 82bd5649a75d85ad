"""A manifest and its tables in a folder, expanded as a command would do it, with the real reader and operation types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bulkops.adapters.manifest_file import ManifestFile
from bulkops.adapters.tables import RowCount, expand
from bulkops.core.codes import CODES
from bulkops.core.entry import Entry
from bulkops.core.finding import Finding
from bulkops.core.operation import Provider
from bulkops.core.registry import Registry
from bulkops.core.tree import Map
from bulkops.providers.visma import VISMA

PROVIDERS: tuple[Provider, ...] = (VISMA,)
REGISTRY = Registry(PROVIDERS)


@dataclass(slots=True)
class Read:
    """What came out of a manifest."""

    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    counts: list[RowCount] = field(default_factory=list)

    @property
    def trees(self) -> list[Map]:
        return [entry.tree for entry in self.entries]

    @property
    def found(self) -> list[tuple[str, int, str]]:
        """Code, line and column name of each finding; of one in the manifest the line is 0."""
        for finding in self.findings:
            assert finding.code in CODES
        return [(finding.code, *_where(finding)) for finding in self.findings]


def _where(finding: Finding) -> tuple[int, str]:
    place = finding.place
    assert place is not None
    return (0, "") if place.file.endswith(".yaml") else (place.line, place.label)


def read(manifest: Path) -> Read:
    """Expand every entry of a manifest."""
    out = Read()
    with ManifestFile(manifest, str(manifest)) as opened:
        for entry in opened.entries():
            out.entries += expand(
                entry, registry=REGISTRY, base=manifest.parent, findings=out.findings.append, left_out=out.counts.append
            )
        assert opened.findings == []
    return out


def read_text(folder: Path, entry: str, tables: Mapping[str, str | bytes]) -> Read:
    """Expand one entry, written as YAML without its dash, on tables made for it."""
    for name, content in tables.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)
    body = "\n".join("    " + line for line in entry.strip("\n").splitlines())
    manifest = folder / "manifest.yaml"
    manifest.write_text(f"bulkops: 1\nname: test\noperations:\n  - {body.strip()}\n", encoding="utf-8")
    return read(manifest)
