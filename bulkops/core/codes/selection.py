"""Codes about what is selected by `--only`, `--exclude` and `--only-failed`."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="P050",
        title="`--only` names no operation",
        cause="A pattern is held against ids, types and targets; capital letters count. This one fits none of them, so "
        "it is taken for a mistake and not for a wish to do nothing. Nothing was sent.",
        example="bulkops plan --only 'inv1*' march.yaml   # they are called inv-1, inv-2 …",
        remedy="Correct it: `inv-1*` and `march/inv-1` are ids, `*.release` is a type, `100231` and `invoice/1002*` "
        "are targets. `id:…`, `type:…` and `target:…` say which is meant.",
    ),
    Code(
        code="P051",
        title="`--exclude` names no operation",
        cause="The pattern fits no id, type or target of the manifests, so that nothing is left out by it.",
        example="bulkops apply --exclude 'rleease' march.yaml",
        remedy="Correct it, or remove it. It is only a warning: look at the plan before you agree to it.",
    ),
    Code(
        code="P052",
        title="what `--only` names needs what `--exclude` leaves out",
        cause="What an operation needs comes along with it, but this was excluded. Nothing that the pattern names "
        "could be done. Nothing was sent.",
        example="bulkops apply --only inv-7-release --exclude inv-7 march.yaml",
        remedy="Remove `--exclude` to have both done, or `--only` to have neither.",
    ),
    Code(
        code="P053",
        title="operations are left out because they need excluded ones",
        cause="`--exclude` leaves out what it names and everything that would have to be done after it: a release is "
        "not sent where the invoice is not made.",
        example="bulkops apply --exclude inv-7 march.yaml   # leaves out inv-7-release, too",
        remedy="Nothing, if that is what you want. A later run without `--exclude` does the rest.",
    ),
    Code(
        code="P054",
        title="`--only-failed` names no run, or not all that failed is in the manifests",
        cause="The run must be one of the same company and journal. An operation that failed in it is found by the "
        "manifest's name and its id: an entry that has gone or got another id is not among them any more.",
        example="bulkops apply --only-failed 7f3a april.yaml   # 7f3a was a run of march.yaml",
        remedy="`bulkops runs` lists the runs, `bulkops status RUN` their manifests. Give the same manifests again.",
    ),
)
