"""The example: its sample always, and the public data set where `BULKOPS_ONLINE_RETAIL` says where it is."""

import os
import tracemalloc
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from bulkops.adapters.tables import expand
from bulkops.adapters.yaml_events import load_tree
from bulkops.core.entry import Entry
from bulkops.core.finding import Finding
from bulkops.core.tree import Map
from tests.reading.tables.case import REGISTRY, Read, read
from tests.reading.tables.entries import HEADER, entry

EXAMPLE = Path("manifests-examples/online-retail")
# Tracing is slow: one cell a row shows as well as ten whether rows are kept.
_SMALL = "  invoiceLines: {each_row: {inventoryNumber: {column: Item}}}"
REAL = os.environ.get("BULKOPS_ONLINE_RETAIL", "")


def total(out: Read) -> Decimal:
    """Sum of quantity times price over all lines, from the trees alone."""
    lines = [line for tree in out.trees if "with" in tree for line in tree["with"]["invoiceLines"]]
    return sum((Decimal(line["quantity"]) * Decimal(line["unitPriceInCurrency"]) for line in lines), Decimal(0))


def test_the_sample_is_what_its_readme_says() -> None:
    out = read(EXAMPLE / "sample.yaml")
    assert out.findings == []
    assert Counter(tree["op"] for tree in out.trees) == {"visma.invoice.create": 15, "visma.invoice.release": 15}
    assert total(out) == Decimal("1250.81")
    (count,) = out.counts
    assert (count.rows, count.rows_left_out, count.groups, count.groups_left_out) == (40, 4, 18, 3)


def test_the_dirt_of_the_sample_arrives_as_it_is() -> None:
    trees = {tree["id"]: tree for tree in read(EXAMPLE / "sample.yaml").trees}

    def lines(number: str) -> list[Map]:
        found: list[Map] = trees[f"inv-{number}"]["with"]["invoiceLines"]
        return found

    assert trees["inv-A1003"]["with"]["customerNumber"] == "99999"
    assert trees["inv-A1005"]["with"]["documentDate"] == "2025-02-03"
    assert [line["description"] for line in lines("A1005")] == [
        'GIFT BOX "SMALL" RED',
        'GIFT BOX "LARGE" RED',
        "RIBBON; PER METRE",
    ]
    assert [line["description"] for line in lines("A1002")][:2] == ['TRAY 12" ROUND', 'PICTURE FRAME 5" OAK']
    assert lines("A1001")[2] == {
        "inventoryNumber": "00725",
        "description": "TEA TOWEL STRIPED ",
        "quantity": "6",
        "unitPriceInCurrency": "3.4",
    }
    assert lines("A1006") == [{"inventoryNumber": "ST-90", "quantity": "-14", "unitPriceInCurrency": "0"}]


def test_both_manifests_say_the_same_but_for_the_file() -> None:
    def kept(name: str) -> list[str]:
        text = (EXAMPLE / name).read_text(encoding="utf-8")
        lines = [line.partition(" #")[0].rstrip() for line in text.splitlines() if not line.startswith("#")]
        return [line for line in lines if not line.lstrip().startswith(("file:", "name:"))]

    assert kept("sample.yaml") == kept("online-retail.yaml")


@pytest.mark.skipif(not REAL, reason="BULKOPS_ONLINE_RETAIL does not say where the data set is")
def test_the_public_data_set() -> None:
    out = read(EXAMPLE / "online-retail.yaml")
    assert out.findings == []
    assert Counter(tree["op"] for tree in out.trees) == {"visma.invoice.create": 469, "visma.invoice.release": 469}
    assert total(out) == Decimal("184248.33")
    (count,) = out.counts
    assert (count.rows, count.rows_left_out, count.groups, count.groups_left_out) == (10_000, 100, 512, 43)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_table(tmp_path: Path) -> None:
    def peak(groups: int) -> int:
        numbers = [group for _ in range(5) for group in range(groups)]  # rows of one group lie far apart
        with (tmp_path / "t.csv").open("w", encoding="utf-8") as table:
            table.write(HEADER)
            rows = (f"{group};2026-03-31;{group:08};A{line};2;1,50;N;text\n" for line, group in enumerate(numbers))
            table.writelines(rows)
        del numbers
        return _peak_bytes(tmp_path)

    small, large = peak(2_000), peak(40_000)
    assert large < small + 4_000_000
    assert large < 30_000_000


def _peak_bytes(folder: Path) -> int:
    tree, faults = load_tree(entry(payload=_SMALL).encode(), "manifest.yaml")
    assert tree is not None
    assert faults == []
    tracemalloc.start()
    written = Entry(file="manifest.yaml", tree=tree)
    findings: list[Finding] = []
    made = expand(written, registry=REGISTRY, base=folder, findings=findings.append, left_out=lambda _: None)
    count = sum(1 for _ in made)
    assert findings == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count in {2_000, 40_000}
    return peak
