"""Checks of a profile that no single key can make."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from bulkops.adapters.project_file import ProjectTree, TreePath
from bulkops.app.settings import (
    BACKGROUND_S_DEFAULT,
    READ_S_DEFAULT,
    SETTLE_S_DEFAULT,
    DdapiSettings,
    Environment,
    ProfileSettings,
    VismaSettings,
)
from bulkops.app.settings_findings import SECRET_KEYS, missing
from bulkops.app.settings_names import known_names
from bulkops.core.finding import Finding

#: An address with a password; the password is the group.
_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^/@\s]*?:([^/@\s]*)@", re.IGNORECASE)
_ASKED = ": `apply` asks for it in production"
_REFERENCE_HINT = "write `${env:NAME}`, `${file:PATH}` or `${keyring:SERVICE/USER}`, and give the value there"


def literal_secrets(tree: ProjectTree) -> Iterator[Finding]:
    """Find secrets that are written into the file, in whichever profile."""
    for path, value in _scalars(tree.tree, ()):
        if "${" in value or not value:
            continue
        if path[0] == "profiles" and path[-1] in SECRET_KEYS:
            message = f"`{path[-1]}` is written into the file"
        elif (found := _PASSWORD.search(value)) and found.group(1):
            message = f"`{path[-1]}` holds a password that is written into the file"
        else:
            continue
        yield Finding(code="C006", message=message, place=tree.place(path), hint=_REFERENCE_HINT)


def check_profile(tree: ProjectTree, name: str, profile: ProfileSettings) -> Iterator[Finding]:
    """Check the profile in use."""
    path = ("profiles", name)
    apis: dict[str, VismaSettings | DdapiSettings | None] = {"visma": profile.visma, "ddapi": profile.ddapi}
    for api, settings in apis.items():
        if settings is None:
            continue
        yield from _check_environment(tree, (*path, api), profile.environment, settings)
        if not settings.sandbox:
            yield from _check_complete(tree, (*path, api), profile.environment, settings)
        if profile.environment is Environment.PRODUCTION:
            yield from _check_timeouts(tree, (*path, api), settings)
    yield from check_names(tree, path, profile)
    if _nameless(profile):
        yield missing(tree, (*path, "ddapi", "company"), _ASKED)


def check_names(tree: ProjectTree, path: TreePath, profile: ProfileSettings) -> Iterator[Finding]:
    """Check keys that name operations or fields, in the profile at a path, in use or not."""
    for api in ("visma", "ddapi"):
        settings: VismaSettings | DdapiSettings | None = getattr(profile, api)
        for key, names in known_names(api).items():
            for written in getattr(settings, key, {}):
                if written not in names:
                    yield _unknown_name(tree, (*path, api, key, written), names)


def _unknown_name(tree: ProjectTree, path: TreePath, names: tuple[str, ...]) -> Finding:
    what = "an operation of this API" if path[-2] == "per_operation" else "a setting whose ids are listed here"
    close = get_close_matches(str(path[-1]), names, 1, 0.6)
    hint = f"did you mean `{close[0]}`?" if close else f"known are `{'`, `'.join(names)}`"
    message = f"`{path[-1]}` is not {what}"
    return Finding(code="C004", message=message, place=tree.place(path, key=True), hint=hint)


def _nameless(profile: ProfileSettings) -> bool:
    """Whether `apply` has no name to ask for: a production profile of DDAPI alone, which names no company."""
    ddapi = profile.ddapi
    real = ddapi is not None and not ddapi.sandbox and ddapi.company is None
    return real and profile.visma is None and profile.environment is Environment.PRODUCTION


def _check_environment(
    tree: ProjectTree, path: TreePath, environment: Environment, settings: VismaSettings | DdapiSettings
) -> Iterator[Finding]:
    api = path[-1]
    if environment is Environment.SANDBOX and not settings.sandbox:
        message = f"the profile's environment is `sandbox`, but `{api}` leads to a real system"
        hint = "write `sandbox: true` there, or `environment: test` or `production`"
    elif environment is Environment.PRODUCTION and settings.sandbox:
        message = f"the profile's environment is `production`, but `{api}` is the sandbox"
        hint = "remove `sandbox: true` there, or write `environment: test`"
    else:
        return
    yield Finding(code="C007", message=message, place=tree.place(path, key=True), hint=hint)


def _check_complete(
    tree: ProjectTree, path: TreePath, environment: Environment, settings: VismaSettings | DdapiSettings
) -> Iterator[Finding]:
    production = environment is Environment.PRODUCTION
    if isinstance(settings, VismaSettings):
        addresses: tuple[str, ...] = ("base_url", "token_url")
        needed: tuple[str, ...] = ("tenant_id", "client_id", "client_secret", *(("company",) if production else ()))
    else:
        addresses = needed = ("base_url",)
    for key in needed:
        if getattr(settings, key) is None:
            why = _ASKED if key == "company" else ""
            yield missing(tree, (*path, key), why)
    for key in addresses:
        if production and str(getattr(settings, key)).startswith("http://"):
            message = f"`{key}` is not encrypted: it begins with `http://`"
            yield Finding(code="C009", message=message, place=tree.place((*path, key)), hint="write `https://`")


def _check_timeouts(tree: ProjectTree, path: TreePath, settings: VismaSettings | DdapiSettings) -> Iterator[Finding]:
    bounds = {"read_s": READ_S_DEFAULT, "settle_s": SETTLE_S_DEFAULT, "background_s": BACKGROUND_S_DEFAULT}
    for key, least in bounds.items():
        value = getattr(settings.timeouts, key, least)
        if value < least:
            message = f"`{key}` is {value:g} seconds; in production at least {least:g} are needed"
            hint = "remove it: what is given up too early is in doubt, or is taken for not done"
            yield Finding(code="C008", message=message, place=tree.place((*path, "timeouts", key)), hint=hint)


def _scalars(node: Any, path: TreePath) -> Iterator[tuple[TreePath, str]]:
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _scalars(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _scalars(value, (*path, index))
