"""Doctor on DDAPI: whether the host is reached, takes our credentials, and what its build knows."""

from bulkops.app.checkup import Checkup
from bulkops.app.compose import System
from bulkops.app.project import Project
from bulkops.core.field import Kind
from bulkops.core.http import Request
from bulkops.core.operation import Effect
from bulkops.core.registry import Registry
from bulkops.core.resource import Resource
from bulkops.engine.channel import Channel
from bulkops.engine.observe import observe_one

API = "ddapi"
HOST, SETTINGS = "ddapi host", "ddapi settings"
_NAME_ONE = "`--customer NUMBER` reads one customer's settings"


async def examine_ddapi(project: Project, system: System, registry: Registry, checkup: Checkup, customer: str) -> None:
    """Look at a DDAPI host.

    Args:
        project: What the profile says.
        system: Its systems.
        registry: Declarations.
        checkup: Is told what is found.
        customer: Customer whose settings are read; empty: none.
    """
    ddapi = project.profile.ddapi
    assert ddapi is not None
    channel = system.require(API)
    lists = [one for one in registry.providers[API].resources if one.listing is not None]
    with checkup.check(HOST):
        there = {one.noun: await _has_list(channel, one) for one in lists}
        where = "the embedded sandbox" if ddapi.sandbox else f"{ddapi.base_url} with credentials `{ddapi.auth.scheme}`"
        lacking = [name for name, is_there in there.items() if not is_there]
        if lacking:
            checkup.warn(
                HOST,
                f"{where}; it answers, and has no list of {' or '.join(lacking)}",
                "values of that kind cannot be checked before they are sent",
                lists=there,
            )
        else:
            checkup.good(HOST, f"{where}; it answers, and lists {' and '.join(there)}", lists=there)
        await _settings(channel, registry, checkup, customer)


async def _has_list(channel: Channel, resource: Resource) -> bool:
    """Read a list's first row or so; a host without it answers 404."""
    listing = resource.listing
    assert listing is not None
    path = listing.path
    for one in listing.where:
        path = path.replace(f"{{{one.place}}}", one.default) if one.place else path
    page = (("pageNumber", "1"), ("pageSize", "1")) if listing.page_size else ()
    response = await channel.read(Request(api=API, method="GET", path=path, query=page))
    return response.status != 404


async def _settings(channel: Channel, registry: Registry, checkup: Checkup, customer: str) -> None:
    """Show by one customer's settings which fields the host's build knows."""
    if not customer:
        checkup.skip(SETTINGS, "which settings the host knows shows in a customer's own", _NAME_ONE)
        return
    resource = next(one.resource for one in registry.providers[API].operations if one.effect is Effect.UPSERT)
    if resource.key_kind is Kind.INTEGER and not (customer.isascii() and customer.isdecimal()):
        checkup.skip(SETTINGS, f"`{customer}` is no customer number here", _NAME_ONE)
        return
    with checkup.check(SETTINGS):
        observed = await observe_one(channel, resource, customer)
        if observed.document is None:
            checkup.warn(SETTINGS, f"customer {customer} has none", "name another customer", customer=customer)
            return
        lacking = [field.name for field in resource.fields if field.name not in observed.document]
        text = f"customer {customer} has all that are declared"
        if lacking:
            text = f"the host does not know `{'`, `'.join(lacking)}`"
        checkup.good(SETTINGS, text, customer=customer, lacking=lacking)
