"""Scenarios and what came of them, in words."""

from dataclasses import fields
from typing import Any

from bulkops.reporting.style import Style
from bulkops.reporting.words import count_text, joined, number_text
from bulkops.sandbox.faults import Fault
from bulkops.sandbox.switches import Switches
from bulkops.simulation.guarantees import GUARANTEES
from bulkops.simulation.scenario import Scenario
from bulkops.simulation.search import Breach, Tally

_SENTENCES_MAX = 5
_DAY_S = 86_400.0


def tally_lines(tally: Tally, style: Style) -> list[str]:
    """Say what was played, and whether the guarantees were kept."""
    fates = ", ".join(f"{name.replace('_', ' ')} {number_text(n, style)}" for name, n in tally.fates.items())
    counts = [
        count_text(tally.seeds, "scenario", style),
        f"{number_text(tally.entries, style)} entries",
        f"{number_text(tally.processes, style)} processes",
        f"{number_text(tally.requests, style)} requests",
        f"{number_text(tally.faults.total(), style)} faults",
        f"{tally.simulated_s / _DAY_S:.1f} simulated days",
    ]
    kept = f"no guarantee was breached: {joined(list(GUARANTEES), style)}"
    breached = f"{count_text(tally.breaches, 'scenario', style)} breached a guarantee: a bug in bulkops"
    return [" · ".join(counts), f"processes met: {fates or 'nothing'}", breached if tally.breaches else kept]


def breach_lines(breach: Breach) -> list[str]:
    """Say what a scenario breaches, the smallest one that does, and how to see it again."""
    lines = [f"seed {breach.scenario.seed} breaches a guarantee"]
    for name, sentences in breach.found.items():
        lines += [f"  {name}: {sentence.rstrip()}" for sentence in sentences[:_SENTENCES_MAX]]
        if len(sentences) > _SENTENCES_MAX:
            lines.append(f"  {name}: and {len(sentences) - _SENTENCES_MAX} more")
    lines += ["the smallest scenario that does:", *(f"  {line}" for line in scenario_lines(breach.smallest))]
    return [*lines, f"see it again: bulkops selftest --seed {breach.scenario.seed}"]


def scenario_lines(scenario: Scenario) -> list[str]:
    """Say what happens in a scenario."""
    plain = Switches()
    switches = [
        f"{field.name}: {getattr(scenario.switches, field.name)}"
        for field in fields(Switches)
        if getattr(scenario.switches, field.name) != getattr(plain, field.name)
    ]
    return [
        f"motifs: {', '.join(f'{name}-{number}' for name, number in scenario.motifs)}",
        f"writes: {scenario.manner}, {scenario.in_flight} in flight; the server's clock is {scenario.skew_s:+g} s off",
        f"server: {', '.join(switches) or 'as it comes'}",
        *(f"fault: {_fault_text(fault)}" for fault in scenario.faults),
        *(
            f"process {number}: {', '.join(map(str, upsets)) or 'undisturbed'}"
            for number, upsets in enumerate(scenario.lives, 1)
        ),
    ]


def _fault_text(fault: Fault) -> str:
    usual = Fault(kind=fault.kind)
    given = (name for name in Fault.__slots__ if name != "kind" and getattr(fault, name) != getattr(usual, name))
    return " ".join([fault.kind.value, *(f"{name}={getattr(fault, name)}" for name in given)])


def tally_json(tally: Tally) -> dict[str, Any]:
    """Give what was played as JSON values."""
    return {
        "scenarios": tally.seeds,
        "entries": tally.entries,
        "processes": tally.processes,
        "requests": tally.requests,
        "fates": dict(tally.fates),
        "faults": dict(tally.faults),
        "simulated_s": round(tally.simulated_s),
        "breached": tally.breaches,
    }


def breach_json(breach: Breach) -> dict[str, Any]:
    """Give a breach as JSON values."""
    return {
        "seed": breach.scenario.seed,
        "breaches": dict(breach.found),
        "smallest": scenario_lines(breach.smallest),
    }
