"""`python -m bulkops`, and the console script."""

import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    from bulkops.cli.main import run  # noqa: PLC0415 - nothing is loaded before it is needed: `--help` is quick

    sys.exit(run())


if __name__ == "__main__":
    main()
