"""The sandbox: both systems as one state machine, apart from how requests reach it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from bulkops.core.http import Request, Response
from bulkops.sandbox.acting import Acting, Struck
from bulkops.sandbox.call import Call
from bulkops.sandbox.conformity import OWN_CLIENT, Conformity, from_environment
from bulkops.sandbox.due import run_due
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.kept_switches import KeptSwitches
from bulkops.sandbox.ledger import Ledger, write_request, write_status
from bulkops.sandbox.reply import Delivery, Reply
from bulkops.sandbox.seed import seed
from bulkops.sandbox.state import State
from bulkops.sandbox.switches import Switches

__all__ = ["DroppedError", "Erp", "Reply"]


class DroppedError(Exception):
    """The connection breaks without an answer; whether the work was done is not to be known."""


class Erp:
    """A company with both systems, in one file that outlives the process.

    Time is handed in with each request; nothing happens between requests, but what was due by then is done first.

    Args:
        path: The state file, made where there is none; `:memory:` for this object's life only.
        switches: How it behaves; None: as the file says, and by default where it says nothing.
        renew: Empty a file of any version of this program, and begin again.
        conformity: Description that requests and answers are checked against; None: the one that the environment
            names, if it names one.

    Raises:
        OtherVersionError: The file is of another version of this program.
        ValueError: It is a database of another program.
        UsageError: The description that the environment names cannot be used.
    """

    def __init__(
        self,
        path: Path | str = ":memory:",
        switches: Switches | None = None,
        *,
        renew: bool = False,
        conformity: Conformity | None = None,
    ) -> None:
        self.conformity = conformity or from_environment()
        self.state = State(path, renew=renew)
        self._kept = KeptSwitches(self.state)
        if switches is not None:
            self.set_switches(switches)

    @property
    def switches(self) -> Switches:
        """How it behaves."""
        return self._kept.now

    def set_switches(self, switches: Switches) -> None:
        """Change how it behaves, from the next request on; faults count their requests from 1 again."""
        self._kept.set(switches)

    def change_switches(self, given: bytes) -> None:
        """Change the switches that a JSON object names.

        Raises:
            ValueError: A name is unknown or a value is not one of the switch's.
        """
        self._kept.change(given)

    def lay_over(self, given: Mapping[str, Any]) -> None:
        """Let switches hold in this process only, over those that the file keeps, until they are changed.

        Raises:
            ValueError: A name is unknown or a value is not one of the switch's.
        """
        self._kept.lay_over(given)

    def inject(self, *faults: Fault) -> None:
        """Set what goes wrong, in place of what was set before."""
        self.set_switches(replace(self.switches, faults=faults))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def ledger(self) -> Ledger:
        """Read what has been asked and what has happened."""
        return Ledger(self.state)

    def seed(self, now: float) -> None:
        """Give an empty company its demonstration data; one that has documents stays as it is."""
        with self.state.transaction():
            seed(self.state, self.switches, now)

    def reset(self, now: float) -> None:
        """Empty the company, its ledger included, and seed it again; switches stay."""
        with self.state.transaction():
            self.state.clear()
            self._kept.write_again()
            seed(self.state, self.switches, now)

    def close(self) -> None:
        """Close the file."""
        self.state.close()

    def run_due(self, now: float) -> None:
        """Do what was due by now: late work, background calls, releases."""
        with self.state.transaction():
            run_due(self.state, self.switches, now, self.conformity)

    def handle(self, request: Request, now: float) -> Response:
        """Work on a request and give its answer at once.

        Raises:
            DroppedError: The connection breaks without an answer.
        """
        reply = self.answer(request, now)
        if reply.response is None or reply.delivery is Delivery.CUT:
            raise DroppedError
        return reply.response

    def answer(self, request: Request, now: float, *, served: bool = False, client: str = "") -> Reply:
        """Work on a request, in one transaction.

        Args:
            request: The request.
            now: Seconds since 1970 UTC.
            served: It came through the server.
            client: Program that sent it, as it names itself.
        """
        with self.state.transaction():
            self._kept.notice_others()
            run_due(self.state, self.switches, now, self.conformity)
            seq = write_request(self.state, request, now, client)
            reply = self._reply(request, now, seq, served=served, client=client)
            status = 0 if reply.response is None else reply.response.status
            write_status(self.state, seq, status, reply.fault, reply.departs)
        latency_s = self.switches.latency_s
        return replace(reply, seq=seq, delay_s=reply.delay_s + latency_s) if latency_s else replace(reply, seq=seq)

    def resets(self, head: Request, now: float, *, client: str = "") -> int:
        """Look at a request of which only the head has come.

        Returns:
            0: It is to be read on. Else the connection is to be reset, and this is its number in the ledger.
        """
        self._kept.notice_others()
        if all(fault.kind is not FaultKind.RESET for fault in self.switches.faults):
            return 0
        with self.state.transaction():
            if self._struck_of(head, at_head=True) is None:
                return 0
            seq = write_request(self.state, head, now, client)
            write_status(self.state, seq, 0, FaultKind.RESET)
        return seq

    def _reply(self, request: Request, now: float, seq: int, *, served: bool, client: str) -> Reply:
        departs = "" if self.conformity is None else self.conformity.of_request(request)
        if departs and self.conformity is not None and client.startswith(OWN_CLIENT):
            return Reply(response=self.conformity.loud(departs), departs=departs)
        call = Call(state=self.state, switches=self.switches, request=request, now=now, seq=seq)
        struck = self._struck_of(request, at_head=False if served else None)
        reply = Acting(call=call, served=served, conformity=self.conformity).reply(struck)
        return replace(reply, departs=departs or reply.departs)

    def _struck_of(self, request: Request, *, at_head: bool | None) -> Struck | None:
        """Find what befalls a request: the first fault that strikes.

        Args:
            request: The request.
            at_head: Only its head has come, and faults that can be told from it are asked; False: those have been asked
                already; None: there is no difference.
        """
        struck = None
        for position, fault in enumerate(self.switches.faults):
            if at_head is not None and at_head != fault.at_head:
                continue
            if fault.matches(request):
                match = self.state.count_up(f"fault:{position}", 1)
                if struck is None and fault.strikes(match):
                    struck = Struck(fault=fault, match=match)
        return struck
