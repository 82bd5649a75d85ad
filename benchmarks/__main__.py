"""Run the quick benchmarks and print one table: `python -m benchmarks`, a few minutes."""

import time
from collections.abc import Callable

from benchmarks import doubles, migration, plan, startup, validate


def main() -> None:
    started = time.perf_counter()
    parts: dict[str, Callable[[], str]] = {
        "Start-up": lambda: startup.run(rounds=7),
        "Validate": lambda: validate.run(rounds=3),
        "Plan": lambda: plan.run(rounds=3),
        "Migration": lambda: migration.run("creates", rounds=2, rows=3_000),
        "Doubles": lambda: doubles.run(invoices=500),
        "Apply": _apply,
    }
    for title, run in parts.items():
        print(f"## {title}\n\n{run()}\n", flush=True)
    print(f"{time.perf_counter() - started:.0f} s in all, medians of interleaved rounds.")


def _apply() -> str:
    # Loaded last: the peak of a child process is never less than what its parent held when it was started.
    from benchmarks import apply  # noqa: PLC0415

    return apply.run(rounds=3, count=1_000)


if __name__ == "__main__":
    main()
