"""Codes about saved plans on their way to being applied."""

from bulkops.core.codes.code import Code

_AGAIN = "Make the plan again with `bulkops plan FILE -o PLAN`, and have it reviewed."

CODES: tuple[Code, ...] = (
    Code(
        code="P065",
        title="the plan has expired",
        cause="A plan holds for seven days, or as long as `plan --valid-for` said: a review must not be old when it is "
        "acted upon. Nothing was sent.",
        example="bulkops plan march.yaml -o march.plan --valid-for 24h, applied two days later",
        remedy=_AGAIN,
    ),
    Code(
        code="P066",
        title="what the plan is bound to has changed",
        cause="A plan holds for one company and environment, for its manifests and tables as they were read, for the "
        "operations as this bulkops declares them, and for the limits, policies and selection that it was reviewed "
        "under. The message names the one that is different. Nothing was sent.",
        example="A line of march.yaml was changed after `bulkops plan march.yaml -o march.plan`.",
        remedy=f"Bring back what has changed, or choose the plan's profile. Or else: {_AGAIN[0].lower()}{_AGAIN[1:]}",
    ),
    Code(
        code="P067",
        title="steps are not as they were reviewed",
        cause="`apply PLAN` makes the plan again and holds every step against the reviewed one. Somebody has changed, "
        "released or deleted a document meanwhile, another run has done a step, or a file to attach is another one. "
        "Nothing was sent.",
        example="The due date of invoice 100231 was changed by hand between `plan` and `apply`.",
        remedy=f"{_AGAIN} Or let the other steps go on: `--on-conflict skip` leaves out those that have moved, and "
        "what needs them.",
    ),
    Code(
        code="P068",
        title="the plan does not fit the system any more",
        cause="The manifests are as they were, and what they ask for can no longer be planned: see the findings above "
        "it. Nothing was sent.",
        example="A customer of the plan was deactivated after the review.",
        remedy=_AGAIN,
    ),
    Code(
        code="P069",
        title="the plan is not the one that was expected",
        cause="`apply PLAN --expect DIGEST` was given another digest than the plan has. Nothing was sent.",
        example="bulkops apply march.plan --expect e0bc64d8a85e",
        remedy="Apply the plan whose digest stands in the review; or have this one reviewed.",
    ),
)
