"""Codes about plan files."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="P060",
        title="the file is not a plan",
        cause="A plan file begins with its format, `bulkops.plan/1`. It is written by `bulkops plan FILE -o PLAN`.",
        example="bulkops show january.csv",
        remedy="Name the file that `plan -o` wrote; or make a plan of the manifest first.",
    ),
    Code(
        code="P061",
        title="the plan file was cut off or changed",
        cause="Its last line holds a seal, the digest of all lines before it, and the two do not fit. A download was "
        "cut, an editor or a line-end conversion has changed it, or somebody has edited it. Such a plan is neither "
        "shown nor applied, for it is not what was reviewed.",
        example="`jq . plan.json > pretty.json`, and then `bulkops show pretty.json`.",
        remedy="Fetch the file again as it was written, byte for byte. Where it is lost, plan again.",
    ),
    Code(
        code="P062",
        title="the plan file is of another format",
        cause="The number in `bulkops.plan/1` grows when the meaning of a member changes. Reading a newer format as an "
        "older one could leave out what matters.",
        example="A plan made by a newer bulkops on the build server, shown by an older one here.",
        remedy="Use the version of bulkops that made the plan: the file says it, under `tool`. Or plan again.",
    ),
    Code(
        code="P063",
        title="the plan file does not fit this version of bulkops",
        cause="It is whole, but names an operation that this version does not know, or lacks what every plan has.",
        example="A plan with an operation that a development version had.",
        remedy="Use the version of bulkops that made the plan: the file says it, under `tool`. Or plan again.",
    ),
    Code(
        code="P064",
        title="the plan cannot be written there",
        cause="A plan takes the place of an older plan, but of no other file: a manifest could be lost by a slip of "
        "the keyboard. Or the folder does not exist, is full, or may not be written.",
        example="bulkops plan march.yaml -o march.yaml",
        remedy="Name another file, in a folder that exists.",
    ),
)
