"""Codes about the results of a run as files."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="P090",
        title="results do not add up",
        cause="Result files are a proof: each row of the source stands in exactly one of them, and counts and sums are "
        "those of the journal. They were read again after they were written, or by `--check`, and they are not.",
        example="bulkops results 7f3a -o march-results --check   # after `failed.csv` was corrected in place",
        remedy="Write them again into another folder. If freshly written files do not add up, verify the journal by "
        "`bulkops journal verify`.",
    ),
    Code(
        code="P091",
        title="a source of the run is not as it was",
        cause="Results give the rows of the source back. The manifest or table has another digest than the one that "
        "the run was made from, or is not there, so that its rows would not be those that were sent.",
        example="bulkops results 7f3a -o march-results   # after march.csv was edited",
        remedy="Put the file of that time back, and give the command in the folder in which the run was applied.",
    ),
    Code(
        code="P092",
        title="the folder for results is in use",
        cause="The folder holds files already, or its name is a file's. Results of two runs in one folder would be "
        "taken for one; and what a run was made from is never replaced by its results.",
        example="bulkops results 7f3a -o .",
        remedy="Name a folder that is empty or not there yet, or add `--overwrite`: results in it are replaced, and "
        "other files stay.",
    ),
    Code(
        code="P093",
        title="a table given with `--rows` stands for none, or for several",
        cause="`--rows FILE` is read in the place of the one table that the manifests name; where they name several, "
        "`--rows NAME=FILE` says which, by its `file:` as the manifest has it, or by the last part of that path. "
        "Nothing is guessed: rows read by another entry would be other documents.",
        example="bulkops apply march.yaml --rows proof/failed.csv   # march.yaml names two tables",
        remedy="Say which table is meant, as the hint shows it.",
    ),
)
