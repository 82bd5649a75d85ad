"""Operation types and resources by name."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import TypeVar

from bulkops.core.operation import OperationType, Provider
from bulkops.core.resource import Resource

_Declared = TypeVar("_Declared")


class Registry:
    """All operation types and resources that are known, alphabetically.

    Args:
        providers: The table of providers.

    Raises:
        ValueError: Two operation types or resources have one name, a provider names itself differently from what it
            declares, or an operation is about a resource that its provider does not declare.
    """

    def __init__(self, providers: Iterable[Provider]) -> None:
        self.providers: Mapping[str, Provider] = MappingProxyType({provider.name: provider for provider in providers})
        types: dict[str, OperationType] = {}
        resources: dict[str, Resource] = {}
        for provider in self.providers.values():
            for resource in provider.resources:
                _add(resources, resource.full_name, resource, provider)
            for operation_type in provider.operations:
                _add(types, operation_type.name, operation_type, provider)
                if resources.get(operation_type.resource.full_name) is not operation_type.resource:
                    raise ValueError(f"{provider.name} does not declare what {operation_type.name} is about")
        self.types: Mapping[str, OperationType] = MappingProxyType(dict(sorted(types.items())))
        self.resources: Mapping[str, Resource] = MappingProxyType(dict(sorted(resources.items())))

    def get(self, name: str) -> OperationType | None:
        """Find an operation type by its full name."""
        return self.types.get(name)

    def provider_of(self, operation_type: OperationType) -> Provider:
        """Give the provider that serves an operation type."""
        return self.providers[operation_type.api]

    def close_to(self, name: str) -> str:
        """Give the known operation type's name most like a misspelt one; empty where none is."""
        return next(iter(get_close_matches(name, self.types, 1, 0.6)), "")

    def close_resource(self, name: str) -> str:
        """Give the known resource's name most like a misspelt one; empty where none is."""
        return next(iter(get_close_matches(name, self.resources, 1, 0.5)), "")


def _add(known: dict[str, _Declared], name: str, declared: _Declared, provider: Provider) -> None:
    if name in known:
        raise ValueError(f"two declarations are called {name}")
    if not name.startswith(f"{provider.name}."):
        raise ValueError(f"{name} is declared by {provider.name}")
    known[name] = declared
