"""A served sandbox behind TLS: production profiles take nothing less."""

import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import trustme

_BYTES = 65536


class _Front(socketserver.ThreadingTCPServer):
    """Takes TLS apart and passes on what is in it."""

    allow_reuse_address = True
    daemon_threads = True
    context: ssl.SSLContext
    behind: int


class _Passing(socketserver.BaseRequestHandler):
    server: _Front

    def handle(self) -> None:
        with (
            suppress(OSError),
            self.server.context.wrap_socket(self.request, server_side=True) as outside,
            socket.create_connection(("127.0.0.1", self.server.behind)) as inside,
        ):
            back = threading.Thread(target=_pass, args=(inside, outside), daemon=True)
            back.start()
            _pass(outside, inside)
            back.join(20)


def _pass(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(_BYTES):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def tls_front(port: int, ca_file: Path) -> Iterator[str]:
    """Stand in front of a port for as long as the block lasts; the authority that signs is written to a file.

    Yields:
        The address.
    """
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(ca_file))
    with _Front(("127.0.0.1", 0), _Passing) as front:
        front.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("127.0.0.1").configure_cert(front.context)
        front.behind = port
        thread = threading.Thread(target=front.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"https://127.0.0.1:{front.server_address[1]}"
        finally:
            front.shutdown()
