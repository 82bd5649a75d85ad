"""The declaration of a resource: what kind of remote object there is, and how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass

from bulkops.core.field import Field, Kind


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
class Listing:
    """A route that lists a resource by pages.

    Attributes:
        path: Path from the API's base.
        page_size: Rows asked for; the server may give fewer (`metadata.maxPageSize` of each row).
        filters: Document member (dotted) by query parameter, for the exact filters that are known to work. Every
            returned row is compared again on our side: servers ignore parameters that they do not know.
        modified: Parameter that filters on the time of the last change, empty if there is none; its condition is
            `{modified}Condition`.
        created: As `modified`, for the time of creation.
    """

    path: str
    page_size: int
    filters: Mapping[str, str]
    modified: str = ""
    created: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A kind of remote object: what identifies it, how it is read and what of it can be compared.

    Attributes:
        name: Singular noun, such as `invoice`.
        api: Name of the provider.
        key: Key that names it in an entry, such as `invoice`.
        key_kind: TEXT or INTEGER.
        number: Member of the document that holds the key.
        read: Route of one document.
        listing: Route of many, where there is one.
        fields: What a document can be compared in.
        tag: Member that holds the row version; empty where there is none.
        status: Member that holds the life-cycle status; empty where there is none.
        currency: Member that holds the currency; empty where documents carry no money.
        net: Member that holds the sum of the lines without VAT, in that currency.
        party: Member that names the customer.
    """

    name: str
    api: str
    key: str
    key_kind: Kind = Kind.TEXT
    number: str
    read: Route
    listing: Listing | None = None
    fields: tuple[Field, ...] = ()
    tag: str = ""
    status: str = ""
    currency: str = ""
    net: str = ""
    party: str = ""
