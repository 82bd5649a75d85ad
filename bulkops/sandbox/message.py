"""HTTP/1.1 requests out of bytes, with bounds on what one may hold."""

from collections.abc import Callable
from dataclasses import dataclass, field

import httptools

#: Largest request body taken, in bytes; the largest invoice is far below.
BODY_BYTES_MAX = 16 * 2**20
_HEAD_BYTES_MAX = 64 * 2**10


@dataclass(slots=True, kw_only=True)
class Message:
    """A request as it comes in.

    Attributes:
        method: HTTP method.
        target: What is asked for: a path with its query, or a whole URL.
        headers: Header fields, names in lower case.
        body: What has come of the body.
        keep_alive: The connection may serve another one.
    """

    method: str = ""
    target: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)
    keep_alive: bool = True

    @property
    def client(self) -> str:
        """The program that sends it, as it names itself."""
        return self.header("user-agent")

    def header(self, name: str) -> str:
        """Give a header field by its name in lower case; empty where there is none."""
        return next((value for each, value in self.headers if each == name), "")


class RefusedMessageError(Exception):
    """A request cannot be taken.

    Attributes:
        status: HTTP status to refuse it with.
        text: Why.
    """

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


class ResetMessageError(Exception):
    """The connection is to be reset now that a request's head has come."""


class Reader:
    """Makes requests out of what a connection receives.

    Args:
        resets: Looks at the head of a request, before its body comes, and says whether to reset the connection.
    """

    def __init__(self, resets: Callable[[Message], bool] = lambda _: False) -> None:
        self._resets = resets
        self._parser = httptools.HttpRequestParser(self)
        self._message = Message()
        self._done: list[Message] = []
        self._head_bytes = 0
        self._refusal: RefusedMessageError | ResetMessageError | None = None
        #: The client waits for a word before it sends the body.
        self.wants_continue = False

    def read(self, data: bytes) -> list[Message]:
        """Take in bytes and give the requests that they complete.

        Raises:
            RefusedMessageError: They are not HTTP, or too many.
            ResetMessageError: The connection is to be reset.
        """
        self._done = []
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._message.keep_alive = False
        except httptools.HttpParserError as error:
            raise self._refusal or RefusedMessageError(400, "The request is not HTTP.") from error
        if self._refusal is not None:
            raise self._refusal
        return self._done

    def on_message_begin(self) -> None:
        """Begin a request; called by the parser, as are all that follow."""
        self._message = Message()
        self._head_bytes = 0

    def on_url(self, url: bytes) -> None:
        """Take a part of the target."""
        self._count(url)
        self._message.target += url.decode("ascii", "replace")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header field."""
        self._count(name + value)
        self._message.headers.append((name.decode("ascii", "replace").lower(), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        """Look at the head before the body comes."""
        self._message.method = self._parser.get_method().decode("ascii")
        headers = dict(self._message.headers)
        if int(headers.get("content-length", "0")) > BODY_BYTES_MAX:
            self._refuse(413, "The body is too large.")
        if self._resets(self._message):
            self._refusal = ResetMessageError()
            raise self._refusal
        self.wants_continue = headers.get("expect", "").lower() == "100-continue"

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._message.body += body
        if len(self._message.body) > BODY_BYTES_MAX:
            self._refuse(413, "The body is too large.")

    def on_message_complete(self) -> None:
        """End a request."""
        self.wants_continue = False
        self._message.keep_alive = self._parser.should_keep_alive()
        self._done.append(self._message)

    def _count(self, part: bytes) -> None:
        self._head_bytes += len(part)
        if self._head_bytes > _HEAD_BYTES_MAX:
            self._refuse(431, "The head is too large.")

    def _refuse(self, status: int, text: str) -> None:
        self._refusal = RefusedMessageError(status, text)
        raise self._refusal
