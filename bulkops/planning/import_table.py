"""What an inspected table is, and what is proposed for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bulkops.core.operation import OperationType
from bulkops.planning.import_columns import Column
from bulkops.planning.import_groups import Groups
from bulkops.planning.import_notation import UNSAID, Said
from bulkops.planning.import_totals import Totals

#: Stands where only a person can say what is meant; `validate` refuses it by name.
TODO = "TODO"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as it was inspected.

    Attributes:
        file: How the manifest names it.
        shown: How the user named it.
        operation_type: What its rows are to become.
        dialect: Keys of `rows` that say how it is written, without numbers and dates: values, and doubts about them.
        columns: Its columns, in order.
        rows: Rows below the header.
        unread: Rows that could not be read.
        groups: Documents by the column that names them; None: there is none.
        named: That column is called like one.
        workbook: It is a workbook, whose numbers have no signs that could be read in two ways.
        text: One of its texts that looks like a number, and could be; empty: there is none.
        said: What the user has said about how it is written.
        totals: Rows of sums among them, which are not counted; None: there are none.
    """

    file: str
    shown: str
    operation_type: OperationType
    dialect: Mapping[str, tuple[str | int, tuple[str, ...]]]
    columns: tuple[Column, ...]
    rows: int
    unread: int
    groups: Groups | None
    named: bool
    workbook: bool = False
    text: str = ""
    said: Said = UNSAID
    totals: Totals | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """One line of a proposal.

    Attributes:
        column: Name of the column.
        path: Path of the field that it fills, or why it fills none.
        samples: Some of its cells; empty where they may be personal.
        taken: It fills a field.
    """

    column: str
    path: str
    samples: str
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A manifest for a table.

    Attributes:
        head: What stands above the operations.
        entry: The one operation, with comments.
        mapped: What becomes of each column.
        doubts: What is not certain, each a sentence.
        todos: What a person has to fill in, each a sentence.
    """

    head: Mapping[str, Any]
    entry: Any
    mapped: tuple[Mapped, ...]
    doubts: tuple[str, ...]
    todos: tuple[str, ...]
