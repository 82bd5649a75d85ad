"""What holds for all tests."""

import signal


def pytest_configure() -> None:
    """Let the processes that tests start heed SIGINT: in the background, a shell has it ignored, and they inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
