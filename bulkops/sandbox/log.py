"""Writes down what a served system is asked and does, as it happens."""

from collections.abc import Callable
from dataclasses import replace

from bulkops.sandbox.erp import Erp
from bulkops.sandbox.log_line import Entry, between, outcome
from bulkops.sandbox.reply import Reply


class Log:
    """Makes entries of requests, and of what was done between them.

    Args:
        erp: The system.
        take: Takes an entry.
    """

    def __init__(self, erp: Erp, take: Callable[[Entry], None]) -> None:
        self._ledger = erp.ledger()
        self._take = take
        self._last = self._ledger.last_effect()

    def completed(self, entry: Entry, reply: Reply) -> Entry:
        """Complete the entry of a request that has been worked on; what was done since the last one is written down."""
        if self._ledger.last_effect() < self._last:
            self._last = 0  # the company has been emptied, and begins anew
        own = []
        for happened in self._ledger.effects_after(self._last):
            self._last = happened.seq
            if happened.request == reply.seq or happened.foreign:
                own.append(happened)
            elif happened.request:  # demonstration data comes of no request
                self._take(between(happened))
        did = outcome(reply.response, own)
        status = 0 if reply.response is None else reply.response.status
        return replace(entry, request=reply.seq, status=status, did=did, fault=reply.fault, departs=reply.departs)

    def write(self, entry: Entry) -> None:
        """Write an entry down."""
        self._take(entry)
