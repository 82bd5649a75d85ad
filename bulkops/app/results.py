"""Write the results of a run, or check those that were written."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import RunRow
from bulkops.adapters.result_files import Compared, Written
from bulkops.adapters.result_folder import Workshop, check_folder, put_in_place
from bulkops.adapters.result_stage import ResultStage
from bulkops.app.results_check import check_sums
from bulkops.app.results_sources import sources_of
from bulkops.app.results_tables import TableSource
from bulkops.app.results_walk import walk
from bulkops.core.errors import UsageError
from bulkops.core.registry import Registry
from bulkops.core.results import ResultsError
from bulkops.core.results_report import OPERATIONS, Walked
from bulkops.core.table_options import NOTHING_SAID, TableOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The results of one run in one folder.

    Attributes:
        journal: Where the run is written.
        run: The run.
        registry: The known operation types.
        folder: Where they belong.
        tables: How tables are read that are manifests of their own.
        told: Told how many rows and entries are done, first of writing, then of reading again.
    """

    journal: Journal
    run: RunRow
    registry: Registry
    folder: Path
    tables: TableOptions = NOTHING_SAID
    told: Callable[[int], None] = lambda _rows: None

    def write(self, reports: Callable[[Walked, ResultStage], dict[str, str]], *, overwrite: bool) -> Walked:
        """Write all files, and read them again: they are in the folder only when they add up.

        Args:
            reports: Makes further files of what was found: text by name.
            overwrite: Replace results that are there.

        Raises:
            UsageError: The folder is in use, or a source is not as it was.
            ResultsError: They do not add up.
        """
        check_folder(self.folder, overwrite=overwrite)
        with ResultStage(self.journal, self.run) as stage:
            tables = sources_of(self.run, stage, self.tables)
            self._spare(tables)
            with Workshop(self.folder) as made:
                with Written(made) as written:
                    walk(tables, stage, written, self.registry, self.told)
                walked = self._checked(made, tables, stage)
                for name, text in reports(walked, stage).items():
                    (made / name).write_text(text, encoding="utf-8", newline="\n")
                put_in_place(made, self.folder, _possible(tables))
        return walked

    def _spare(self, tables: tuple[TableSource, ...]) -> None:
        """Refuse to replace what the run was made from, such as a corrected file of earlier results."""
        replaced = {(self.folder / name).resolve() for name in _possible(tables)}
        for table in tables:
            if table.path.resolve() in replaced:
                message = f"run {self.run.name} was made from `{table.path}`, which its results would replace"
                raise UsageError(message, hint="name another folder", code="P092")

    def check(self) -> Walked:
        """Hold the files of a folder against the sources and the journal, byte by byte.

        Raises:
            UsageError: A source is not as it was.
            ResultsError: They do not add up.
        """
        if not self.folder.is_dir():
            hint = f"`bulkops results {self.run.name} -o {self.folder}` writes them"
            raise ResultsError(f"there is no folder `{self.folder}`", hint=hint)
        with ResultStage(self.journal, self.run) as stage:
            return self._checked(self.folder, sources_of(self.run, stage, self.tables), stage)

    def _checked(self, folder: Path, tables: tuple[TableSource, ...], stage: ResultStage) -> Walked:
        with Compared(folder) as compared:
            walked = walk(tables, stage, compared, self.registry, self.told)
            compared.finish(_possible(tables))
        check_sums(walked, stage, self.journal, self.run)
        return walked


def _possible(tables: tuple[TableSource, ...]) -> frozenset[str]:
    return frozenset({OPERATIONS, *(name for table in tables for name in table.names.values())})
