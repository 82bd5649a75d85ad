"""Header fields for Swedish tax deductions on household services (ROT and RUT).

The invoice's own answer does not show the details again; they have a route of their own.
"""

from bulkops.providers.visma.declare import NOWHERE, choice, decimal, elements, flag, group, integer, text

DEDUCTIBLE_DOCUMENT = flag(
    "domesticServicesDeductibleDocument",
    "The invoice is for household services with a ROT or RUT deduction. Swedish companies only.",
    nullable=True,
    observed="isRotRutDeductible",
)

_DISTRIBUTION = elements(
    "distribution",
    "How the deduction is shared, one element a person.",
    "lineNbr",
    (
        choice(
            "operation",
            "What to do with the share: insert, update or delete it. Left out, a share with a `lineNbr` is updated "
            "and one without is inserted.",
            ("Insert", "Update", "Delete"),
            wrapped=False,
            control=True,
            observed=NOWHERE,
        ),
        integer("lineNbr", "Number of the share.", 1, nullable=True, control=True, observed=NOWHERE),
        text(
            "personalId",
            "The person's Swedish personal identity number.",
            "19800101-1234",
            observed=NOWHERE,
            sensitive=True,
        ),
        decimal("amount", "The person's share of the deduction.", "1500.00", nullable=True, observed=NOWHERE),
        flag("extra", "Marks the share as extra. Visma.net does not publish more.", nullable=True, observed=NOWHERE),
    ),
    observed=NOWHERE,
)

ROT_RUT_DETAILS = group(
    "rotRutDetails",
    "Property and persons of a ROT or RUT deduction.",
    (
        flag(
            "distributedAutomaticaly",
            "Let Visma.net share the deduction between the persons.",
            nullable=True,
            observed=NOWHERE,
        ),
        choice("type", "Kind of deduction.", ("Rut", "Rot"), nullable=True, observed=NOWHERE),
        text("appartment", "Number of the flat.", "1203", observed=NOWHERE, sensitive=True),
        text("estate", "Designation of the property.", "Nordvik 1:23", observed=NOWHERE, sensitive=True),
        text(
            "organizationNbr",
            "Organisation number of the housing association.",
            "769600-0000",
            observed=NOWHERE,
        ),
        _DISTRIBUTION,
    ),
    wrapped=False,
    observed=NOWHERE,
)
