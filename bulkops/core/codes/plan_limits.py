"""Codes about what a plan may do: limits of the project, policies, and commands that judge it."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="P080",
        title="the plan has more operations than a limit allows",
        cause="`safety` in the project file limits how many operations of a kind, or altogether, a plan may carry out. "
        "Operations that are unchanged, done or in conflict do not count. Nothing was sent.",
        example="safety: {release_max: 500}   # and a plan that releases 520",
        remedy="Look at the operations. If they are meant, raise this one limit for this one plan by the option that "
        "the hint names, such as `--allow release=520`.",
    ),
    Code(
        code="P081",
        title="the plan moves more money than a limit allows",
        cause="`safety` in the project file limits the net sum of what a plan creates, releases and so on, each by "
        "itself, and that of a single document. Credits add to a sum. Nothing was sent.",
        example="safety: {sum_max: {SEK: 5000000}, document_max: {SEK: 250000}}",
        remedy="Look at the largest document first: a decimal comma taken for a point is a common cause. If the sum is "
        "meant, raise this one limit for this one plan by the option that the hint names.",
    ),
    Code(
        code="P082",
        title="a limit of money could not be held against a part of the plan",
        cause="The system sets the price of some documents, so that their sum is not known before; or they are in a "
        "currency for which no limit is set. This is a warning.",
        example="safety: {sum_max: {SEK: 5000000}}   # and a plan with invoices in EUR",
        remedy="Set a limit for the currency. A policy refuses such documents: `path: amount`, `operator: exists`.",
    ),
    Code(
        code="P083",
        title="the plan breaks a policy",
        cause="A file in the folder `policies` says what must be true of every operation, or of the plan as a whole, "
        "and it is not. With `severity: warning` it is only said.",
        example="path: payload.invoiceLines[].quantity\noperator: <=\nvalue: 100   # and a line with 10000",
        remedy="Correct the entry. If the policy is wrong, change it; it is reviewed as the manifest is.",
    ),
    Code(
        code="P084",
        title="a policy could not be held against an operation",
        cause="The value in the plan is of another kind than the policy compares with, so that nothing can be said. "
        "What cannot be checked does not pass.",
        example="path: payload.note\noperator: matches",
        remedy="Correct the policy, or narrow it by `where` to the operations that it is about.",
    ),
    Code(
        code="P085",
        title="a policy says nothing about a part of the plan",
        cause="The policy compares sums, and some documents' sums are not known before they are sent: the system sets "
        "their prices. This is a warning.",
        example="path: amount\noperator: <=\nvalue: 250000",
        remedy="Look at these documents. A policy with `path: amount` and `operator: exists` refuses them.",
    ),
    Code(
        code="P086",
        title="the policy command says no, or cannot say",
        cause="`--policy-cmd` was given the plan and did not end with 0, was not found, was killed, took too long or "
        "wrote without end. Whatever is not a clear yes is a no. Nothing was sent.",
        example="bulkops plan march.yaml --policy-cmd 'conftest test -'",
        remedy="Read what the command has said. Try it by itself: `bulkops plan … --format json | conftest test -`.",
    ),
    Code(
        code="P087",
        title="a policy file is not as it must be",
        cause="A key is missing, unknown or holds something else, or two policies have one name. A misspelt policy "
        "would forbid nothing.",
        example="policies:\n  - {name: small, pth: amount, operator: <=, value: 1000}",
        remedy="Correct the file; `schemas/policy.schema.json` describes it, and editors complete it.",
    ),
    Code(
        code="P088",
        title="a policy can never be held against anything",
        cause="No operation has what the path names, or the operator or value does not fit what stands there: text has "
        "no order, and a date is no number.",
        example="path: payload.customerNumber\noperator: <\nvalue: 100",
        remedy="Correct the path, the operator or the value. `docs/operations.md` lists the fields, "
        "`docs/plan-format.md` the other members of a step.",
    ),
    Code(
        code="P089",
        title="a policy is about a sensitive field",
        cause="Personal data is not in a plan, so that plans can be shown to everybody who reviews them; what is not "
        "there cannot be compared, and its value must not stand in a policy either.",
        example="path: payload.invoiceContact.email\noperator: matches",
        remedy="Check such fields in a hook before the plan, or compare another field, such as the customer's number.",
    ),
)
