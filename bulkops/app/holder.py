"""Who works here."""

import getpass
import os
import platform

from bulkops.adapters.journal.lease import this_place
from bulkops.adapters.journal.records import Holder


def holder() -> Holder:
    """Say who works here: user, machine and process."""
    return Holder(actor=_actor(), host=platform.node(), pid=os.getpid(), place=this_place())


def _actor() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
