"""Work on a request that has been let in: all of it is done, or nothing of it is kept."""

from dataclasses import replace

from bulkops.core.http import Response
from bulkops.sandbox import background, routes
from bulkops.sandbox.call import Call
from bulkops.sandbox.errors import RefusedError, business, plain


def work(call: Call) -> Response:
    """Do what a request asks for; where it asks for the background, queue it."""
    found = routes.find(call.request)
    if isinstance(found, tuple):
        return _nowhere(found)
    try:
        with call.state.attempt():
            notice = background.notice_of(call)
            if notice is not None:
                return background.accept(call, notice)
            return found.operation(replace(call, parameters=found.parameters))
    except RefusedError as error:
        if error.status == 412 and call.switches.conflict_body == "empty":
            return plain(412)
        return business(error.status, error.text, call.seq, call.switches.error_body)
    except ArithmeticError:
        return business(
            400, "Error processing document. Error: Arithmetic overflow.", call.seq, call.switches.error_body
        )


def _nowhere(allowed: tuple[str, ...]) -> Response:
    if allowed:
        return replace(plain(405, "Method not allowed."), headers={"allow": ", ".join(allowed)})
    return plain(404, "There is nothing at this address.")
