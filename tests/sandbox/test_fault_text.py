from pathlib import Path
from typing import Any

import pytest

from bulkops.sandbox.fault_file import read_given
from bulkops.sandbox.fault_text import FaultError, read_objects, read_text
from bulkops.sandbox.faults import Fault, FaultKind

RELEASE = "*/action/release"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", []),
        ("slow", [Fault(kind=FaultKind.SLOW)]),
        (
            f"lose_answer:POST:{RELEASE}:every=5",
            [Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path=RELEASE, every=5)],
        ),
        ("reset:post", [Fault(kind=FaultKind.RESET, method="POST")]),
        ("slow:/v1/x:delay_s=1.5", [Fault(kind=FaultKind.SLOW, path="/v1/x", delay_s=1.5)]),
        (
            "refuse:status=503,retry_after_s=20,message=Not today; slow:count=0\n second_client:edit=line",
            [
                Fault(kind=FaultKind.REFUSE, status=503, retry_after_s=20, message="Not today"),
                Fault(kind=FaultKind.SLOW, count=0),
                Fault(kind=FaultKind.SECOND_CLIENT, edit="line"),
            ],
        ),
    ],
)
def test_the_short_form(text: str, faults: list[Fault]) -> None:
    assert list(read_text(text)) == faults


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lose_answr", "fault 1: there is no kind `lose_answr`; `lose_answer` is meant"),
        ("slow; x", "fault 2: there is no kind `x`: there are `refuse`, "),
        ("slow:somewhere", "fault 1: `somewhere` is none of what may follow"),
        ("slow:delay_s=1,every", "fault 1: `every` in `delay_s=1,every` has no value"),
        ("slow:delays=1", "fault 1: there is no setting `delays`; `delay_s` is meant"),
        ("slow:delay_s=soon", "fault 1: `delay_s` cannot be 'soon'"),
        ("slow:delay_s=-1", "fault 1: `delay_s` is less than 0"),
        ("slow:delay_s=nan", "fault 1: `delay_s` is less than 0"),
        ("slow:delay_s=inf", "fault 1: `delay_s` is more than a day"),
        ("slow:every=0", "fault 1: `every` is less than 1"),
        ("slow:count=-1", "fault 1: `count` is less than 0"),
        ("refuse:status=99", "fault 1: `status` is no status"),
        ("second_client:edit=all", "fault 1: `edit` cannot be 'all'"),
    ],
)
def test_what_the_short_form_does_not_take(text: str, said: str) -> None:
    with pytest.raises(FaultError) as raised:
        read_text(text)
    assert str(raised.value).startswith(said)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({}, "a list of faults was expected"),
        ({"faults": {}}, "a list of faults was expected"),
        ([{"kind": "slow"}, 7], "fault 2: an object was expected"),
        ([{}], "fault 1: its `kind` is missing"),
        ([{"kind": "slow", "delay": 1}], "fault 1: there is no setting `delay`; `delay_s` is meant"),
        ([{"kind": "slow", "method": "post"}], "fault 1: `method` is none of GET"),
        ([{"kind": "slow", "path": 7}], "fault 1: `path` cannot be 7"),
    ],
)
def test_objects_that_are_no_faults(value: Any, said: str) -> None:
    with pytest.raises(FaultError) as raised:
        read_objects(value)
    assert str(raised.value).startswith(said)


YAML = f"""faults:
  - kind: commit_late
    path: "{RELEASE}"
    delay_s: 2
  - {{kind: slow, chance_percent: 10}}
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("faults.yaml", YAML),
        ("faults.yml", YAML.partition("\n")[2]),
        (
            "faults.json",
            '[{"kind": "commit_late", "path": "*/action/release", "delay_s": 2}, {"kind": "slow", "chance_percent": 10}]',
        ),
    ],
)
def test_a_file(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert read_given(str(tmp_path / name)) == (
        Fault(kind=FaultKind.COMMIT_LATE, path=RELEASE, delay_s=2.0),
        Fault(kind=FaultKind.SLOW, chance_percent=10),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (YAML.replace("commit_late", "commit_lat"), ":2:5: fault 1: there is no kind `commit_lat`"),
        (YAML.replace("delay_s", "delays"), ":4:5: fault 1: there is no setting `delays`"),
        (YAML.replace("chance_percent: 10", "chance_percent: x"), ":5:18: fault 2: `chance_percent` cannot be 'x'"),
        (YAML.replace("kind: slow", "status: 400"), ":5:5: fault 2: its `kind` is missing"),
        ("faults: 7\n", ":1:9: a list of faults was expected"),
        ("other: []\n", ":1:1: a list of faults was expected"),
        ("faults: [\n", ":2:1: it is not YAML"),
        ("a: !!python/object:os.system {}\n", ":1:4: it is not YAML"),
        ("\x00", ": it is not YAML"),
        ("[" * 20_000, ": it is not YAML"),
    ],
)
def test_a_mistake_in_a_file_has_its_place(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "faults.yaml"
    file.write_text(text)
    with pytest.raises(FaultError) as raised:
        read_given(str(file))
    assert str(raised.value).startswith(f"{file}{said}")


def test_a_file_that_is_empty_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "none.yaml").write_text("")
    assert read_given(str(tmp_path / "none.yaml")) == ()
    with pytest.raises(FaultError, match=r"not_there.yaml` cannot be read: no such file"):
        read_given(str(tmp_path / "not_there.yaml"))
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(FaultError, match=r"bytes.json` cannot be read"):
        read_given(str(tmp_path / "bytes.json"))


@pytest.mark.parametrize(
    ("settings", "struck"),
    [
        ({}, [1]),
        ({"first": 4}, [4]),
        ({"first": 4, "count": 2}, [4, 5]),
        ({"count": 0}, list(range(1, 13))),
        ({"every": 5}, [5, 10]),
        ({"every": 5, "count": 1}, [5]),
        ({"every": 3, "first": 4}, [6, 9, 12]),
    ],
)
def test_which_requests_it_happens_to(settings: dict[str, int], struck: list[int]) -> None:
    (fault,) = read_objects([{"kind": "slow", **settings}])
    assert [match for match in range(1, 13) if fault.strikes(match)] == struck
