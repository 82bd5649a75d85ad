"""Codes about tables that `bulkops import` cannot make a manifest for."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="I001",
        title="a file is no text that a table could be",
        cause=(
            "`bulkops import` reads text in columns. Workbooks, archives, pictures and files with NUL bytes would "
            "only give nonsense."
        ),
        example="bulkops import invoices.xlsx -o invoices.yaml",
        remedy="Save the sheet as CSV, in UTF-8 if you can choose, and name that file.",
    ),
    Code(
        code="I002",
        title="the first row of a table holds data, not names",
        cause="Columns are known by their names. Without a header the first row would be lost, and no name matches.",
        example="1001;2026-03-31;00104;12,50 as the first row",
        remedy="Write a row with the names of the columns above the data.",
    ),
    Code(
        code="I003",
        title="the first row of a table has another number of cells than most rows",
        cause=(
            "The row with the names of the columns is the header; titles and dates of a report may stand above it. A "
            "sign too many at the end of the rows leaves cells without a name."
        ),
        example="`No;Date;Customer` above rows such as `1;2026-03-31;00104;`",
        remedy="Give each column a name; or say by `--header LINE` which line holds the names.",
    ),
)
