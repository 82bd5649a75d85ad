"""Providers: the remote APIs and their operations, declarations only. One line a provider, alphabetical."""

from bulkops.core.operation import Provider
from bulkops.core.registry import Registry
from bulkops.providers.ddapi import DDAPI
from bulkops.providers.visma import VISMA

PROVIDERS: tuple[Provider, ...] = (
    DDAPI,
    VISMA,
)

REGISTRY = Registry(PROVIDERS)
