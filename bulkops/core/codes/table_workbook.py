"""Codes about a table in a workbook."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="T050",
        title="a file is no workbook that can be read",
        cause="It is damaged, locked with a password, or of another format than its name says.",
        example="rows: {file: invoices.xlsx}, where invoices.xlsx is an old .xls with another name",
        remedy="Open it in a spreadsheet program and save it as .xlsx, without a password.",
    ),
    Code(
        code="T052",
        title="which sheet is meant is not known",
        cause="The workbook has several sheets and none is named, or has none of that name.",
        example="rows: {file: invoices.xlsx}, and the sheets are `March` and `Notes`",
        remedy='Write `sheet: "March"` under `rows`, or `--sheet March`.',
    ),
    Code(
        code="T053",
        title="a cell of a workbook cannot be read",
        cause="It is stored in a way that the format does not have; a program that wrote it is at fault.",
        example="a cell that refers to a text which the workbook does not hold",
        remedy="Open the workbook in a spreadsheet program and save it again.",
    ),
    Code(
        code="T054",
        title="a cell of a workbook holds an error",
        cause="The formula in it has no result, and what it was meant to be is not known.",
        example="#N/A in a column of prices",
        remedy="Mend the formula, or type the value.",
    ),
    Code(
        code="T055",
        title="a formula has no stored result",
        cause="Bulkops does not compute; it reads the result that the spreadsheet program has kept.",
        example="a workbook that a program has written, and nobody has opened and saved since",
        remedy="Open the workbook in a spreadsheet program, and save it.",
    ),
    Code(
        code="T056",
        title="a number has more digits than a workbook keeps",
        cause="Excel keeps 15 digits of a number and writes zeros for the rest: long identifiers are cut off.",
        example="a bank reference of 20 digits, stored as a number",
        remedy="Take the column from its source again, and store it as text.",
    ),
    Code(
        code="T057",
        title="a number of a workbook holds a trace of computing",
        cause="Workbooks compute with binary numbers: 0.1 + 0.2 is 0.30000000000000004. It is read as it is shown.",
        example="=A1*1.1 with 3.3000000000000003 as its result",
        remedy="Round it in the workbook (ROUND) where the last digits matter. Said once a column.",
    ),
    Code(
        code="T058",
        title="leading zeros are only shown",
        cause="The number format `00000` shows 00104, and the cell holds 104. For an identifier that is another one.",
        example="customer 00104 as the number 104 with the format 00000",
        remedy="Store identifiers as text. Said once a column.",
    ),
    Code(
        code="T059",
        title="a cell is shown as a date, and is none",
        cause="Days are counted from 1900 or 1904; the number is before that, or the 29 February 1900.",
        example="-1 with the format yyyy-mm-dd",
        remedy="Mend the cell, or give it another format.",
    ),
    Code(
        code="T060",
        title="cells of a table are merged",
        cause="Only the first of merged cells holds a value; the others are empty, whatever the sheet shows.",
        example="A2:A4 merged, for the three lines of one invoice",
        remedy="Unmerge them, and fill each cell.",
    ),
    Code(
        code="T061",
        title="hidden rows are read",
        cause="A filter hides rows and leaves them in the sheet: they are operations like all others.",
        example="a sheet filtered to `Open`, saved with all its rows",
        remedy="Delete what is not meant, or leave it out by `where`.",
    ),
)
