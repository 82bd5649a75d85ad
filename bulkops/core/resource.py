"""The declaration of a resource: what kind of remote object there is, and how it is read."""

from dataclasses import dataclass

from bulkops.core.field import Field, Kind, Lookup
from bulkops.core.listing import Listing
from bulkops.core.shape import Member, Section, member_at

__all__ = ["Listing", "Resource", "Route"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A method and a path.

    Attributes:
        method: HTTP method.
        path: Path from the API's base; `{key}` stands for the target's key.
        query: Fixed parameters; `{key}` is filled in too.
        success: Status codes that mean it was done.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    success: tuple[int, ...] = (200,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A kind of remote object: what identifies it, how it is read and what of it can be compared.

    Attributes:
        name: What it is called after the API's name: `invoice`, `invoice.rotrut`.
        api: Name of the provider.
        title: Singular noun for people; empty: the name, in words.
        plural: Plural noun for people; empty: the title and an s.
        summary: What it is, one sentence.
        key: Key that names it in an entry, such as `invoice`.
        key_kind: TEXT, INTEGER or UUID.
        example: A key as a user would write it.
        number: Member of the document that holds the key.
        read: Route of one document; None: it is read from the list.
        accept: Media types of a document that is a file, not JSON; empty for JSON.
        listing: Route of many, where there is one.
        fields: What a document can be compared in.
        tag: Member that holds the row version; empty where there is none.
        status: Member that holds the life-cycle status; empty where there is none.
        currency: Member that holds the currency; empty where documents carry no money.
        net: Member that holds the sum of the lines without VAT, in that currency.
        vat: Member that holds the sum of VAT, in that currency; empty where there is none.
        party: Member that names the customer.
        lookup: Where what the key names can be looked up, for documents that may be made for it; None: nowhere.
        shows: What a document shows, in reading order.
        columns: Members (dotted) that a table of documents shows.
        source: Section of the API description that it comes from.
    """

    name: str
    api: str
    title: str = ""
    plural: str = ""
    summary: str = ""
    key: str
    key_kind: Kind = Kind.TEXT
    example: str = ""
    number: str
    read: Route | None = None
    accept: str = ""
    listing: Listing | None = None
    fields: tuple[Field, ...] = ()
    tag: str = ""
    status: str = ""
    currency: str = ""
    net: str = ""
    vat: str = ""
    party: str = ""
    lookup: Lookup | None = None
    shows: tuple[Section, ...] = ()
    columns: tuple[str, ...] = ()
    source: str = ""

    @property
    def full_name(self) -> str:
        """`api.name`, as a user writes it."""
        return f"{self.api}.{self.name}"

    @property
    def noun(self) -> str:
        """Singular noun for people."""
        return self.title or self.name.replace("_", " ")

    @property
    def nouns(self) -> str:
        """Plural noun for people."""
        return self.plural or f"{self.noun}s"

    @property
    def members(self) -> tuple[Member, ...]:
        """All members of a document, in reading order."""
        return tuple(member for section in self.shows for member in section.members)

    def member(self, path: str) -> Member | None:
        """Find a member of a document by its dotted path."""
        return member_at(self.members, path)
