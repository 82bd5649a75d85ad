"""A plan file that is not as it was written is neither shown nor applied, and it is said why."""

import gzip
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulkops.adapters.plan_file import PlanFile, is_plan_file
from bulkops.core.errors import PlanRefusedError, UsageError
from bulkops.providers import REGISTRY
from bulkops.reporting.plan_json import plan_json
from tests.plan_file.made import rich

WHOLE = "".join(f"{line}\n" for line in plan_json(rich(), REGISTRY)).encode()
LINES = WHOLE.splitlines(keepends=True)
shared_folder = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)


def refusal(path: Path, content: bytes) -> PlanRefusedError:
    path.write_bytes(content)
    with pytest.raises(PlanRefusedError) as error:
        PlanFile(path, REGISTRY)
    assert error.value.exit_code == 4
    assert str(path) in error.value.message
    assert error.value.hint
    return error.value


def sealed(content: bytes) -> bytes:
    """Seal a plan that somebody has edited."""
    before = content[: content.rindex(b'"seal"')]
    return before + f'"seal":"{sha256(before).hexdigest()}"}}\n'.encode()


def test_the_whole_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(WHOLE)
    PlanFile(tmp_path / "p", REGISTRY).close()
    (tmp_path / "p").write_bytes(sealed(WHOLE))
    PlanFile(tmp_path / "p", REGISTRY).close()


@pytest.mark.parametrize("count", range(1, len(LINES)))
def test_a_plan_cut_at_any_line_is_refused(count: int, tmp_path: Path) -> None:
    error = refusal(tmp_path / "p", b"".join(LINES[:count]))
    assert (error.code, "cut off" in error.message) == ("P061", True)


@shared_folder
@given(st.integers(30, len(WHOLE) - 1))
def test_a_plan_cut_anywhere_is_refused(tmp_path: Path, size: int) -> None:
    assert refusal(tmp_path / "p", WHOLE[:size]).code == "P061"


@shared_folder
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_plan_with_any_byte_changed_is_refused(tmp_path: Path, at: int, change: int) -> None:
    error = refusal(tmp_path / "p", WHOLE[:at] + bytes([WHOLE[at] ^ change]) + WHOLE[at + 1 :])
    # In its first bytes a file says what it is: there it may not be a plan any more, or one of another format.
    assert error.code in ({"P060", "P061", "P062"} if at < 30 else {"P061"})


@pytest.mark.parametrize("number", range(len(LINES)))
def test_a_plan_that_lacks_any_line_is_refused(number: int, tmp_path: Path) -> None:
    refusal(tmp_path / "p", b"".join(LINES[:number] + LINES[number + 1 :]))


@pytest.mark.parametrize("number", range(len(LINES) - 1))
def test_a_plan_with_two_lines_exchanged_is_refused(number: int, tmp_path: Path) -> None:
    lines = [*LINES[:number], LINES[number + 1], LINES[number], *LINES[number + 2 :]]
    refusal(tmp_path / "p", b"".join(lines))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(WHOLE + b"\n", id="a line more"),
        pytest.param(WHOLE + WHOLE, id="twice"),
        pytest.param(WHOLE.replace(b"\n", b"\r\n"), id="other line ends"),
        pytest.param(b"\xef\xbb\xbf" + WHOLE, id="a mark of its encoding"),
        pytest.param(json.dumps(json.loads(WHOLE), indent=2).encode(), id="written anew"),
        pytest.param(WHOLE.replace(b"2026-04-01T08", b"2036-04-01T08"), id="expires later"),
        pytest.param(gzip.compress(WHOLE)[:-200], id="packed and cut"),
        pytest.param(gzip.compress(WHOLE)[:-3], id="packed and cut at its end"),
        pytest.param(gzip.compress(WHOLE) + b"more", id="packed and more"),
        pytest.param(gzip.compress(WHOLE.replace(b"SEK", b"NOK")), id="packed and changed"),
    ],
)
def test_a_plan_that_was_written_anew_is_refused(content: bytes, tmp_path: Path) -> None:
    assert refusal(tmp_path / "p", content).code == "P061"


