from decimal import Decimal

import pytest

from bulkops.reporting.style import Style
from bulkops.reporting.values import pair_texts, value_text
from bulkops.reporting.width import cut, visible, width_of
from bulkops.reporting.words import amount_text, clock_text, count_text, duration_text, ids_text, typed_text

ASCII = Style(unicode=False)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "0.00"),
        ("5000", "5 000.00"),
        ("-1234567.5", "-1 234 567.50"),
        ("-999", "-999.00"),
        ("0.125", "0.125"),
        ("1E+5", "100 000.00"),
        ("100.5000", "100.50"),
    ],
)
def test_amounts_are_grouped_with_all_their_digits(amount: str, text: str) -> None:
    assert amount_text(Decimal(amount), ASCII) == text


def test_the_gap_is_thin_where_there_is_unicode() -> None:
    assert count_text(10_000, "step", Style()) == "10\u2009000 steps"
    assert count_text(1, "entry", ASCII) == "1 entry"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.2, "less than 1 s"),
        (59.6, "1 min"),
        (190, "3 min 10 s"),
        (7320, "2 h 2 min"),
        (3600, "1 h"),
        (86_400, "1 day"),
        (190_000, "2 days 4 h"),
    ],
)
def test_times_have_two_units(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


def test_clocks() -> None:
    assert [clock_text(14), clock_text(3723)] == ["00:14", "1:02:03"]


@pytest.mark.parametrize(
    ("before", "after", "texts"),
    [
        (100, Decimal("150.00"), ("100.00", "150.00")),
        (Decimal("100.000000"), Decimal(150), ("100.00", "150.00")),
        (Decimal("12.5"), Decimal(30), ("12.5", "30.0")),
        (Decimal("12500.125"), 1, ("12 500.125", "1.000")),
        (100231, 100232, ("100231", "100232")),
        (None, Decimal("1.5"), ("(none)", "1.5")),
        (Decimal("1.5"), None, ("1.5", "(cleared)")),
        (True, False, ("true", "false")),
        ("", " x", ('""', '" x"')),
    ],
)
def test_both_sides_of_a_change_are_written_alike(before: object, after: object, texts: tuple[str, str]) -> None:
    assert pair_texts(before, after, ASCII) == texts


def test_values_of_groups_and_lists() -> None:
    assert value_text({"a": Decimal(1000), "b": None}, ASCII) == "a 1 000, b (none)"
    assert value_text([1, 2], ASCII) == "2 elements"


def test_ids_are_cut_with_a_count() -> None:
    assert ids_text(["a", "b", "c"], ASCII, total=2000) == "`a`, `b`, `c` and 1 997 more"


def test_width_counts_columns() -> None:
    assert [width_of(text) for text in ("abc", "山田", "e\u0301", "\x1b[1mab\x1b[0m")] == [3, 4, 1, 2]
    assert cut("山田商店", 5, Style()) == "山田…"


def test_what_steers_a_terminal_is_written_out() -> None:
    assert visible("a\x1b[0m\tb\u202ec\x85") == "a\\x1b[0m    b\\u202ec\\x85"
    assert visible("Åse \u00a0山") == "Åse \u00a0山"


@pytest.mark.parametrize(
    ("file", "typed"),
    [
        ("in/march-2026.yaml", "in/march-2026.yaml"),
        ("rättelser.yaml", "rättelser.yaml"),
        ("in/march 2026.yaml", "'in/march 2026.yaml'"),
        ("a;b.yaml", "'a;b.yaml'"),
        ("", "''"),
    ],
)
def test_a_file_is_written_as_it_has_to_be_typed(file: str, typed: str) -> None:
    assert typed_text(file) == typed
