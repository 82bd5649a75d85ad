import pytest

from bulkops.adapters.http import HttpSettings, HttpTransport
from bulkops.core.errors import RemoteError
from tests.http.sending import CANARY, assert_silent


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "is not an http or https address"),
        ("erp.example", "is not an http or https address"),
        ("ftp://erp.example", "is not an http or https address"),
        ("https://", "is not an http or https address"),
        ("https://erp.example:port", "is not an http or https address"),
        ("https://[::", "is not an http or https address"),
        (f"https://me:{CANARY}@erp.example", "holds credentials"),
        (f"https://erp.example?key={CANARY}", "holds a query or a fragment"),
        ("https://erp.example#x", "holds a query or a fragment"),
    ],
)
def test_an_address_that_cannot_be_used(url: str, reason: str) -> None:
    with pytest.raises(RemoteError) as caught:
        HttpTransport(HttpSettings(api="visma", base_url=url))
    assert caught.value.message == f"`base_url` {reason}"
    assert caught.value.code == "R015"
    assert_silent(caught.value)


def test_settings_do_not_show_what_may_be_secret() -> None:
    settings = HttpSettings(
        api="visma", base_url="https://erp.example", proxy=f"http://a:{CANARY}@p", headers=(("X-Api-Key", CANARY),)
    )
    assert CANARY not in repr(settings)
