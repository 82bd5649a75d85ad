"""A process that has the whole program loaded, and forks it for each command.

Most of what a short command takes is loading modules. Each still is a process of its own, with its own arguments,
folder, variables and streams; what is shared are modules as they are after they were loaded.
"""

import gc
import io
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import sys
import time
from importlib import import_module

LENGTH_MAX = 1 << 20
#: Not loaded: what runs when it is imported, and what is made for thousands of simulated runs.
_LEFT_OUT = ("bulkops.__main__", "bulkops.simulation", "bulkops.app.generate")


def load() -> None:
    package = import_module("bulkops")
    for found in pkgutil.walk_packages(package.__path__, "bulkops."):
        if not found.name.startswith(_LEFT_OUT):
            import_module(found.name)
    gc.collect()
    gc.freeze()


def serve(listener: socket.socket) -> list[str]:
    """Fork at each connection; return in the process that is to be the program, with its arguments."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        ready, _, _ = select.select([listener.fileno(), 0], [], [])
        if 0 in ready:  # the tests have ended, however they did
            os._exit(0)
        connection, _ = listener.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            listener.close()
            return keep(connection)
        connection.close()


def keep(connection: socket.socket) -> list[str]:
    """Watch over one command: tell how it ended, and end it when nobody waits for that any more."""
    text, streams, _, _ = socket.recv_fds(connection, LENGTH_MAX, 3)
    while not text.endswith(b"\n"):
        text += connection.recv(LENGTH_MAX)
    program = os.fork()
    if program == 0:
        connection.close()
        return become(text, streams)
    for stream in streams:
        os.close(stream)
    watched = os.pidfd_open(program)
    ready, _, _ = select.select([watched, connection.fileno()], [], [])
    if watched not in ready:
        os.kill(program, signal.SIGKILL)
    _, status = os.waitpid(program, 0)
    if watched in ready:
        connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def become(text: bytes, streams: list[int]) -> list[str]:
    folder, variables, arguments = json.loads(text)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - the streams of a process
    sys.stdout = opened(1, "strict")
    sys.stderr = opened(2, "backslashreplace")
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    time.tzset()
    sys.path.insert(0, folder)
    return list(arguments)


def opened(number: int, errors: str) -> io.TextIOWrapper:
    # As Python opens them itself: only a terminal, and the stream for errors, get each line at once.
    stream = io.BufferedWriter(io.FileIO(number, "wb", closefd=False))
    return io.TextIOWrapper(stream, "utf-8", errors, line_buffering=number == 2 or os.isatty(number))


if __name__ == "__main__":
    sys.path.pop(0)  # where this file is
    load()
    with socket.socket(socket.AF_UNIX) as waiting:
        waiting.bind(sys.argv[1])
        waiting.listen(64)
        print("ready", flush=True)
        given = serve(waiting)
    sys.argv = ["bulkops", *given]
    runpy.run_module("bulkops", run_name="__main__", alter_sys=True)
