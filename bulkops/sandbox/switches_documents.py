"""Switches about files, corrections, reversals with their application, and what goes out."""

from dataclasses import dataclass
from typing import Literal

from bulkops.sandbox.switch import switch
from bulkops.sandbox.switches_background import BackgroundSwitches


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSwitches(BackgroundSwitches):
    """What nobody has published about these actions; it adds to the switches before it."""

    # Attachments
    attachment_released: Literal["allowed", "refused"] = switch(
        "allowed", "whether files can be attached to released invoices", "not published; a file changes no amount"
    )
    attachment_bytes_max: int = switch(
        0, "largest file, in bytes; 0: what a request may hold, 16 MiB", "no limit is published"
    )
    attachment_part: Literal["any", "file"] = switch(
        "any",
        "name of the part that holds the file",
        "described as `file`, and integrators send others that are taken",
    )
    attachment_extension: Literal["needed", "free"] = switch(
        "needed", "whether the file's name needs an extension", "seen by an integrator"
    )
    attachment_revision: Literal["same_id", "new_id"] = switch(
        "same_id",
        "whether a new revision of a file keeps its id",
        "a file and its revisions are one file in the system that this one is made from",
    )
