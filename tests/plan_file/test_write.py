"""Plan files are written whole or not at all, for their owner, and in the place of no other file than a plan."""

import gzip
import os
import resource
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bulkops.adapters.plan_file import check_plan_place, write_plan
from bulkops.core.errors import BulkopsError, UsageError
from bulkops.providers import REGISTRY
from bulkops.reporting.plan_json import plan_json
from tests.plan_file.made import opened, plain, rich, saved


def refused(path: Path) -> UsageError:
    there = path.read_bytes() if path.is_file() else None
    with pytest.raises(UsageError) as error:
        saved(rich(), path)
    with pytest.raises(UsageError):
        check_plan_place(path)
    assert (error.value.code, error.value.exit_code) == ("P064", 64)
    assert error.value.hint
    assert there == (path.read_bytes() if path.is_file() else None)
    return error.value


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        saved(rich(), tmp_path / "p")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "p").stat().st_mode) == 0o600


def test_nothing_is_left_beside_it(tmp_path: Path) -> None:
    saved(rich(), tmp_path / "p")
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


@pytest.mark.parametrize("name", ["p.gz", "plan.json.gz"])
def test_it_is_packed_where_its_name_says_so(name: str, tmp_path: Path) -> None:
    packed, plain_one = saved(rich(), tmp_path / name), saved(rich(), tmp_path / "p")
    assert gzip.decompress(packed.read_bytes()) == plain_one.read_bytes()
    assert packed.stat().st_size < plain_one.stat().st_size / 3


def test_one_plan_gives_one_file(tmp_path: Path) -> None:
    first, second = saved(rich(), tmp_path / "a.gz"), saved(rich(), tmp_path / "b.gz")
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes()[3:8] == bytes(5), "neither a name nor a time stands in its head"


def test_an_older_plan_is_replaced(tmp_path: Path) -> None:
    path = saved(plain([]), tmp_path / "p")
    saved(rich(), path)
    with opened(path) as file:
        assert file.summary.steps == 9


def test_an_older_plan_that_is_broken_is_replaced_too(tmp_path: Path) -> None:
    path = saved(rich(), tmp_path / "p")
    path.write_bytes(path.read_bytes()[:500])
    saved(rich(), path)


@pytest.mark.parametrize("content", ["", "manifest: march\n", "{}", "a;b\n1;2\n"])
def test_any_other_file_is_left_alone(content: str, tmp_path: Path) -> None:
    path = tmp_path / "march.yaml"
    path.write_text(content)
    error = refused(path)
    assert error.message == f"there is a file `{path}` already, and it is not a plan"


def test_a_folder_is_left_alone(tmp_path: Path) -> None:
    assert refused(tmp_path).message == f"`{tmp_path}` is a folder"


def test_a_device_is_left_alone() -> None:
    assert "is not a plan" in refused(Path("/dev/null")).message


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "p"
    assert refused(path).message.endswith(f"there is no folder `{path.parent}`")


def test_links_in_a_circle_are_named(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    refused(tmp_path / "a")


def test_a_link_leads_to_the_plan_that_is_replaced(tmp_path: Path) -> None:
    path, link = saved(plain([]), tmp_path / "p"), tmp_path / "latest"
    link.symlink_to(path)
    saved(rich(), link)
    assert link.is_symlink()
    with opened(path) as file:
        assert file.summary.steps == 9


@pytest.mark.parametrize("error", [BulkopsError("no more"), FileNotFoundError("no more")])
def test_what_breaks_off_leaves_the_older_plan(error: Exception, tmp_path: Path) -> None:
    def breaking() -> Iterator[str]:
        yield from list(plan_json(rich(), REGISTRY))[:10]
        raise error

    path = saved(plain([]), tmp_path / "p")
    before = path.read_bytes()
    with pytest.raises(type(error), match="no more"):
        write_plan(path, breaking())
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["p"]


def test_a_disk_without_space_leaves_the_older_plan(tmp_path: Path) -> None:
    path = saved(plain([]), tmp_path / "p")
    before, (_, most) = path.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, most))  # Python ignores the signal and gets an error
    try:
        with pytest.raises(UsageError, match=f"cannot be written to `{path}`: file too large"):
            saved(rich(), path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, most))
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["p"]