@shared_folder
# The last byte of what is packed may have bits that stand for nothing.
@given(st.integers(600, len(gzip.compress(WHOLE, mtime=0)) - 10), st.integers(1, 255))
def test_a_packed_plan_with_any_byte_changed_is_refused(tmp_path: Path, at: int, change: int) -> None:
    packed = gzip.compress(WHOLE, mtime=0)
    refusal(tmp_path / "p", packed[:at] + bytes([packed[at] ^ change]) + packed[at + 1 :])


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"{}", b'{"format":"bulkops.run/1"}', b"id: a\n", b"\x1f\x8b", b"\x1f\x8bnot packed", b"\xff" * 99],
)
def test_what_is_no_plan_is_called_so(content: bytes, tmp_path: Path) -> None:
    assert refusal(tmp_path / "p", content).code == "P060"
    assert not is_plan_file(tmp_path / "p")


@pytest.mark.parametrize("content", [WHOLE, gzip.compress(WHOLE), b'\n{ "format" : "bulkops.plan/12"', WHOLE[:40]])
def test_what_begins_as_a_plan_is_one(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(content)
    assert is_plan_file(tmp_path / "p")


def test_neither_a_folder_nor_nothing_is_a_plan(tmp_path: Path) -> None:
    assert not is_plan_file(tmp_path)
    assert not is_plan_file(tmp_path / "nothing")


def test_a_newer_format_is_named(tmp_path: Path) -> None:
    error = refusal(tmp_path / "p", sealed(WHOLE.replace(b"bulkops.plan/1", b"bulkops.plan/2")))
    assert error.code == "P062"
    assert "format 2, newer than 1" in error.message


def edited(**members: Any) -> bytes:
    """Change members of the first step, with a new digest neither computed nor needed."""
    lines = list(LINES)
    at = lines.index(b'"steps":[\n') + 1
    row = json.loads(lines[at].rstrip(b",\n")) | members
    lines[at] = json.dumps({name: value for name, value in row.items() if value != "(left out)"}).encode() + b",\n"
    return sealed(b"".join(lines))


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"type": "visma.invoice.frobnicate"}, "visma.invoice.frobnicate"),
        ({"verdict": "perhaps"}, "perhaps"),
        ({"requests": "(left out)"}, "requests"),
        ({"seq": 0}, "seq"),
        ({"seq": 2}, "step 2 stands after step 2"),
        ({"amount": "much"}, "amount"),
        ({"amount": 12.5}, "amount"),
        ({"changes": [{"path": "note", "kind": "perhaps"}]}, "kind"),
        ({"conflict": {}}, "conflict"),
        ({"needs": [None]}, "needs"),
    ],
)
def test_a_sealed_plan_that_no_version_writes_is_refused_by_name(
    members: dict[str, Any], said: str, tmp_path: Path
) -> None:
    error = refusal(tmp_path / "p", edited(**members))
    assert error.code == "P063"
    assert said in error.message


def test_a_sealed_plan_whose_step_was_changed_is_refused_by_its_digest(tmp_path: Path) -> None:
    assert refusal(tmp_path / "p", edited(target={"kind": "invoice", "key": "7", "made_by": None})).code == "P061"


def test_a_sealed_plan_without_an_end_is_refused(tmp_path: Path) -> None:
    content = re.sub(rb"\n\],\n.*\n", b"\n", WHOLE, flags=re.DOTALL) + LINES[-1]
    assert refusal(tmp_path / "p", sealed(content)).code == "P063"


def test_members_that_come_later_are_ignored(tmp_path: Path) -> None:
    lines = list(LINES)
    at = lines.index(b'"steps":[\n')
    lines[at + 1] = lines[at + 1].replace(b'{"seq":1,', b'{"seq":1,"later":{"a":[1]},')
    content = b"".join([lines[0], b'"later":1,\n', *lines[1:-1], b'"more":[],\n', lines[-1]])
    (tmp_path / "p").write_bytes(sealed(content))
    PlanFile(tmp_path / "p", REGISTRY).close()


def test_a_file_that_is_changed_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p"
    path.write_bytes(WHOLE)
    with PlanFile(path, REGISTRY) as file:
        path.write_bytes(WHOLE.replace(b'"seq":2,', b'"seq":x,'))
        with pytest.raises(PlanRefusedError, match="changed"):
            list(file.steps)


def test_a_plan_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "p"
    path.mkdir()
    with pytest.raises(PlanRefusedError, match="is not a plan"):
        PlanFile(path, REGISTRY)
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises((UsageError, PlanRefusedError)):
        PlanFile(loop, REGISTRY)
