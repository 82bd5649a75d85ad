"""What is said when a manifest has been written: what is in it, what is not, and what to do next."""

from collections.abc import Iterator
from pathlib import Path

from bulkops.app.export import Wanted
from bulkops.cli.console import Console
from bulkops.cli.export_progress import ExportProgress
from bulkops.cli.listed import tell_rows
from bulkops.core.errors import MissingError
from bulkops.core.field import walk
from bulkops.reporting.style import Style
from bulkops.reporting.words import count_text, ids_text, number_text, typed_text

_FIELDS_MAX = 5


def tell(file: Path | None, wanted: Wanted, progress: ExportProgress, console: Console) -> int:
    """Say what has become of the documents; give the exit code.

    Raises:
        MissingError: A document that was named does not exist.
    """
    counts, resource, style = progress.counts, wanted.type.resource, console.err
    tell_rows(console, counts.rows, wanted.where)
    for line in _left_out(wanted, progress, style):
        console.say(line)
    if counts.written:
        to = f" to `{file}`" if file is not None else ""
        console.say(f"{progress.text()}{to}, as entries of `{wanted.type.name}`")
        _tell_personal(file, wanted, console)
    else:
        console.say(f"no {resource.nouns} to export: the manifest is empty")
    if counts.absent and wanted.keys:
        told = ids_text(counts.absent_first, style, total=counts.absent, shown_max=_FIELDS_MAX)
        # The noun of the key, for it is what the user has named.
        which = "has" if counts.absent == 1 else "have"
        raise MissingError(
            f"{count_text(counts.absent, resource.key, style)} {which} no {resource.noun}: {told}",
            hint="what the others have is in the manifest; check the numbers, and whether the profile leads to the"
            " right company",
            code="P105",
        )
    if counts.written and file is not None:
        console.say(f"next: `bulkops plan {typed_text(str(file))}`")
    return 0


def _left_out(wanted: Wanted, progress: ExportProgress, style: Style) -> Iterator[str]:
    counts, resource = progress.counts, wanted.type.resource
    for status, count in sorted(counts.refused.items()):
        why = f"{status}, and `{wanted.type.verb}` cannot be sent then"
        yield f"{count_text(count, resource.noun, style)} left out: {why}"
    if counts.absent and not wanted.keys:
        yield f"{count_text(counts.absent, resource.key, style)} left out: without {resource.noun}"
    if counts.empty:
        yield f"{number_text(counts.empty, style)} left out: no field of theirs is to be written"
    for path, count in counts.dropped.most_common(_FIELDS_MAX):
        why = "for a manifest cannot say it; comments tell where"
        yield f"warning: `{path}` of {number_text(count, style)} left out, {why}"


def _tell_personal(file: Path | None, wanted: Wanted, console: Console) -> None:
    names = [path for path, field in walk(wanted.written.fields) if field.sensitive]
    if names:
        told = f"{', '.join(names[:_FIELDS_MAX])}{', …' if len(names) > _FIELDS_MAX else ''}"
        only = "; only its owner may read the file" if file is not None else ""
        console.say(f"personal data is in it ({told}){only}; `--without-personal` leaves it out")
