import tempfile
from pathlib import Path

import pytest

from bulkops.cli import main


def bug() -> int:
    try:
        raise KeyError("nothing")  # noqa: TRY301
    except KeyError as error:
        return main._bug(error)
    return 0


def test_a_bug_is_kept_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert bug() == 70
    (log,) = tmp_path.iterdir()
    assert "KeyError: 'nothing'" in log.read_text(encoding="utf-8")
    assert str(log) in capsys.readouterr().err


def test_a_bug_is_told_where_no_file_can_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert bug() == 70
    error, hint = capsys.readouterr().err.splitlines()
    assert error == "error[X001]: a bug in bulkops: KeyError"
    assert f"`{__file__}:11`" in hint
    assert "no log could be kept" in hint
