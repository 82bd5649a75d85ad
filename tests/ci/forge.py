"""A stand-in for the two forges, on loopback: the parts of their APIs that the workflows of docs/ci.md use."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "canary-of-the-forge"
PULL, HEAD, MERGED, PLAN_RUN = 7, "a" * 40, "b" * 40, 4711
ME = 42


@dataclass
class Forge:
    """What the forge knows.

    Attributes:
        url: Where its API is.
        comments: Comments of the pull request, oldest first.
        approvals: Who has approved, and which commit.
        merged: Whether the commit on the main branch came by the pull request.
        planned: Whether the plan's run on the pull request has succeeded.
        plan: The plan file that was kept.
        log: Requests that came, method and path.
        unauthorized: Requests without the token.
    """

    url: str = ""
    comments: list[dict[str, Any]] = field(default_factory=list)
    approvals: list[tuple[str, str]] = field(default_factory=lambda: [("kari", HEAD)])
    merged: bool = True
    planned: bool = True
    plan: bytes = b""
    log: list[tuple[str, str]] = field(default_factory=list)
    unauthorized: int = 0

    def comment(self, body: str, kind: str = "User", author: int = 1) -> dict[str, Any]:
        made = {"id": 1000 + len(self.comments), "body": body, "user": {"type": kind}, "author": {"id": author}}
        self.comments.append(made)
        return made

    def bodies(self) -> list[str]:
        return [one["body"] for one in self.comments]

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> Any:
        """Give what is answered; None: there is no such thing."""
        for pattern, give in {**self._github(query, body), **self._gitlab(query, body)}.items():
            if match := re.fullmatch(pattern, f"{method} {path}"):
                return give(*match.groups())
        return None

    def _github(self, query: dict[str, list[str]], body: Any) -> dict[str, Any]:
        repo = "/repos/nordvik/invoices"
        pull = {"number": PULL, "merged_at": "2026-11-23T12:00:00Z", "head": {"sha": HEAD}}
        reviews = [{"state": "APPROVED", "commit_id": sha, "user": {"login": who}} for who, sha in self.approvals]
        refusals = [{"state": "CHANGES_REQUESTED", "commit_id": HEAD, "user": {"login": "nobody"}}]
        return {
            f"GET {repo}/issues/{PULL}/comments": lambda: self._page(query),
            f"POST {repo}/issues/{PULL}/comments": lambda: self.comment(body["body"], "Bot"),
            rf"PATCH {repo}/issues/comments/(\d+)": lambda number: self._rewritten(number, body),
            f"GET {repo}/commits/{MERGED}/pulls": lambda: [pull] if self.merged else [],
            f"GET {repo}/pulls/{PULL}/reviews": lambda: [*refusals, *reviews],
            f"GET {repo}/actions/workflows/bulkops-plan.yml/runs": lambda: self._runs(query),
        }

    def _gitlab(self, query: dict[str, list[str]], body: Any) -> dict[str, Any]:
        project = "/projects/9"
        request = {"iid": PULL, "state": "merged", "sha": HEAD}
        head_pipeline = {"id": PLAN_RUN, "status": "success" if self.planned else "failed"}
        approved_by = [{"user": {"username": who}} for who, _ in self.approvals]
        return {
            "GET /user": lambda: {"id": ME},
            f"GET {project}/merge_requests/{PULL}/notes": lambda: self._page(query),
            f"POST {project}/merge_requests/{PULL}/notes": lambda: self.comment(body["body"], author=ME),
            rf"PUT {project}/merge_requests/{PULL}/notes/(\d+)": lambda number: self._rewritten(number, body),
            f"GET {project}/repository/commits/{MERGED}/merge_requests": lambda: [request] if self.merged else [],
            f"GET {project}/merge_requests/{PULL}/approvals": lambda: {"approved_by": approved_by},
            f"GET {project}/merge_requests/{PULL}": lambda: {**request, "head_pipeline": head_pipeline},
            f"GET {project}/pipelines/{PLAN_RUN}/jobs": lambda: [
                {"id": 5, "name": "validate"},
                {"id": 6, "name": "plan"},
            ],
            f"GET {project}/jobs/6/artifacts/plan.json": lambda: self.plan,
        }

    def _page(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        size, page = int(query["per_page"][0]), int(query["page"][0])
        return self.comments[(page - 1) * size : page * size]

    def _rewritten(self, number: str, body: Any) -> dict[str, Any]:
        (found,) = (one for one in self.comments if one["id"] == int(number))
        found["body"] = body["body"]
        return found

    def _runs(self, query: dict[str, list[str]]) -> dict[str, Any]:
        assert query["event"] == ["pull_request"]
        assert query["status"] == ["success"]
        found = self.planned and query["head_sha"] == [HEAD]
        return {"workflow_runs": [{"id": PLAN_RUN}] if found else []}


class _Requests(BaseHTTPRequestHandler):
    forge: Forge

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.forge.log.append((self.command, self.path))
        if TOKEN not in (
            self.headers.get("Authorization", "").removeprefix("Bearer "),
            self.headers.get("PRIVATE-TOKEN"),
        ):
            self.forge.unauthorized += 1
            self.send_error(401)
            return
        given = self.forge.answer(self.command, parts.path, parse_qs(parts.query), json.loads(sent) if sent else None)
        if given is None:
            self.send_error(404)
            return
        answer = given if isinstance(given, bytes) else json.dumps(given).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = do_PATCH = _serve  # noqa: N815 - as the library calls them

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        pass


@contextmanager
def standing_in() -> Iterator[Forge]:
    """Serve a forge for as long as the block lasts."""
    forge = Forge()
    served = type("Requests", (_Requests,), {"forge": forge})
    with ThreadingHTTPServer(("127.0.0.1", 0), served) as server:
        forge.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield forge
        finally:
            server.shutdown()
            thread.join()
