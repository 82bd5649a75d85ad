"""Apply a plan, or resume a run: one lease, one run, one report."""

import secrets
from decimal import Decimal
from functools import partial

from bulkops import __version__
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import NewRun, RunRow
from bulkops.app.bound import hashed
from bulkops.app.compose import System
from bulkops.app.execute import End, Extent, Watch, execute
from bulkops.app.machine import THIS_MACHINE, Machine
from bulkops.app.pilot import Piloting
from bulkops.app.plan import Plan
from bulkops.app.report import report_of
from bulkops.app.turn import AT_ONCE, Terms, take_turn
from bulkops.core.errors import UsageError
from bulkops.core.plan import PlanSummary
from bulkops.core.registry import Registry
from bulkops.core.run import RunReport
from bulkops.engine.settling import Settle


async def apply(
    plan: Plan,
    system: System,
    journal: Journal,
    registry: Registry,
    watch: Watch,
    machine: Machine = THIS_MACHINE,
    *,
    terms: Terms = AT_ONCE,
) -> tuple[RunReport, End]:
    """Write a plan into the journal as a run, and carry it out.

    Args:
        plan: The plan.
        system: Its systems.
        journal: Where it is written.
        registry: Operation types.
        watch: Told what happens.
        machine: Where it runs.
        terms: Who has said that it is to be carried out.

    Raises:
        JournalError: Another process works for the company, or the journal cannot be written.
        InDoubtError: Operations of an earlier run are not settled.
    """
    lease = plan.lease or take_turn(journal, system, machine)
    try:
        journal.recover(lease, system.clock.now())
        new = NewRun(
            name=_new_name(journal),
            manifests=tuple(plan.inputs.names),
            files=plan.summary.context.manifests,
            digests=(*plan.inputs.digests, *(hashed(path).sha256 for path in plan.inputs.tables)),
            approver=terms.approver or lease.holder.actor,
            saved_plan=terms.plan_digest,
            plan_seal=terms.plan_seal,
            partial=plan.partial,
            started_at=system.clock.now(),
            version=__version__,
            makes=_makes(registry),
        )
        with watch.making() as making:
            making.begin("writing down", lambda: plan.draft.count)
            run = journal.begin(new, making.through(plan.draft.steps()), lease)
        lease = journal.renew(lease, system.clock.now())
        carry_out = partial(execute, system, journal, run, lease, registry, watch, machine)
        if terms.pilot is None:
            row, end = await carry_out()
        else:
            piloting = Piloting(journal=journal, run=run, lease=lease, system=system, registry=registry)
            row, end = await piloting.carry_out(carry_out, terms.pilot)
        return _report(system, journal, registry, row, plan.summary), end
    finally:
        journal.release(lease)


async def resume(
    name: str,
    system: System,
    journal: Journal,
    registry: Registry,
    watch: Watch,
    machine: Machine = THIS_MACHINE,
    *,
    settle: Settle = Settle.ALL,
    terms: Terms = AT_ONCE,
) -> tuple[RunReport, End]:
    """Go on with a run: do what is left, and settle what is in doubt beside it.

    Args:
        name: Name of the run.
        system: Its systems.
        journal: Where it is written.
        registry: Operation types.
        watch: Told what happens.
        machine: Where it runs.
        settle: Whether it waits for what cannot be settled yet.
        terms: Who has said that it is to go on, and how long to wait for another who works for the company.
    """
    lease = take_turn(journal, system, machine, terms)
    try:
        journal.recover(lease, system.clock.now())
        found = journal.run_named(name)
        assert found is not None
        run = journal.reopen(
            found.run, system.clock.now(), lease, version=__version__, approver=terms.approver or lease.holder.actor
        )
        carry_out = partial(execute, system, journal, run.run, lease, registry, watch, machine)
        if terms.pilot is None:
            row, end = await carry_out(extent=Extent(settle=settle))
        else:
            piloting = Piloting(journal=journal, run=run.run, lease=lease, system=system, registry=registry)
            row, end = await piloting.carry_out(carry_out, terms.pilot, settle)
        return _report(system, journal, registry, row, None), end
    finally:
        journal.release(lease)


def _report(
    system: System, journal: Journal, registry: Registry, row: RunRow, summary: PlanSummary | None
) -> RunReport:
    """Report a run that has just begun, as its plan sums it up, or one that was resumed (None)."""
    now = system.clock.now()
    sums = _planned(summary, row) if summary else None
    calls = None if summary is None else system.calls  # of a resumed run, those before are not known
    settling = {name: channel.settling for name, channel in system.channels.items()}
    return report_of(journal, row, registry, now, settling=settling, calls=calls, sums_planned=sums)


def _new_name(journal: Journal) -> str:
    """Find a short name that no run has: people type it."""
    while journal.run_named(name := secrets.token_hex(2)) is not None:
        pass
    return name


def _makes(registry: Registry) -> dict[str, str]:
    """Say, by operation type, what kind of document it makes."""
    makes = {}
    for operation_type in registry.types.values():
        if operation_type.made is not None:
            makes[operation_type.name] = f"{operation_type.made.api}.{operation_type.made.name}"
    return makes


def _planned(summary: PlanSummary, row: RunRow) -> dict[str, dict[str, Decimal]] | None:
    """Add up what the plan showed, to hold the run's own sums against; None where the plan folded types together."""
    if not all(group.type for group in summary.groups):
        return None
    sums = {name: dict(amounts) for name, amounts in row.done_before_sums.items()}
    for group in summary.groups:
        ours = sums.setdefault(group.type, {})
        for currency, amount in group.sums.items():
            ours[currency] = ours.get(currency, Decimal(0)) + amount
    return sums


def check_company(run: RunRow, system: System) -> None:
    """Make sure that a run is of the company that is reached.

    Raises:
        UsageError: It is another one's.
    """
    if (run.environment, run.company) != (system.environment, system.scope):
        raise UsageError(
            f"run {run.name} is for «{run.company}» ({run.environment}), the profile for «{system.scope}»"
            f" ({system.environment})",
            hint="choose the run's profile with `--profile`",
        )


def choose_run(journal: Journal, name: str | None) -> RunRow:
    """Find the run that a command is about: the named one, or the newest.

    Raises:
        UsageError: There is no such run.
    """
    if name is not None:
        found = journal.run_named(name)
        if found is None:
            raise UsageError(f"there is no run `{name}`", hint="`bulkops runs` lists them")
        return found
    runs = journal.runs()
    if not runs:
        raise UsageError("there is no run yet", hint="`bulkops apply FILE` begins one")
    return runs[0]


def choose_unfinished(journal: Journal, name: str | None) -> RunRow | None:
    """Find the run to resume: the named one, or the only unfinished one; None if there is nothing to resume.

    Raises:
        UsageError: There is no such run, or there are several.
    """
    if name is not None:
        return choose_run(journal, name)
    unfinished = journal.unfinished()
    if len(unfinished) > 1:
        names = ", ".join(run.name for run in unfinished)
        raise UsageError(f"several runs are unfinished: {names}", hint="name one: `bulkops resume RUN`")
    return unfinished[0] if unfinished else None
