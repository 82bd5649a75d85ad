"""Leases, runs, and what is known of companies, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bulkops.core.outcome import State
from bulkops.core.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The process that works for a company.

    Attributes:
        actor: Who started it.
        host: Name of the machine.
        pid: Process id.
        place: Which set of processes `pid` counts in; empty where the system does not say.
    """

    actor: str
    host: str
    pid: int
    place: str = ""

    def __str__(self) -> str:
        """Write `actor@host (pid n)`."""
        return f"{self.actor}@{self.host} (pid {self.pid})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to send for one company, for a limited time.

    Attributes:
        scope: The journal's key of environment and company.
        environment: Such as `production`.
        company: Id of the company.
        holder: Who has it.
        since: When it was acquired, seconds since 1970.
        until: When it falls to whoever asks, unless renewed; seconds since 1970.
        fence: Grows with each holder; a write under an older one is refused.
        taken_from: Who had it before and did not give it back; empty where nobody had.
        silent_since: When that one was last heard of, seconds since 1970; 0.0 where nobody had it.
    """

    scope: int
    environment: str
    company: str
    holder: Holder
    since: float
    until: float
    fence: int
    taken_from: str = ""
    silent_since: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """A run about to begin.

    Attributes:
        name: Short random name, at least 4 hexadecimal digits.
        manifests: Names of its manifests.
        started_at: Seconds since 1970.
        version: Version of bulkops.
        files: Its manifests' files, as the user gave them.
        digests: SHA-256 of each of these files, then of the tables that they name, in hexadecimal.
        approver: Who has said that the plan is to be carried out.
        saved_plan: Digest of the saved plan that it carries out; empty where it was planned on the spot.
        plan_seal: Seal of that plan's file: one file is carried out once.
        partial: It is about a selection of its manifests' operations: the others stay with the runs that planned them.
        makes: By operation type that makes a document: what kind, `api.resource`. Others are left out.
    """

    name: str
    manifests: tuple[str, ...]
    started_at: float
    version: str
    files: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()
    approver: str = ""
    saved_plan: str = ""
    plan_seal: str = ""
    partial: bool = False
    makes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One run as the journal holds it.

    Attributes:
        run: The journal's key.
        name: Short name, as a user types it.
        environment: Such as `production`.
        company: Id of the company.
        scope: The journal's key of both.
        manifests: Names of its manifests.
        files: Their files, as the user gave them.
        digests: SHA-256 of each of these files, then of the tables that they name, in hexadecimal; empty, or without
            the tables, where an older bulkops began it.
        digest: Digest of the plan: over its steps; where an older bulkops began it, over the manifests' digests.
        approver: Who has said that the plan is to be carried out; empty where an older bulkops began it.
        saved_plan: Digest of the saved plan that it carries out; empty where it was planned on the spot.
        plan_seal: Seal of that plan's file; empty likewise.
        started_at: Seconds since 1970.
        ended_at: Seconds since 1970; 0.0 while it is not over.
        state: `running`, `ended` or `interrupted`.
        holder: Who ran it last.
        version: Version of bulkops that began it.
        planned: Steps that it had to do.
        unchanged: Steps that had nothing to send.
        conflicts: Steps that were in conflict when it was planned.
        done_before: Steps that earlier runs had done.
        done_before_sums: Their known amounts by operation type, then by currency.
        purged_at: When what it sent was removed from the journal, seconds since 1970; 0.0 while it is there.
    """

    run: int
    name: str
    environment: str
    company: str
    scope: int
    manifests: tuple[str, ...]
    files: tuple[str, ...]
    digests: tuple[str, ...]
    digest: str
    approver: str
    saved_plan: str
    plan_seal: str
    started_at: float
    ended_at: float
    state: str
    holder: Holder
    version: str
    planned: int
    unchanged: int
    conflicts: int
    done_before: int
    done_before_sums: Mapping[str, Mapping[str, Decimal]]
    purged_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A live operation of an earlier run, found by its identity or by its natural key.

    Attributes:
        run: Name of the run.
        manifest: Name of the manifest.
        id: Id of the operation.
        type: Name of the operation type.
        state: Where it is.
        content: Digest of what the user asked for.
        number: Number of the document that it made; empty if none is known.
        place: Where its entry stood.
    """

    run: str
    manifest: str
    id: str
    type: str
    state: State
    content: str
    number: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a company may still call, as the API last told.

    Attributes:
        window_end: When the quota is renewed, seconds since 1970.
        calls: Calls of ours in this window.
        quota: Calls in a window.
        remaining: Calls left in this window.
        not_before: No call before this time (`Retry-After`), seconds since 1970; 0.0 if none.
    """

    window_end: float = 0.0
    calls: int = 0
    quota: int = 0
    remaining: int = 0
    not_before: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a probe has shown about an API of a company.

    Attributes:
        api: Name of the provider.
        mode: How `If-Match` was sent: `sync` or `background`.
        verdict: `checked`, `ignored` or `unknown`.
        at: When, in seconds since 1970.
    """

    api: str
    mode: str
    verdict: str
    at: float
