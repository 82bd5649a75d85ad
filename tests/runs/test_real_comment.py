"""What a reviewer is shown of a real shop's ten thousand rows, in one comment."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.reporting.comment import Page, number
from tests.reporting.conftest import golden  # noqa: F401 - a fixture
from tests.runs.folder import Folder

EXAMPLES = Path(__file__).parents[2] / "manifests-examples" / "online-retail"
DATA = os.environ.get("BULKOPS_ONLINE_RETAIL", "")
#: What differs from one folder and one run to the next.
_VARYING = (
    (r"(bulkops:plan:)[0-9a-f]+", r"\1KEY"),
    (r"(digest[= `]+)[0-9a-f]+", r"\1DIGEST"),
    (r"(Sandbox AS )[0-9a-f]+", r"\1ID"),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", "TIME"),
)


def comment(folder: Folder, manifest: str) -> str:
    done = folder.run("plan", manifest, "-o", "retail.plan", "--format", "markdown")
    assert done.code == 0, done.text[-2000:]
    shown = folder.run("show", "retail.plan", "--format", "markdown")
    assert shown.out == done.out, "the saved plan is the plan that was made"
    text = done.out.replace(f"{folder.path}/", "")
    for pattern, instead in _VARYING:
        text = re.sub(pattern, instead, text)
    return text


def test_the_sample(folder: Folder, golden: Callable[[str, str], None]) -> None:  # noqa: F811 - the fixture
    for name in ("sample.yaml", "sample.csv"):
        shutil.copy(EXAMPLES / name, folder.path)
    text = comment(folder, "sample.yaml")
    assert number(Page(text).tables[0].rows[-1][2]) == 30
    golden("plan-retail-sample.md", text)


if DATA:

    @pytest.mark.slow
    def test_the_public_data_set(folder: Folder, golden: Callable[[str, str], None]) -> None:
        shutil.copy(DATA, folder.path / "online-retail-10k.csv")
        folder.variables["BULKOPS_ONLINE_RETAIL"] = "online-retail-10k.csv"
        shutil.copy(EXAMPLES / "online-retail.yaml", folder.path)
        text = comment(folder, "online-retail.yaml")
        assert "184\u2009248.33 GBP" in text
        golden("plan-online-retail.md", text)
