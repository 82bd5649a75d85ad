"""What holds for all tests."""

import os
import signal


def pytest_configure() -> None:
    """Let the processes that tests start heed SIGINT: in the background, a shell has it ignored, and they inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers() -> int:
    """Take one worker more than there are processors: many tests wait for a server, a pause, or a time that has to pass."""
    return (os.cpu_count() or 1) + 1
