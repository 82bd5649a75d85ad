import pytest

from bulkops.core.codes import CODES
from bulkops.core.errors import UsageError
from bulkops.reporting.explain import explain_text


def test_a_code_is_explained_whatever_its_case() -> None:
    text = explain_text("u001")
    assert text.startswith("U001: the command line has words")
    assert "\n    bulkops apply --inflight 8 march.yaml\n" in text


def test_an_unknown_code_names_close_ones() -> None:
    with pytest.raises(UsageError) as caught:
        explain_text("U0O1")
    assert "`U001`" in caught.value.hint


def test_a_word_that_is_no_code_says_what_codes_are() -> None:
    with pytest.raises(UsageError) as caught:
        explain_text("hello")
    assert caught.value.hint == "codes are a letter and three digits, such as `M021`"


def test_every_code_says_all_of_it() -> None:
    for code in CODES.values():
        assert code.title[0].islower() or not code.title[0].isalpha() or code.title.startswith("`")
        assert not code.title.endswith(".")
        assert all((code.cause, code.example, code.remedy))
