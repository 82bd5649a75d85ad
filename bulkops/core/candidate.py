"""What may be the result of an operation in doubt, for the person who decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bulkops.core.change import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A document that may be an operation's result.

    Attributes:
        number: Its number.
        tag: Its entity tag; empty where the API gives none.
        shown: What it shows, by dotted path.
        changes: Where it differs from what was sent: `before` is what it shows, `after` what was sent.
        held_by: Id of the operation whose result it is already; empty: of none.
    """

    number: str
    tag: str = ""
    shown: Mapping[str, Any] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    held_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the system shows about an operation that a person decides about.

    Attributes:
        makes: What kind of document it makes, for people; empty: none.
        target: What it is about, such as `invoice 100231`; empty: nothing yet.
        target_gone: That is not there any more.
        paths: What is shown of each document, in order.
        sent: What was sent of that, by dotted path; of an operation that makes a document out of another one: what the
            other one shows.
        sent_at: When it was sent last, seconds since 1970.
        created: Which of `paths` says when a document was made, by the system's own clock.
        candidates: Documents that may be its result.
        more: How many more there are.
        trouble: Why the system could not be read; empty: it was.
        now: Its target as it is now, where it makes no document; None: it is gone, or it makes one.
    """

    makes: str = ""
    target: str = ""
    target_gone: bool = False
    paths: tuple[str, ...] = ()
    sent: Mapping[str, Any] = field(default_factory=dict)
    sent_at: float = 0.0
    created: str = ""
    candidates: tuple[Candidate, ...] = ()
    more: int = 0
    trouble: str = ""
    now: Candidate | None = None
