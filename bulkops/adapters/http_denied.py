"""Answers that refuse access as a whole, not one operation."""

import re

from bulkops.core.errors import RemoteError
from bulkops.core.http import Request, Response

#: `No license for this company`: wrong tenant or no licence (api/visma-net §3); the code is a string in its answers.
_NO_LICENCE = re.compile(rb'"ExceptionFaultCode"\s*:\s*"?12027"?\s*[,}]', re.IGNORECASE)
_CHALLENGE_MAX = 200


def denied(request: Request, response: Response) -> RemoteError | None:
    """Say why access was denied, or None if it was not; a request denied so has not been carried out."""
    what = f"{request.method} {request.path}"
    if response.status == 401:
        message = f"`{request.api}` denied access to `{what}`: 401{_challenge(response)}"
        return RemoteError(message, hint="see whether its credentials are those of this company", code="R014")
    if response.status == 407:
        message = f"the proxy did not pass on `{what}`: 407"
        return RemoteError(message, hint="give its user and password in `proxy`", code="R004")
    if response.status >= 400 and _NO_LICENCE.search(response.body):
        message = f"`{request.api}` has no licence for this company: fault 12027 for `{what}`"
        hint = "`tenant_id` must be the company's own, not that of the customer above it; or the licence is missing"
        return RemoteError(message, hint=hint, code="R013")
    return None


def _challenge(response: Response) -> str:
    said = response.headers.get("www-authenticate", "")
    printable = "".join(character for character in said if character.isprintable())
    return f", and asks for `{printable[:_CHALLENGE_MAX]}`" if printable else ""
