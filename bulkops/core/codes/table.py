"""Codes about what a manifest says of a table; all codes about tables."""

from bulkops.core.codes import table_cells, table_manifest, table_text, table_workbook
from bulkops.core.codes.code import Code

_MANIFEST: tuple[Code, ...] = (
    Code(
        code="T001",
        title="a key under `rows` holds something it does not take",
        cause=(
            "How a table is written is declared, and each key has one meaning. A value that it does not take is "
            "refused rather than ignored."
        ),
        example="rows: {file: invoices.csv, decimal: \"';'\"}",
        remedy="Write a value that the message names.",
    ),
    Code(
        code="T002",
        title="a key is not known beside or under `rows`",
        cause="A misspelt key would be ignored and its default taken without a word.",
        example="rows: {file: invoices.csv, delimeter: ';'}",
        remedy="Write the key that is meant, or remove it.",
    ),
    Code(
        code="T003",
        title="`rows` names no file",
        cause="There is no table to read.",
        example="rows: {group_by: InvoiceNo}",
        remedy="Add `file:`, relative to the manifest.",
    ),
    Code(
        code="T004",
        title="the path of a table needs an environment variable that is not set",
        cause=(
            "`${env:NAME}` in `rows.file` stands for the value of NAME; an unset or empty one would name another file."
        ),
        example="rows: {file: '${env:INVOICES_CSV}'}",
        remedy="Set the variable, such as `export INVOICES_CSV=/data/invoices.csv`.",
    ),
    Code(
        code="T005",
        title="a table cannot be opened",
        cause="It is not there, is a folder, or may not be read.",
        example="rows: {file: march.csv}, and no such file beside the manifest",
        remedy="Check the path; it is relative to the manifest.",
    ),
    Code(
        code="T006",
        title="a workbook is of a kind that is not read",
        cause="Of workbooks, .xlsx and .xlsm are read; .xls, .xlsb and .ods are other formats.",
        example="rows: {file: invoices.xls}",
        remedy="Open it, save it as .xlsx, and name that file.",
    ),
    Code(
        code="T007",
        title="an encoding is not known",
        cause="The name is none that Python knows as a character encoding.",
        example="rows: {file: invoices.csv, encoding: ansi}",
        remedy="Write one of `utf-8`, `utf-16`, `cp1252`, `iso-8859-1`, or another that Python knows.",
    ),
    Code(
        code="T020",
        title="a table has no column of that name",
        cause=(
            "The manifest names a column that the header does not hold; capitals matter, spaces around a name do not."
        ),
        example="customerNumber: {column: Kundnummer}, and the header says `Kundnr`",
        remedy="Write the name as the header has it. A header of one column is a sign of an undeclared `delimiter`.",
    ),
    Code(
        code="T021",
        title="a template names a field that the operation does not have",
        cause="Names under `with` are the API's own.",
        example="with: {customer: {column: Kundnr}} for `visma.invoice.create`",
        remedy="Write the name of the field; `bulkops operations NAME` lists them.",
    ),
    Code(
        code="T022",
        title="a template has a shape that its field cannot take",
        cause="A column stands where one value stands, `each_row` where a list of groups stands.",
        example="with: {invoiceLines: {column: Artikel}}",
        remedy="Put `each_row: {…}` under a list, and `{column: …}` under each of its fields.",
    ),
    Code(
        code="T023",
        title="an entry with `rows` has no id that a column is part of",
        cause="The id is what lets a second run know what the first one did, so each operation needs its own.",
        example="id: invoices",
        remedy='Write the column that names the document into it: `id: "inv-{InvoiceNo}"`.',
    ),
    Code(
        code="T024",
        title="an entry with `rows` names no known operation type",
        cause="Nothing says what to do with the rows.",
        example="then: [visma.invoice.relaese]",
        remedy="Write the full name of an operation type.",
    ),
    Code(
        code="T025",
        title="a follow-up under `then` does not fit",
        cause=(
            "`then` follows an operation that makes a document, with operations on that document that need no "
            "payload, each once."
        ),
        example="op: visma.invoice.update, then: [visma.invoice.release]",
        remedy="Write the follow-up as an entry of its own.",
    ),
)

CODES: tuple[Code, ...] = (
    *_MANIFEST,
    *table_text.CODES,
    *table_cells.CODES,
    *table_workbook.CODES,
    *table_manifest.CODES,
)
