"""What `bulkops sandbox serve` prints: its address and, in JSON, its log are data; all else is for people."""

import sys
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from bulkops.cli.console import say
from bulkops.sandbox import log_line

_PROFILE = """\
a profile for it in bulkops.yaml:
  profiles:
    local:
      environment: test
      visma: {{base_url: "{url}", token_url: "{url}/connect/token", tenant_id: demo,
              client_id: isv_demo, client_secret: "${{env:BULKOPS_SANDBOX_SECRET}}", if_match: sync}}
      ddapi: {{base_url: "{url}"}}
  (the secret of every client is `{secret}`)"""


@dataclass(slots=True, kw_only=True)
class Told:
    """Prints what a server has to say.

    Attributes:
        form: `text` or `json`.
        quiet: Requests are not printed.
        file: The company's file.
        company: The company's name.
        secret: Secret of every client.
        settings: What holds for this serve only, in words.
        description: Name of the description that everything is checked against; empty: none.
    """

    form: str
    quiet: bool
    file: Path
    company: str
    secret: str
    settings: tuple[str, ...]
    description: str
    _requests: int = field(default=0, init=False)

    def ready(self, url: str) -> None:
        """Say where it is served, and how."""
        if self.form == "json":
            shown = {"serving": url, "company": self.company, "state": str(self.file), "settings": self.settings}
            _print(msgspec.json.encode({**shown, "openapi": self.description or None}).decode())
            return
        _print(url)
        say(f"sandbox at {url}: {self.company}, in {self.file}; Ctrl-C stops it")
        if not _is_of_this_machine(url):
            say("who can reach this address can also change and empty the company: its own routes ask for no token")
        if self.settings:
            say("for this serve only:")
        for line in self.settings:
            say(f"  {line}")
        if self.description:
            say(f"requests and answers are checked against {self.description}")
        say(_PROFILE.format(url=url, secret=self.secret))

    def entry(self, entry: log_line.Entry) -> None:
        """Print what was asked, or done between requests."""
        self._requests += bool(entry.method)
        if self.quiet:
            return
        if self.form == "json":
            _print(log_line.json(entry))
        else:
            say(log_line.text(entry))

    def stopped(self) -> None:
        """Say that it is over."""
        if self.form == "json":
            _print(msgspec.json.encode({"stopped": self.file.name, "requests": self._requests}).decode())
        else:
            say(f"stopped after {self._requests} request{'s' * (self._requests != 1)}")


def _is_of_this_machine(url: str) -> bool:
    try:
        return ip_address(urlsplit(url).hostname or "").is_loopback
    except ValueError:
        return False


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
