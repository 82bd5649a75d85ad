import logging
import pickle

import pytest

from bulkops.adapters.auth import ClientCredentials, Grant
from bulkops.adapters.clock import SystemClock
from bulkops.adapters.http import HttpSettings
from bulkops.core.errors import RemoteError
from bulkops.core.secret import Secret
from tests.http.proxy import proxying
from tests.http.sending import CANARY, failure_of, request, transport_to
from tests.http.server import answer, by_path, raw, serving

SECRET = Secret(CANARY)


@pytest.mark.parametrize("shown", [str(SECRET), repr(SECRET), f"{SECRET}", f"{SECRET!r}", repr([SECRET])])
def test_a_secret_does_not_show_itself(shown: str) -> None:
    assert CANARY not in shown
    assert "•••" in shown


def test_a_secret_is_what_it_holds() -> None:
    assert Secret(CANARY) == SECRET
    assert Secret("x") != SECRET
    assert SECRET != CANARY
    assert len({Secret(CANARY), SECRET}) == 1
    assert SECRET
    assert not Secret("")
    assert SECRET.scrub(f"a {CANARY} b") == "a ••• b"
    assert Secret("").scrub("abc") == "abc"


def test_a_secret_is_not_pickled() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(SECRET)


@pytest.mark.anyio
async def test_nothing_secret_is_logged_even_in_full_detail(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = b'{"access_token":"%s"}' % CANARY.encode()
    async with serving(by_path(token=answer(200, token), v1=answer())) as server, proxying(server.port) as proxy:
        grant = Grant(token_url="http://connect.example/token", client_id="isv_x", client_secret=SECRET)
        settings = HttpSettings(
            api="visma",
            base_url="http://erp.example",
            proxy=f"http://me:{CANARY}@127.0.0.1:{proxy.port}",
            headers=(("X-Api-Key", CANARY),),
        )
        auth = ClientCredentials(grant, http=settings, clock=SystemClock())
        sent = request(query=(("name", CANARY),))
        async with transport_to(settings.base_url, auth, proxy=settings.proxy, headers=settings.headers) as transport:
            await transport.send(sent)
            server.answer = raw(b"")
            error = await failure_of(transport, sent)
    assert isinstance(error, RemoteError)
    assert server.received[0].target == "/token"
    assert "send_request_headers" in caplog.text
    assert CANARY not in caplog.text
    assert CANARY not in repr((grant, settings, auth, transport))


@pytest.mark.anyio
async def test_the_clock_goes_forward() -> None:
    clock = SystemClock()
    before = clock.monotonic()
    await clock.sleep(-1)
    await clock.sleep(0.001)
    assert clock.monotonic() > before
    assert clock.now() > 1_700_000_000
