"""Running a command of the user's: fed through its input, heard through its output, and ended in any case."""

import os
import signal
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from subprocess import PIPE, STDOUT

import anyio
from anyio.abc import Process

_CHUNK_BYTES = 64 * 1024
#: A command that has ended may leave processes behind that hold its output open.
_LINGER_S = 1.0
_GONE = (BrokenPipeError, ConnectionResetError, anyio.BrokenResourceError, anyio.ClosedResourceError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command has ended.

    Attributes:
        code: What it ended with; negative: the signal that killed it.
        output: What it has written, to its output and about its errors alike; cut where it was too much.
        endless: It wrote more than allowed, and was killed for that.
        late: It took longer than allowed, and was killed for that.
    """

    code: int
    output: bytes = b""
    endless: bool = False
    late: bool = False


async def run_command(
    arguments: Sequence[str], lines: Iterable[str], environ: Mapping[str, str], *, output_max: int, seconds_max: float
) -> Ended:
    """Run a command without a shell, and give it lines to read. Whether it reads them is its own affair.

    Args:
        arguments: The program and what it is called with.
        lines: What it is given, without line ends; made only as fast as it reads.
        environ: Its environment.
        output_max: Bytes that it may write.
        seconds_max: Time that it may take.

    Raises:
        OSError: It cannot be started.
    """
    # In a session of its own, so that what it starts can be ended along with it.
    process = await anyio.open_process(
        list(arguments), stdin=PIPE, stdout=PIPE, stderr=STDOUT, env=environ, start_new_session=True
    )
    heard = bytearray()
    try:
        with anyio.move_on_after(seconds_max) as time:
            await _talk(process, lines, heard, output_max)
    finally:
        _kill(process)
        with anyio.CancelScope(shield=True):
            await process.aclose()
    code = process.returncode if process.returncode is not None else -signal.SIGTERM
    output, endless = bytes(heard[:output_max]), len(heard) > output_max
    return Ended(code=code, output=output, endless=endless, late=time.cancelled_caught)


async def _talk(process: Process, lines: Iterable[str], heard: bytearray, output_max: int) -> None:
    silent = anyio.Event()

    async def hear() -> None:
        assert process.stdout is not None
        with suppress(anyio.EndOfStream, *_GONE):
            while len(heard) <= output_max:
                heard.extend(await process.stdout.receive())
            _kill(process)
        silent.set()

    async with anyio.create_task_group() as talk:
        talk.start_soon(hear)
        talk.start_soon(_feed, process, lines)
        await process.wait()
        with anyio.move_on_after(_LINGER_S):
            await silent.wait()
        talk.cancel_scope.cancel()


async def _feed(process: Process, lines: Iterable[str]) -> None:
    assert process.stdin is not None
    chunk = bytearray()
    with suppress(*_GONE):
        for line in lines:
            chunk += f"{line}\n".encode()
            if len(chunk) >= _CHUNK_BYTES:
                await process.stdin.send(bytes(chunk))
                chunk.clear()
        if chunk:
            await process.stdin.send(bytes(chunk))
    with suppress(*_GONE):
        await process.stdin.aclose()


def _kill(process: Process) -> None:
    """End the command and what it has started."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
