"""`python -m bulkops`, and the console script."""

import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    from bulkops.cli.signals import INTERRUPTED, SIGNALS  # noqa: PLC0415 - nothing is loaded before it is needed: `--help` is quick

    SIGNALS.install()  # before all else: a signal while the program is being loaded ends it as quietly as any other
    try:
        from bulkops.cli.main import run  # noqa: PLC0415 - as above

        code = run()
    except KeyboardInterrupt:  # while it was being loaded
        code = INTERRUPTED
    SIGNALS.end(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
