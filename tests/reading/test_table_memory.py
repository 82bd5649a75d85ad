"""Findings about a table take no more memory where there are more of them: `validate`, as a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

_MANIFEST = """
bulkops: 1
name: test
operations:
  - rows: {{file: t.csv, delimiter: ";", decimal: ","{more}}}
    id: "inv-{{No}}"
    op: visma.invoice.create
    with:
      customerNumber: {{column: Customer}}
      invoiceLines: {{each_row: {{inventoryNumber: A, quantity: {{column: Count}}, unitPriceInCurrency: {{column: Price}}}}}}
"""

# The kernel's own count of a process begins with what its parent held; that of its memory map does not.
_VALIDATE = """
import runpy, sys
sys.argv[1:] = ["validate", sys.argv[1]]
try:
    runpy.run_module("bulkops", run_name="__main__")
finally:
    with open("/proc/self/status") as status:
        print(next(line for line in status if line.startswith("VmHWM")))
"""


def peak_mib(folder: Path, rows: int, more: str = "") -> float:
    """Validate a table with two bad cells in each row; give the most memory that the process held."""
    (folder / "m.yaml").write_text(_MANIFEST.format(more=more), encoding="utf-8")
    with (folder / "t.csv").open("w", encoding="utf-8") as table:
        table.write("No;Customer;Count;Price\n")
        table.writelines(f"{row // 3};1;x{row};1,5y{row}\n" for row in range(rows))
    command = [sys.executable, "-c", _VALIDATE, str(folder / "m.yaml")]
    ran = subprocess.run(command, capture_output=True, check=False, text=True)
    assert ran.returncode == 3
    assert f"{2 * rows - 100} more findings `T030` in this table are not shown" in ran.stderr
    return int(ran.stdout.split()[-2]) / 1024


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_ten_times_the_bad_cells_take_no_more_memory(tmp_path: Path) -> None:
    small, large = peak_mib(tmp_path, 15_000), peak_mib(tmp_path, 150_000)
    assert large < small + 6
    assert large < 80


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_bad_cells_of_groups_fit_beside_the_rows_that_are_kept(tmp_path: Path) -> None:
    assert peak_mib(tmp_path, 150_000, ", group_by: No") < 130
