"""A plan in the making: operations, their order and what the system holds, in a private temporary database."""

from bulkops.adapters.draft.draft import Draft

__all__ = ["Draft"]
