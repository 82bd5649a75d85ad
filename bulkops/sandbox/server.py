"""The sandbox as a server on one address: Visma under `/v1`, `/v2` and `/connect`, DDAPI under `/api`."""

import asyncio
import signal
import time
from collections.abc import Callable

from bulkops.sandbox.connection import Connection, Surroundings
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.log import Log
from bulkops.sandbox.log_line import Entry

_GRACE_S = 5.0


async def serve(
    erp: Erp,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    ready: Callable[[str], None] | None = None,
    log: Callable[[Entry], None] | None = None,
    stop: asyncio.Event | None = None,
    now: Callable[[], float] = time.time,
) -> None:
    """Serve until told to stop, then let replies under way go out.

    Args:
        erp: The system; whoever made it closes it.
        host: Address to listen on.
        port: Port to listen on; 0: a free one.
        ready: Called with the base URL once connections are taken.
        log: Called with what is to be written down: each request that has been replied to, and what was done between.
        stop: Set to stop; None: SIGINT, SIGTERM and SIGHUP stop it.
        now: Gives seconds since 1970 UTC.

    Raises:
        OSError: The address cannot be listened on.
    """
    around = Surroundings(erp=erp, now=now, log=None if log is None else Log(erp, log), open=set())
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(around), host, port)
    taken = server.sockets[0].getsockname()
    if stop is None:
        stop = _stopped_by_signals(loop)
    if ready is not None:
        ready(f"http://{f'[{taken[0]}]' if ':' in taken[0] else taken[0]}:{taken[1]}")
    try:
        await stop.wait()
    finally:
        server.close()
        await _drain(around)


def _stopped_by_signals(loop: asyncio.AbstractEventLoop) -> asyncio.Event:
    stop = asyncio.Event()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is None or signal.getsignal(number) is signal.SIG_IGN:  # as `nohup` has it
            continue
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows: the interpreter's own handling of SIGINT has to do
            return stop
    return stop


async def _drain(around: Surroundings) -> None:
    """Close connections as they become idle, and what is left after a while by force."""
    left = tuple(around.open)
    for connection in left:
        connection.stop()
    if left:
        await asyncio.wait([connection.gone for connection in left], timeout=_GRACE_S)
    for connection in tuple(around.open):
        connection.abort()
