"""Codes about a table as a text: its encoding, its quotes, its rows."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="T008",
        title="a byte does not belong to the table's encoding",
        cause=(
            "The table was saved in another encoding. Guessing which would change letters without a word: the "
            "usual guessers read Windows-1252 as cp1250."
        ),
        example="0xC5 (`Å` in Windows-1252) in a table that is read as UTF-8",
        remedy=(
            "Look at the words that the message shows as each encoding reads them, and declare the one that is right, "
            "such as `encoding: cp1252`; or save the table as UTF-8."
        ),
    ),
    Code(
        code="T009",
        title="a table's first bytes contradict its encoding",
        cause="A byte-order mark says what the encoding is; UTF-16 without one does not say its order.",
        example="encoding: cp1252, and the file begins with EF BB BF",
        remedy="Declare the encoding that the message names.",
    ),
    Code(
        code="T010",
        title="a table is empty",
        cause="It has not even a header.",
        example="a file of 0 bytes",
        remedy="Check the export that made it.",
    ),
    Code(
        code="T011",
        title="a table has a header and no rows",
        cause="There is nothing to do, which is seldom meant.",
        example="InvoiceNo;Quantity, and nothing below",
        remedy="Check the export that made it.",
    ),
    Code(
        code="T012",
        title="two columns have one name",
        cause="Which of them a template means cannot be known.",
        example="Invoice;Text;Text",
        remedy="Rename one of them.",
    ),
    Code(
        code="T013",
        title="a column has no name",
        cause="It is often a sign of a delimiter too many at the end of the header.",
        example="Invoice;Text;",
        remedy="Name it or delete it.",
    ),
    Code(
        code="T014",
        title="a row has too few or too many cells",
        cause="Its values may stand in the wrong columns. A delimiter in an unquoted text is the usual cause.",
        example="4711;Nuts; bolts;12 below Invoice;Text;Quantity",
        remedy="Quote the cell with the delimiter in it, or add the missing cells.",
    ),
    Code(
        code="T015",
        title="a quote is never closed",
        cause=(
            "It takes all that follows into one cell, rows and all. The message names the line on which it "
            "opens, not the one on which the reader gave up. A cell of several lines that each look like a row is "
            "refused too: two lost quotes have met."
        ),
        example='4711;"Nuts;12',
        remedy="Close the quote; or double one that belongs to the text.",
    ),
    Code(
        code="T016",
        title="text stands after the quote that closes a cell",
        cause="A quote inside a quoted cell is written twice.",
        example='4711;"Nut 7" long";12',
        remedy='Write `"Nut 7"" long"`; or declare `quote: none` for a table that quotes nothing.',
    ),
    Code(
        code="T017",
        title="a line holds a NUL character",
        cause="It is not text in this encoding, most often UTF-16 without a byte-order mark, or a damaged file.",
        example="a table in UTF-16 that is read as UTF-8",
        remedy="Declare `encoding: utf-16-le`, or save the table again.",
    ),
    Code(
        code="T018",
        title="a line is too long to be a row",
        cause="What has no line end in a million characters is no table, and reading it would take all memory.",
        example="a ZIP file that is named .csv",
        remedy="Check the file.",
    ),
    Code(
        code="T019",
        title="a table names another delimiter than is declared",
        cause="Spreadsheets read a first line such as `sep=;` as the delimiter, and show the table so.",
        example="sep=; above the header, and no `delimiter` under `rows`",
        remedy="Declare the delimiter that the line names, or delete the line.",
    ),
    Code(
        code="T044",
        title="the names of the columns do not stand where `header` says",
        cause=(
            "`header` is the number of the line with the names, as editors and findings count lines. That line is "
            "blank, or the table ends before it."
        ),
        example="header: 4, and the names stand on line 5",
        remedy="Write the number of the line with the names; `bulkops import` finds it.",
    ),
    Code(
        code="T043",
        title="a table is UTF-8, and another encoding is declared",
        cause=(
            "Text of another encoding is never UTF-8 by chance. Read as declared, its letters would become two or "
            "three others each, without a word."
        ),
        example="encoding: cp1252, and the table holds `Å` as C3 85",
        remedy="Declare `encoding: utf-8`, or leave the key out.",
    ),
)
