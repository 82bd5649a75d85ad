"""Rows of a table as bytes: cells are added and taken away again, and nothing else of them changes."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulkops.adapters.table_bytes import Writing, lines_of, plain_encoding

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252", "cp037")
TEXT = 'Nr;Text\r\n1;K\xf6k\rlone\n2;"a\r\nb"\r\nlast;\xe5'
CELLS = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=8)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_lines_are_the_bytes_of_the_file(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(TEXT.encode(encoding))
    plain = plain_encoding(path, encoding)
    lines = list(lines_of(path, plain))
    assert b"".join(lines) == path.read_bytes()
    with path.open(encoding=encoding, newline="") as stream:
        assert len(lines) == len(stream.readlines())


@given(
    cells=st.lists(CELLS, min_size=1, max_size=4),
    added=st.tuples(CELLS, CELLS, CELLS, CELLS),
    delimiter=st.sampled_from(";,\t|"),
    encoding=st.sampled_from(("utf-8", "utf-16-le", "cp1252", "latin-1")),
    end=st.sampled_from(("\r\n", "\n", "")),
)
def test_added_cells_are_read_back_and_taken_away(
    cells: list[str], added: tuple[str, ...], delimiter: str, encoding: str, end: str
) -> None:
    kept = tuple(cell.encode(encoding, "replace").decode(encoding) for cell in cells)
    extra = tuple(cell.encode(encoding, "replace").decode(encoding) for cell in added)
    writing = Writing(encoding=encoding, delimiter=delimiter, quote='"', end="\r\n")
    raw = writing.row(kept).removesuffix("\r\n".encode(encoding)) + end.encode(encoding)
    longer = writing.appended(raw, extra)
    assert longer.startswith(raw.removesuffix(end.encode(encoding)))
    text = io.StringIO(longer.decode(encoding), newline="")
    (row,) = csv.reader(text, delimiter=delimiter)
    assert tuple(row) == (*kept, *extra)
    shorter = writing.without(longer, extra)
    assert shorter is not None
    assert shorter == (raw if end else raw + "\r\n".encode(encoding))


def test_a_message_stays_in_its_row_and_in_its_encoding() -> None:
    plain = Writing(encoding="cp1252", delimiter=";", quote="", end="\r\n")
    assert plain.appended(b"1;a\r\n", ("refused", "two\r\nlines; \u4e2d")) == b"1;a;refused;two lines  ?\r\n"
    quoted = Writing(encoding="cp1252", delimiter=";", quote='"', end="\r\n")
    assert quoted.appended(b"1;a", ('say "no"; or not',)) == b'1;a;"say ""no""; or not"\r\n'


def test_cells_written_in_a_way_of_their_own_are_not_cut_out() -> None:
    writing = Writing(encoding="utf-8", delimiter=";", quote='"')
    assert writing.without(b'1;a;"b" \n', ("b",)) is None
