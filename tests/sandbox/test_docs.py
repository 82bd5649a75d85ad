from dataclasses import fields
from pathlib import Path

import pytest

from bulkops.sandbox import fault_kinds
from bulkops.sandbox.admin import OWN_ROUTES
from bulkops.sandbox.faults import Fault
from bulkops.sandbox.ledger_pages import PARTS
from bulkops.sandbox.routes import _TABLE
from bulkops.sandbox.switches import Switches, from_json, table, to_json

PAGE = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")


def test_the_table_of_switches_is_the_declared_one() -> None:
    begin, end = "<!-- begin: made from bulkops/sandbox/switches.py -->\n", "<!-- end -->"
    shown = PAGE.partition(begin)[2].partition(end)[0]
    assert shown == table(), "print `bulkops.sandbox.switches.table()` into docs/sandbox.md"


def test_every_switch_says_what_it_decides_and_why() -> None:
    for declared in fields(Switches):
        assert declared.metadata["meaning"], declared.name
        assert declared.metadata["why"], declared.name


def test_every_route_is_on_the_page() -> None:
    for _, method, path, _ in _TABLE:
        assert path in PAGE, path
        assert f"`{method}" in PAGE, method


def test_every_route_of_its_own_is_on_the_page() -> None:
    for method, path, _ in OWN_ROUTES:
        assert path in PAGE, path
        assert f"`{method}" in PAGE, method
    for part in PARTS.values():
        for name in (*part.filters, "limit", "after"):
            assert f"`{name}`" in PAGE or f"`{name}=true`" in PAGE, name


def test_the_table_of_faults_is_the_declared_one() -> None:
    begin, end = "<!-- begin: made from bulkops/sandbox/fault_kinds.py -->\n", "<!-- end -->"
    shown = PAGE.partition(begin)[2].partition(end)[0]
    assert shown == fault_kinds.table(), "print `bulkops.sandbox.fault_kinds.table()` into docs/sandbox.md"
    assert set(fault_kinds.MEANINGS) == set(fault_kinds.FaultKind)


def test_every_setting_of_a_fault_is_on_the_page() -> None:
    section = PAGE.partition("\n## Faults\n")[2]
    for declared in fields(Fault):
        assert f"`{declared.name}`" in section, declared.name


def test_switches_survive_being_written_down() -> None:
    switches = from_json(b'{"masters": "strict", "faults": [{"kind": "slow", "delay_s": 1.5}]}')
    assert (switches.masters, switches.faults[0].delay_s) == ("strict", 1.5)
    assert from_json(to_json(switches)) == switches


@pytest.mark.parametrize(
    "given",
    [
        b"{",
        b"[]",
        b'{"no_such": 1}',
        b'{"masters": "half"}',
        b'{"faults": [{"kind": "x"}]}',
        b'{"faults": [{"kind": "slow", "delay": 1}]}',
        b'{"rate_window_s": 0}',
        b'{"latency_s": -1}',
        b'{"latency_s": 1e999}',
        b'{"page_size_max": 0}',
    ],
)
def test_switches_that_are_not_there(given: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(given)
