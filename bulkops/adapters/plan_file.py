"""A plan file, read: checked first, then shown as the plan was when it was made."""

from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import DecodeError
from msgspec.json import Decoder

from bulkops.adapters.plan_file_head import is_plan_file, plan_format
from bulkops.adapters.plan_file_lines import Lines, changed, open_lines, unreadable
from bulkops.adapters.plan_file_parts import bound_of, completed, context_of, finding_of
from bulkops.adapters.plan_file_steps import SavedSteps
from bulkops.adapters.plan_file_write import check_plan_place, write_plan
from bulkops.core.errors import PlanRefusedError
from bulkops.core.registry import Registry
from bulkops.core.saved_plan import PlanEnd, PlanHead
from bulkops.core.shown import ShownPlan
from bulkops.planning.fold import Fold
from bulkops.planning.plan_digest import FORMAT, PlanDigest

__all__ = ["PlanFile", "check_plan_place", "is_plan_file", "write_plan"]


class PlanFile:
    """A plan that was saved. Its steps stay in the file; everything else is read when it is opened.

    Args:
        path: The file.
        registry: Operation types.
        next_command: What to type to carry the plan out.

    Attributes:
        bound: What it is bound to beside its steps.
        steps: Its steps.
        digest: Digest of what it is bound to and will send.
        seal: Digest of the file: no other plan has it, though it be for the same.
        summary: Counts, sums and groups, folded anew from its steps.
        findings: Warnings, and what it is refused for.
        findings_total: All findings, where not all are kept.

    Raises:
        PlanRefusedError: The file is no plan, was cut off or changed, or is not for this version.
        UsageError: It cannot be read.
    """

    def __init__(self, path: Path, registry: Registry, *, next_command: str = "") -> None:
        _check_format(path)
        self._stream = open_lines(path)
        try:
            self._read(path, registry, next_command)
        except (DecodeError, ValueError) as error:
            self._stream.close()
            raise PlanRefusedError(
                f"the plan `{path}` does not fit this version of bulkops: {error}",
                hint="use the version that made it, which the file names under `tool`; or plan again",
                code="P063",
            ) from None
        except BaseException:
            self._stream.close()
            raise

    def _read(self, path: Path, registry: Registry, next_command: str) -> None:
        lines = Lines(self._stream, path)
        before, begin = lines.until(0, b'"steps":[\n')
        head = Decoder(PlanHead).decode(before + b'"steps":[]}')
        self.bound = bound_of(head)
        self.steps = SavedSteps(lines, begin, registry)
        fold, digest = Fold(registry), PlanDigest(self.bound)
        for shown in self.steps.found():
            fold.add(shown)
            digest.add(shown)
        end = Decoder(PlanEnd).decode(b"{" + lines.until(self.steps.end, b"")[0])
        self.digest, self.seal = end.digest, end.seal
        if self.digest != digest.hexdigest():
            raise changed(path)
        self.findings, self.findings_total = tuple(map(finding_of, end.findings)), end.findings_total
        context = context_of(head, self.digest, str(path), next_command)
        self.summary = completed(fold.summary(context), head, end.summary)

    @property
    def shown(self) -> ShownPlan:
        """The plan as every rendering is given it."""
        return ShownPlan(
            summary=self.summary,
            steps=self.steps,
            bound=self.bound,
            findings=self.findings,
            findings_total=self.findings_total,
        )

    def close(self) -> None:
        """Let go of the file; its steps cannot be read any more."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _check_format(path: Path) -> None:
    try:
        number = plan_format(path)
    except OSError as error:
        raise unreadable(path, error) from None
    ours = int(FORMAT.rpartition("/")[2])
    if number == ours:
        return
    if not number:
        hint = "`bulkops plan FILE -o PLAN` writes one"
        raise PlanRefusedError(f"`{path}` is not a plan", hint=hint, code="P060")
    age = "newer" if number > ours else "older"
    raise PlanRefusedError(
        f"the plan `{path}` is of format {number}, {age} than {ours}, which this version of bulkops reads",
        hint="use the version that made it, which the file names under `tool`; or plan again",
        code="P062",
    )
