"""Reconciling for programs: JSON, a document a line, as it comes."""

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from bulkops.core.change import Change
from bulkops.core.reconcile import CODES, Compared, Comparisons, Money, Other, Reconciled, ReconcileSummary, SumLine
from bulkops.reporting.conflict_json import plain
from bulkops.reporting.reconcile_forms import (
    FORMAT,
    ChangeForm,
    DocumentForm,
    HeadForm,
    LaterForm,
    MoneyForm,
    OperationForm,
    OtherForm,
    SumForm,
)
from bulkops.reporting.times import time_json

_ENCODER = msgspec.json.Encoder()


def reconcile_json(summary: ReconcileSummary, found: Comparisons) -> Iterator[str]:
    """Write what reconciling has come to, line by line: counts and sums, then each document that is not as made."""
    yield _line(_head(summary))[:-1] + ',"documents":['
    before = ""
    for standing in Reconciled:
        if standing is Reconciled.AS_MADE:
            continue
        for one in found.of(standing):
            if before:
                yield f"{before},"
            before = _line(_document(one))
    if before:
        yield before
    yield "]}"


def _head(summary: ReconcileSummary) -> HeadForm:
    return HeadForm(
        format=FORMAT,
        environment=summary.environment,
        company=summary.company or None,
        profile=summary.profile or None,
        run=summary.run,
        manifests=list(summary.manifests),
        started_at=time_json(summary.started_at),
        read_at=time_json(summary.at),
        documents_total=summary.documents,
        differences=summary.differences,
        counts={standing.value: summary.counts.get(standing, 0) for standing in Reconciled},
        deleted=summary.deleted,
        sums=[_sum(line) for line in summary.sums],
        no_sum=summary.no_sum,
        operations={state.value: count for state, count in summary.operations.items() if count},
        operations_unsettled=summary.unsettled,
        operations_done_before=summary.done_before,
        unversioned=summary.unversioned,
        singly=summary.singly,
        calls=summary.calls,
    )


def _sum(line: SumLine) -> SumForm:
    return SumForm(
        kind=line.resource,
        currency=line.currency or None,
        made=_amount(line.made),
        because={why: _amount(amount) for why, amount in line.why.items()},
        found=_amount(line.found),
        difference=_amount(line.found - line.made),
        countered=_amount(line.countered),
    )


def _document(one: Compared) -> DocumentForm:
    place = one.place
    return DocumentForm(
        standing=one.standing.value,
        code=CODES.get(one.standing),
        kind=one.resource,
        key=one.key or None,
        mark=one.mark or None,
        status=one.status or None,
        gone=one.gone,
        left=_money(one.left),
        now=_money(one.now),
        changes=[_change(change) for change in one.changes],
        others=[_other(other) for other in one.others],
        purged=one.purged,
        later=LaterForm(run=one.later_run, type=one.later_type) if one.later_run else None,
        operation=OperationForm(
            manifest=one.manifest,
            id=one.id,
            type=one.type,
            at=time_json(one.at),
            file=place.file,
            line=place.line,
            column=place.column,
        ),
    )


def _change(change: Change) -> ChangeForm:
    if change.sensitive:
        return ChangeForm(path=change.path, kind=change.kind.value, sensitive=True)
    left, now = plain(change.before), plain(change.after)
    return ChangeForm(path=change.path, kind=change.kind.value, sensitive=False, left=left, now=now)


def _other(other: Other) -> OtherForm:
    return OtherForm(number=other.number, status=other.status or None, net=_money(other.net))


def _money(money: Money | None) -> MoneyForm | None:
    return None if money is None else MoneyForm(currency=money.currency or None, amount=_amount(money.amount))


def _amount(amount: Decimal) -> str:
    return f"{amount:f}"


def _line(form: msgspec.Struct) -> str:
    return _ENCODER.encode(form).decode()
