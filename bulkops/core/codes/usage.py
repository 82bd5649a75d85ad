"""Codes about the command line, and bugs."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="U001",
        title="the command line has words that the command does not take",
        cause=(
            "An option or argument is unknown, missing, or does not fit another one. Nothing was read or sent. "
            "The exit code is 64, so that a mistyped command is never taken for `plan --detailed-exitcode` saying "
            "2, there are changes."
        ),
        example="bulkops apply --inflight 8 march.yaml",
        remedy="Read `bulkops COMMAND --help`: it lists the options, an example and the exit codes.",
    ),
    Code(
        code="U002",
        title="nothing is to be decided about the operation",
        cause="A person decides only about what was sent and cannot be settled by looking. This one is done, has ended "
        "another way, or was not sent yet.",
        example="`bulkops resolve 7f3a acme-march --done`, after `bulkops resume` has found it.",
        remedy="Look at it with `bulkops show RUN ID`. What did not go through is planned again by "
        "`bulkops apply FILE`.",
    ),
    Code(
        code="U003",
        title="there is no space for temporary files",
        cause="A plan in the making lies in a private temporary file, because it may be larger than the memory.",
        example="`/tmp` is a small disk in memory, and the manifest has a million entries.",
        remedy="Free some space there, or set `SQLITE_TMPDIR` to a folder on a larger disk. Nothing was sent.",
    ),
    Code(
        code="X001",
        title="bulkops has a bug",
        cause=(
            "Something happened that the program rules out. It stopped at once. What was sent before is in the "
            "journal, and a request that was under way is in doubt there; neither is lost or guessed."
        ),
        example="error[X001]: step 12 was ended twice",
        remedy=(
            "Keep the log file whose path was printed (it holds no secrets and no payloads) and report it with the "
            "command you ran. `bulkops resume` is safe: it looks up what is in doubt before it sends anything."
        ),
    ),
)
