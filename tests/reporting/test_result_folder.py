"""The folder of results: whole or not there, and what stops it is said."""

from pathlib import Path

import pytest

from bulkops.adapters.result_folder import REPORT, Workshop, put_in_place
from bulkops.core.errors import UsageError


def make(folder: Path) -> Path:
    folder.mkdir()
    (folder / REPORT).write_text("{}", encoding="utf-8")
    return folder


def test_a_disk_that_is_full_in_the_middle(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught, Workshop(tmp_path / "proof"):
        Path("/dev/full").write_text("row", encoding="utf-8")
    assert (caught.value.code, caught.value.exit_code) == ("R116", 64)
    assert caught.value.message == f"`{tmp_path / 'proof'}` cannot be written: no space left on device"
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_matter_of_room_is_not_called_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), Workshop(tmp_path / "proof"):
        (tmp_path / "table.csv").read_text(encoding="utf-8")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_taken(tmp_path: Path) -> None:
    place = tmp_path / "proof"
    place.symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageError) as caught:
        put_in_place(make(tmp_path / "made"), place, frozenset())
    assert caught.value.code == "R116"
    assert f"`{place}` cannot be written" in caught.value.message


def test_files_of_an_earlier_time_are_removed(tmp_path: Path) -> None:
    place = make(tmp_path / "proof")
    for name in ("failed.csv", "mine.txt"):
        (place / name).write_text("x", encoding="utf-8")
    put_in_place(make(tmp_path / "made"), place, frozenset({"failed.csv", REPORT}))
    assert sorted(path.name for path in place.iterdir()) == ["mine.txt", REPORT]
