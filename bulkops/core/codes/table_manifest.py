"""Codes about a table that is a manifest of its own."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="M080",
        title="a table has no column `@id`",
        cause="The id is what lets a second run know what the first one did, so each row says which operation it is.",
        example="number,documentDate",
        remedy="Add a column `@id` with a value of its own for each operation; rows of one operation share it.",
    ),
    Code(
        code="M081",
        title="what is to be done with a table's rows is not said",
        cause="Neither a column `@op` nor the option `--op` names an operation type, or the cell is empty.",
        example="bulkops plan updates.csv",
        remedy="Add a column `@op`, or give `--op visma.invoice.update`.",
    ),
    Code(
        code="M082",
        title="a column has no meaning",
        cause="A misspelt column would be left out without a word.",
        example="docmentDate",
        remedy="Write the name that the message proposes; `bulkops operations NAME` lists the columns.",
    ),
    Code(
        code="M083",
        title="a cell is filled that its operation does not have",
        cause="The column belongs to other operations of the table.",
        example="a `documentDate` in a row with `@op` visma.invoice.release",
        remedy="Clear the cell, or check `@op`.",
    ),
    Code(
        code="M084",
        title="several rows have one `@id`, and nothing that a row could add",
        cause="Rows of one id add lines to a document; an operation without lists has one row.",
        example="two rows `rel-1` of visma.invoice.release",
        remedy="Give each operation an id of its own, or delete the second row.",
    ),
    Code(
        code="M085",
        title="the manifest's name is not one",
        cause="With `@id`, the name identifies an operation for good, so all rows and the option say the same one.",
        example="`@manifest` is `march` in one row and `april` in another",
        remedy="Split the table, or make the cells agree; leave out `--name` where the column says it.",
    ),
    Code(
        code="M086",
        title="a results file does not say which manifest it is of",
        cause=(
            "The file has the result columns, and neither a column `@manifest` nor `--name`. Under another name its "
            "operations would be other ones, and what has happened could happen again."
        ),
        example="bulkops apply failed.csv, with the column `@manifest` deleted",
        remedy="Give the name that the run's manifest had: `--name updates`.",
    ),
    Code(
        code="M087",
        title="an option about tables is given, and no table",
        cause="`--op`, `--sheet`, `--delimiter` and their like say how a table that is a manifest is read.",
        example="bulkops plan march.yaml --delimiter ';'",
        remedy="Leave the option out; for a table that a manifest names, write it under `rows`.",
    ),
)
