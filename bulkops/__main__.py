"""`python -m bulkops`, and the console script."""

import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        from bulkops.cli.signals import SIGNALS  # noqa: PLC0415 - nothing is loaded too early: `--help` is quick

        SIGNALS.install()  # before all else: a signal while the program is being loaded is to be heeded, too
        from bulkops.cli import outlet  # noqa: PLC0415 - as above
        from bulkops.cli.main import run  # noqa: PLC0415 - as above

        outlet.install()
        code = run()
        SIGNALS.end(code)
    except KeyboardInterrupt:  # while it was being loaded, or had just ended
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
