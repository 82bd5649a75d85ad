"""A compensation in words: above its manifest, and for whoever has asked for it."""

from collections.abc import Callable
from dataclasses import replace

from bulkops.core.compensation import CompensationSummary, Fate, Standing
from bulkops.core.place import Place
from bulkops.reporting.compensate_text import head_comments, left_out_comment, told_lines, undoes_comment
from bulkops.reporting.style import Style
from tests.reporting.runs import AT

Golden = Callable[[str, str], None]
STYLE = Style(width=100)
SUMMARY = CompensationSummary(
    run="7f3a",
    manifests=("march", "rättelser"),
    environment="production",
    company="Nordvik AS",
    at=AT,
    entries=1218,
    counts={
        (Standing.STAYS, "no operation undoes it"): 2,
        (Standing.TOUCHED, "others have changed the document since"): 3,
        (Standing.TOUCHED, "a later run has changed the document"): 1,
        (Standing.UNDONE_BY, ""): 1217,
        (Standing.PARTLY, "what some fields were before is not known"): 1,
        (Standing.NOTHING_LEFT, "the document is as it was before"): 4,
        (Standing.NOTHING_DONE, "it has changed nothing at the system"): 5,
    },
    valued=17,
    unsettled=2,
)
FINE = replace(SUMMARY, manifests=("m",), entries=1, counts={(Standing.UNDONE_BY, ""): 1}, valued=0, unsettled=0)
NOTHING = replace(FINE, entries=0, counts={(Standing.NOTHING_LEFT, "a run of ours has deleted the document"): 1})
NEVER = replace(FINE, entries=0, counts={(Standing.STAYS, "no operation undoes it"): 1})


def fate(name: str, standing: Standing = Standing.UNDONE_BY, **more: str) -> Fate:
    place = Place("march.yaml", 44)
    facts = {"manifest": "march", "type": "visma.invoice.update", "target": "invoice 100231"}
    return Fate(op=1, id=name, standing=standing, place=place, **facts | more)


def told(summary: CompensationSummary, file: str = "undo.yaml") -> str:
    lines = [f"# {line}" for line in head_comments(summary)]
    return "\n".join([*lines, "", *told_lines(summary, file, STYLE, option=" --project p.yaml"), ""])


def test_what_a_compensation_comes_to(golden: Golden) -> None:
    golden("compensate.txt", "\n".join(map(told, (SUMMARY, FINE, NOTHING, NEVER))) + told(FINE, file=""))


def test_comments_beside_entries(golden: Golden) -> None:
    comments = [
        undoes_comment([fate("one"), fate("two"), fate("three", Standing.STAYS)]),
        undoes_comment([fate(f"op-{number}") for number in range(40)]),
        left_out_comment(fate("four", Standing.TOUCHED, reason="others have changed it", detail="`note`\x1b[31m")),
        left_out_comment(fate("fi\x1b[31mve", Standing.STAYS, reason="no operation undoes it")),
    ]
    golden("compensate-comments.txt", "\n".join(comments) + "\n")
