import pytest

from bulkops.core.outcome import State
from bulkops.core.place import Place
from bulkops.core.run import Progress
from bulkops.reporting.progress_text import failure_line, line_due, progress_line, progress_plain
from bulkops.reporting.style import Style

FULL = Progress(
    done=412,
    total=520,
    in_flight=6,
    refused=3,
    in_doubt=1,
    waiting_for="quota",
    wait_s=14,
    calls_used=430,
    calls_left=70,
    eta_s=190,
)


def test_progress_says_what_is_known() -> None:
    assert progress_line(FULL, Style()) == (
        "412/520 · 6 in flight · 3 refused · 1 in doubt · waiting for quota 00:14 · 430 calls used, 70 left · ETA 3 min 10 s"
    )
    assert progress_line(Progress(done=0, total=10), Style()) == "0/10"
    assert progress_line(Progress(done=10, total=10, eta_s=0.0), Style()) == "10/10"


def test_progress_in_a_log_is_plain() -> None:
    assert progress_plain(FULL, Style(colour=True, unicode=False)).startswith(" 79 %  412/520 | 6 in flight | ")
    assert progress_plain(Progress(done=0, total=0), Style()) == "100 %  0/0"


@pytest.mark.parametrize(
    ("done", "done_before", "since_s", "due"),
    [(50, 0, 1, 1), (49, 0, 1, 0), (49, 0, 10, 1), (100, 50, 0, 1), (0, 0, 0, 0)],
)
def test_a_log_gets_a_line_each_ten_seconds_or_five_per_cent(
    done: int, done_before: int, since_s: float, due: int
) -> None:
    assert line_due(done, 1000, done_before, since_s) == due


def test_a_failure_is_told_as_it_happens() -> None:
    line = failure_line(
        State.REFUSED,
        "acme-march",
        "create",
        "TaxCategoryID '0' cannot be found",
        Place("march.yaml", 27, 5),
        Style(),
        status=400,
    )
    assert line == "refused  acme-march create  400 «TaxCategoryID '0' cannot be found»  march.yaml:27:5"


def test_the_words_of_a_system_cannot_steer_the_terminal() -> None:
    line = failure_line(State.REFUSED, "a\u202eb", "create", "x\x1b[2J\ny", None, Style())
    assert line == "refused  a\\u202eb create  «x\\x1b[2J\\ny»"


def test_a_long_wait_tells_its_end() -> None:
    waiting = Progress(done=1, total=2, waiting_for="quota", wait_until=1_780_002_001.0)
    assert progress_line(waiting, Style()) == "1/2 · waiting for quota until 2026-05-28 21:00:01 UTC"
