"""Operation types by name."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType

from bulkops.core.operation import OperationType, Provider


class Registry:
    """All operation types that are known, alphabetically.

    Args:
        providers: The table of providers.

    Raises:
        ValueError: Two operation types have one name, or a provider names itself differently from its operations.
    """

    def __init__(self, providers: Iterable[Provider]) -> None:
        self.providers: Mapping[str, Provider] = MappingProxyType({provider.name: provider for provider in providers})
        types: dict[str, OperationType] = {}
        for provider in self.providers.values():
            for operation_type in provider.operations:
                if operation_type.name in types:
                    raise ValueError(f"two operation types are called {operation_type.name}")
                if not operation_type.name.startswith(f"{provider.name}."):
                    raise ValueError(f"{operation_type.name} is declared by {provider.name}")
                types[operation_type.name] = operation_type
        self.types: Mapping[str, OperationType] = MappingProxyType(dict(sorted(types.items())))

    def get(self, name: str) -> OperationType | None:
        """Find an operation type by its full name."""
        return self.types.get(name)

    def provider_of(self, operation_type: OperationType) -> Provider:
        """Give the provider that serves an operation type."""
        return self.providers[operation_type.api]

    def close_to(self, name: str) -> str:
        """Give the known name most like a misspelt one; empty where none is."""
        return next(iter(get_close_matches(name, self.types, 1, 0.6)), "")
