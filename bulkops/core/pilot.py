"""A pilot: the first documents of a run, read back and held against what was sent, before the others go out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from bulkops.core.change import Change
from bulkops.core.place import Place


class PilotVerdict(StrEnum):
    """How a document of the pilot was found; the first that holds."""

    GONE = "gone"  # it is not there
    THERE = "there"  # it was deleted, and is there all the same
    DIFFERS = "differs"  # a field, its status or its net sum is not as it was sent
    EQUAL = "equal"


@dataclass(frozen=True, slots=True, kw_only=True)
class PilotDocument:
    """A document of the pilot, as it was read back.

    Attributes:
        verdict: How it was found.
        resource: Full name of the kind of document.
        noun: The same for people.
        key: Its key.
        id: Id of the operation that wrote it last.
        type: Name of its operation type.
        place: Where its entry stood.
        compared: Fields that were held against what was sent.
        unseen: Paths of what was sent and the system does not show.
        changes: What is different: as sent (`before`), as found (`after`); of sensitive fields neither side.
        currency: Of the amounts; empty: not known, or the customer's own.
        net_sent: Net sum without VAT as sent; None where it is not known.
        net_found: The same as the system has added it up; None where it shows none.
        vat_found: VAT as the system has added it up; None where it shows none.
    """

    verdict: PilotVerdict
    resource: str
    noun: str
    key: str
    id: str
    type: str
    place: Place
    compared: int = 0
    unseen: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    currency: str = ""
    net_sent: Decimal | None = None
    net_found: Decimal | None = None
    vat_found: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pilot:
    """What a pilot has come to.

    Attributes:
        run: Name of the run.
        steps: Its steps, by operation type.
        failed: Those of them that did not go through, or are not settled.
        left: Steps of the run that are still to be sent.
        documents: Its documents, in the order of the plan.
    """

    run: str
    steps: Mapping[str, int] = field(default_factory=dict)
    failed: int = 0
    left: int = 0
    documents: tuple[PilotDocument, ...] = ()

    @property
    def equal(self) -> int:
        """How many documents are as they were sent."""
        return sum(found.verdict is PilotVerdict.EQUAL for found in self.documents)

    @property
    def passed(self) -> bool:
        """Whether everything went through, and every document is as it was sent."""
        return not self.failed and self.equal == len(self.documents)

    @property
    def totals(self) -> Mapping[str, tuple[Decimal, Decimal, Decimal]]:
        """By currency: net sums as sent, as found, and VAT as found, of the documents whose sums are all known.

        Of a document that is not there nothing was found.
        """
        totals: dict[str, tuple[Decimal, Decimal, Decimal]] = {}
        for found in self.documents:
            net_found = Decimal(0) if found.verdict is PilotVerdict.GONE else found.net_found
            if found.net_sent is None or net_found is None:
                continue
            sent, net, vat = totals.get(found.currency, (Decimal(0), Decimal(0), Decimal(0)))
            vat += found.vat_found or Decimal(0)
            totals[found.currency] = (sent + found.net_sent, net + net_found, vat)
        return totals


class PilotAnswer(StrEnum):
    """What was decided about the others after a pilot."""

    OPEN = "open"  # nothing
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class PilotRecord:
    """A pilot as the journal remembers it; none of its values.

    Attributes:
        at: When it was begun, seconds since 1970.
        steps: Its steps.
        read_at: When it was read back, seconds since 1970; 0.0: it was not, for it was broken off, or is under way.
        documents: How many were read back.
        equal: Those of them that are as they were sent.
        failed: Steps of it that did not go through, or were not settled.
        left: Steps of the run that were still to be sent then.
        answer: What was decided about the others.
        by: Who has decided; empty: nobody.
        how: By what that was said, such as `--yes`.
        answered_at: When, seconds since 1970; 0.0: never.
    """

    at: float
    steps: int = 0
    read_at: float = 0.0
    documents: int = 0
    equal: int = 0
    failed: int = 0
    left: int = 0
    answer: PilotAnswer = PilotAnswer.OPEN
    by: str = ""
    how: str = ""
    answered_at: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether everything went through, was read back, and is as it was sent."""
        return bool(self.read_at) and not self.failed and self.equal == self.documents
