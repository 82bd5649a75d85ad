"""Codes about the journal."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="J001",
        title="the journal cannot be used",
        cause="The record of what is sent failed in a way without a code of its own. Nothing is sent without it.",
        example="`.bulkops/journal.db` was changed by another program.",
        remedy="Read the message; keep a copy of the folder `.bulkops` before you try anything.",
    ),
    Code(
        code="J002",
        title="the journal is damaged, or is no journal",
        cause="The file is not what bulkops wrote. It is never repaired by guessing: it says what was already sent.",
        example="`.bulkops/journal.db` was cut short by a copy that ran out of space.",
        remedy=(
            "Restore the journal from a backup. Without one: put the file aside, wait until the server has ended what "
            "it was sent (five minutes; half an hour for background calls), and plan the manifests again. The plan "
            "finds what earlier runs have made, by its marks, and creates only what is missing; look at its conflicts "
            "and warnings before you apply."
        ),
    ),
    Code(
        code="J003",
        title="there is no journal",
        cause="The command reads what earlier runs did, and nothing was run from this project folder yet.",
        example="`bulkops status` in a new folder.",
        remedy="Go to the project's folder, or name it with `--project`.",
    ),
    Code(
        code="J004",
        title="there is no space left for the journal",
        cause="An intent must be on the disk before its request leaves, so sending stopped at once.",
        example="The disk was filled by another program during `apply`.",
        remedy="Free some space, then run `bulkops resume`; what was recorded is still there.",
    ),
    Code(
        code="J005",
        title="the journal cannot be opened or written",
        cause="The file or its folder belongs to someone else, or the disk is read-only.",
        example="The first run was started by another user.",
        remedy="Give yourself write permission on the file and its folder; both are private to their owner.",
    ),
    Code(
        code="J006",
        title="another process is writing to the journal and does not end",
        cause="Only one process writes at a time, and this one waited for a minute.",
        example="A backup program holds the file locked.",
        remedy="See which process it is, wait for it or stop it, then try again. Keep the journal off network drives.",
    ),
    Code(
        code="J007",
        title="operations of an earlier run are in doubt",
        cause="They may or may not have happened. New operations on top could do them twice.",
        example="The machine lost power during `apply`, then `apply` was called again.",
        remedy="Run `bulkops resume`: it reads the system and settles them before it sends anything.",
    ),
    Code(
        code="J008",
        title="the company is in use by another run",
        cause="Two runs at once would share one quota and could change the same documents.",
        example="`bulkops apply` in two terminals.",
        remedy=(
            "Wait for the other run, or stop its process: its lease then ends by itself, at once on the same machine "
            "and within a minute from another one."
        ),
    ),
    Code(
        code="J009",
        title="another process took over while this one was held up",
        cause=(
            "This process did not renew its lease in time, because it was frozen or the machine slept. What it still "
            "had to send may have been sent by the other."
        ),
        example="A laptop was closed during `apply`, and a colleague ran `bulkops resume`.",
        remedy="Nothing more is sent from here. Let the other run end, then see `bulkops status`.",
    ),
    Code(
        code="J010",
        title="the disk failed under the journal",
        cause="A read or write came back with an error, so sending stopped at once.",
        example="A limit on the size of files (`ulimit -f`), or a broken disk.",
        remedy="Check the disk and its limits, then run `bulkops resume`; what was recorded is still there.",
    ),
    Code(
        code="J011",
        title="the journal was written by a newer bulkops",
        cause="Its format is not known to this version, and a guess could send something twice.",
        example="A colleague's newer bulkops ran in the same project folder.",
        remedy="Use the newer version. Formats never go back; an older one is brought up to date after a copy is made.",
    ),
    Code(
        code="J012",
        title="the operation is planned or done already",
        cause="Manifest and id name an operation for good, and it is carried out once.",
        example="Two runs of one manifest were planned at the same time, and both were applied.",
        remedy="Plan again: what is done is left out.",
    ),
    Code(
        code="J013",
        title="another operation already makes this document",
        cause="Two documents that are found by one key could not be told apart when one of them is in doubt.",
        example="Two manifests each create an invoice with the external reference `A-17`.",
        remedy="Give one of them another value in the field that it is found by, or plan again.",
    ),
    Code(
        code="J014",
        title="the operation cannot come to that state",
        cause="It is in another state than was assumed; what has ended stays as it is.",
        example="A decision about an operation that was settled in the meantime.",
        remedy="Look at it with `bulkops show RUN ID`.",
    ),
    Code(
        code="J015",
        title="skipped: an operation that it needs did not go through",
        cause="What needs another operation is not sent after that one was refused, in conflict, skipped or cancelled.",
        example="`release` of an invoice whose `create` was refused.",
        remedy="Mend the first cause, then apply the manifest again: only what is not done is sent.",
    ),
    Code(
        code="J016",
        title="cancelled: a later run of the manifest took its place",
        cause="A new plan of the same manifest says anew what is left to do; the old run had not sent this yet. "
        "`apply` says before how many steps it takes over, and how many its manifest no longer asks for.",
        example="`apply` was interrupted, the manifest was changed and applied again.",
        remedy="Nothing is to be done; the later run holds the operation, unless its manifest did not ask for it any "
        "more: then write the entry back, and apply again.",
    ),
    Code(
        code="J017",
        title="the process ended while the request was under way",
        cause="The intent was recorded and no answer was, so nobody knows whether it happened.",
        example="The machine lost power during `apply`.",
        remedy="Run `bulkops resume`: it reads the system and settles the operation.",
    ),
    Code(
        code="J018",
        title="the document that was found is another operation's result",
        cause="Two operations cannot have made one document, so one of them did not happen or made another one.",
        example="Two reversals for one customer, date and amount, both without an answer.",
        remedy="Look at both with `bulkops show RUN ID`, and at the documents in the system.",
    ),
    Code(
        code="J019",
        title="the journal cannot be kept safely where it is",
        cause=(
            "The file system does not offer what the journal needs so that nothing is lost when the power goes, and so "
            "that two processes do not write at once."
        ),
        example="The project folder lies on a network drive.",
        remedy="Name a file on a disk of this machine at `journal:` in bulkops.yaml, and move the journal there.",
    ),
    Code(
        code="J030",
        title="the journal is not as it was written",
        cause=(
            "Every event holds a hash over the one before it, and everything else follows from the events or is sealed "
            "by them. Something does not fit: a disk, a copy or a person has changed the file."
        ),
        example="A byte of `.bulkops/journal.db` was flipped by a failing disk.",
        remedy=(
            "Put a copy of the folder aside, see what `bulkops journal verify` names, and restore the journal from a "
            "backup that is whole. Nothing is repaired: it would be evidence of nothing."
        ),
    ),
    Code(
        code="J031",
        title="nothing is purged of a run that is not over",
        cause="What it has to send, or has in doubt, is still needed.",
        example="`bulkops journal purge --run 7f3a` while operations of that run are in doubt.",
        remedy="Let `bulkops resume` bring it to its end first; `bulkops status` shows what is left.",
    ),
)
