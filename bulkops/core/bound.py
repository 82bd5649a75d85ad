"""What a plan is bound to beside its steps: where any of it has changed, the plan is not applied."""

from dataclasses import dataclass

from bulkops.core.table_options import NOTHING_SAID, TableOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundFile:
    """A file that a plan was made from.

    Attributes:
        path: As the user gave it, from the folder in which the plan was made.
        sha256: Digest of its content, in hexadecimal.
    """

    path: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundLimit:
    """A limit that the plan was held against.

    Attributes:
        name: As in the project file: `release_max`, `sum_max.SEK`.
        value: The limit in force, as text: `2000`, `30%`, `5000000.00`.
        lifted: It was raised for this plan by `--allow`.
    """

    name: str
    value: str
    lifted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which operations of the manifests a plan is about.

    Attributes:
        only: Glob patterns of ids, types or targets; empty: all.
        exclude: Glob patterns of those to leave out.
        only_failed: Name of the run whose failed operations are meant; empty: no such choice.
    """

    only: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    only_failed: str = ""

    def __bool__(self) -> bool:
        """Whether anything is chosen at all."""
        return bool(self.only or self.exclude or self.only_failed)


#: All operations.
EVERYTHING = Selection()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What a plan is bound to beside its steps.

    Attributes:
        environment: `production`, `test`, `sandbox` ….
        company: Name of the company, for people; not bound.
        company_id: What the company is to the journal.
        profile: Profile of the project file; not bound.
        spec: Digest of the declarations that the steps were derived by.
        inputs: Manifests, and the tables they name.
        selection: Which operations.
        tables: How tables among the manifests were read.
        limits: Valves in force.
        policies: Files of policies that it was held against.
        version: Version of bulkops; not bound.
        created_at: Seconds since 1970; not bound.
        expires_at: Seconds since 1970; from then on it is not applied any more.
    """

    environment: str
    company: str = ""
    company_id: str = ""
    profile: str = ""
    spec: str = ""
    inputs: tuple[BoundFile, ...] = ()
    selection: Selection = EVERYTHING
    tables: TableOptions = NOTHING_SAID
    limits: tuple[BoundLimit, ...] = ()
    policies: tuple[BoundFile, ...] = ()
    version: str = ""
    created_at: float = 0.0
    expires_at: float = 0.0
