"""Codes about the cells of a table and the rows of one operation."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="T030",
        title="a cell is not a number",
        cause="Numbers are read by the declared signs only; nothing is rounded, dropped or guessed.",
        example="1 234,50 with no `thousands` declared; 1,5E3; 12 kr",
        remedy="Mend the cell, or declare `decimal`, `thousands` and `negative` as the table writes them.",
    ),
    Code(
        code="T031",
        title="a number can be read in two ways",
        cause="`1,234` is about one, or more than a thousand; a wrong guess is off by a factor of 1000.",
        example="1,234 or 1.234 where no `decimal` is declared; 1,5 where it is `.`",
        remedy="Declare `decimal` and `thousands` under `rows`.",
    ),
    Code(
        code="T032",
        title="a cell is not a whole number",
        cause="The field takes whole numbers, and rounding is not bulkops' to do.",
        example="2,5 for `discountCode`",
        remedy="Mend the cell, or map the column to another field.",
    ),
    Code(
        code="T033",
        title="a cell is not a date in the declared format",
        cause="03/04/2026 is March to some and April to others, so the format is declared, not guessed.",
        example="31.3.2026 with no `dates` declared",
        remedy='Declare it, such as `dates: "%d.%m.%Y"`; a time is read with `%H:%M` and dropped.',
    ),
    Code(
        code="T034",
        title="a cell is neither true nor false",
        cause="Which letters mean what is the table's own habit.",
        example="J for `hold`",
        remedy="Say it beside `column`: `values: {J: true, N: false}`.",
    ),
    Code(
        code="T035",
        title="a text is not among `values`",
        cause="A text that nobody thought of has no meaning yet.",
        example='M for {column: Momskod, values: {H: "3", N: "0"}}',
        remedy="Add it to `values`, or give a `default` for all others.",
    ),
    Code(
        code="T036",
        title="a text is longer than `max`",
        cause="It is not cut off: what is lost would not be seen.",
        example="a description of 300 characters for {column: Text, max: 256}",
        remedy="Shorten the text, or raise `max`.",
    ),
    Code(
        code="T037",
        title="a cell is empty that must not be",
        cause="It names the operation, its group or its target, or is `required`.",
        example="a row without InvoiceNo, with `group_by: InvoiceNo`",
        remedy="Fill the cell, or leave such rows out by `where`.",
    ),
    Code(
        code="T038",
        title="rows of one operation disagree",
        cause=(
            "A field of the document has one value. The rows are compared after they are read, so two times of "
            "one day are one date."
        ),
        example="two rows of invoice 4711 with different customers",
        remedy="Make the rows agree, or put the field under `each_row`.",
    ),
    Code(
        code="T039",
        title="`where` takes some rows of an operation and leaves others out",
        cause="Half an invoice must not be sent.",
        example="group_by: InvoiceNo, where: {Article: [A1]}, and an invoice with A1 and A2",
        remedy="Let `where` ask for what all rows of an operation have in common.",
    ),
    Code(
        code="T040",
        title="too many rows belong to one operation",
        cause="More than 10,000 lines in one document mean that `group_by` names the wrong column.",
        example="group_by: Country",
        remedy="Group by the column that names the document.",
    ),
    Code(
        code="T041",
        title="`where` leaves out every row",
        cause="There is nothing to do, which is seldom meant.",
        example="where: {Status: open}, and the table says `Open`",
        remedy="Check the value; capitals and small letters differ.",
    ),
    Code(
        code="T042",
        title="a spreadsheet has spoilt a text",
        cause=(
            "Spreadsheets keep long numbers as `4,71E+09` and failed formulas as `#N/A`. What stood there cannot be "
            "known from it, and two invoices may have become one."
        ),
        example="4,71E+09 for {column: Fakturanr}",
        remedy="Give the column the format of a text in the spreadsheet, and export the table anew.",
    ),
)
