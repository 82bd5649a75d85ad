"""Codes about values that have to be there already: P040 on."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="P040",
        title="the system does not have a value",
        cause="Some fields name things that the system keeps: currencies, terms of payment, customers, kinds of work. "
        "The plan asks the system for those that it would send, and this one is not there.",
        example="with: {TermsOfPaymentId: 99}   # the system's terms are 1 to 6",
        remedy="Write one that the system has; the hint names some of them.",
    ),
    Code(
        code="P041",
        title="the profile does not list an id",
        cause="The API has no list of these ids, so the profile has one, and this id is not on it.",
        example="with: {InvoiceTypeId: 12}   # the profile says `allowed: {InvoiceTypeId: [1, 2]}`",
        remedy="Correct the id, or add it to the list in bulkops.yaml if the company uses it.",
    ),
    Code(
        code="P042",
        title="values could not be looked up",
        cause="The system would not show what there is: the credentials may not read it, this host has no such list, "
        "or there is too much of it. The values are sent as they are, and the system decides.",
        example="`GET /api/invoice/termsofpayment` is answered with 404.",
        remedy="Check the values yourself, or let the credentials read the list.",
    ),
    Code(
        code="P043",
        title="ids cannot be checked",
        cause="The API has no list of these ids, and the profile has none either. A mistyped id would be taken.",
        example="with: {InvoiceCycleId: 3}   # nothing says which cycles there are",
        remedy="List the ids that your company uses in the profile: `ddapi: {allowed: {InvoiceCycleId: [1, 2, 3]}}`.",
    ),
    Code(
        code="P044",
        title="a value is there, and no longer in use",
        cause="The system marks it as inactive. It may refuse it, or take it.",
        example="`InvoiceRecipientCustomerNumber: 10050`, a customer who is marked as inactive.",
        remedy="Check that it is the one you mean.",
    ),
    Code(
        code="P045",
        title="whether the host knows a setting cannot be seen",
        cause="Older installations lack some settings, and ignore them. A customer's settings show whether the host "
        "has them; this plan only makes new ones, so there is nothing to look at.",
        example="create: true\nwith: {ReverseTax: true, …}   # and no other customer in the plan",
        remedy="Nothing, if the host is a new one: after the write the settings are read back, and what the host did "
        "not take is told. To know before, put a change of an existing customer into the same plan.",
    ),
)
