"""The `Transport` port over HTTP/1.1."""

from urllib.parse import quote, urlencode

from bulkops.adapters.auth import Auth, Headers, NoAuth
from bulkops.adapters.http_denied import denied
from bulkops.adapters.http_settings import HttpSettings, parse_url
from bulkops.adapters.http_wire import Message, Wire
from bulkops.core.errors import RemoteError
from bulkops.core.http import Request, Response

__all__ = ["HttpSettings", "HttpTransport"]


class HttpTransport:
    """Sends requests to one API, each of them once.

    A request is written a second time in one case alone: it was answered 401, thus not carried out, and the access
    token could be renewed. Redirects are handed back as the answers they are.
    """

    def __init__(self, settings: HttpSettings, auth: Auth | None = None) -> None:
        self._settings = settings
        self._auth = auth or NoAuth()
        self._base_path = parse_url(settings.base_url, setting="base_url").path.rstrip("/")
        self._wire = Wire(settings)

    async def send(self, request: Request) -> Response:
        """Send a request.

        Raises:
            NotSentError: It was not sent, or refused for an access token that could not be renewed.
            UnknownOutcomeError: It was sent, at least in part, and no complete answer came.
            RemoteError: Access was denied; the request was not carried out.
        """
        credentials = await self._auth.headers()
        response = await self._wire.send(self._message(request, credentials))
        if response.status == 401 and await self._auth.renew(credentials):
            response = await self._wire.send(self._message(request, await self._auth.headers()))
        refusal = denied(request, response)
        if refusal is not None:
            raise refusal
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        try:
            await self._wire.aclose()
        finally:
            await self._auth.aclose()

    def _message(self, request: Request, credentials: Headers) -> Message:
        fields = {"user-agent": ("User-Agent", self._settings.user_agent), "accept": ("Accept", "application/json")}
        if request.body is not None:
            fields["content-type"] = ("Content-Type", "application/json")
        # Later ones take the place of earlier ones of the same name, in whatever case.
        for name, value in (*self._settings.headers, *request.headers, *credentials):
            fields[name.lower()] = (name, value)
        headers = dict(fields.values())
        return Message(
            method=request.method,
            target=self._target(request),
            headers=headers,
            body=request.body,
            not_after=request.not_after,
        )

    def _target(self, request: Request) -> str:
        path = request.path
        # A path of dots would lead to another resource: `DELETE /v1/customerinvoice/..` is not meant by anyone.
        plain = path.startswith("/") and path.isascii() and path.isprintable() and not set(path) & set(' ?#\\"<>')
        if not plain or {".", ".."} & set(path.lower().replace("%2e", ".").split("/")):
            raise RemoteError(f"`{request.method} {path!a}` is not a path that can be sent", code="R015")
        query = urlencode(request.query, quote_via=quote, safe="")
        return f"{self._base_path}{path}?{query}" if query else f"{self._base_path}{path}"
