"""Decide what attaching a file comes to: the file by its name, size and digest, and where it goes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bulkops.core.change import Change, ChangeKind
from bulkops.core.operation import Upload
from bulkops.core.step import Operation, Step
from bulkops.planning.refusal import Refusal, refusal

_KEYS_SHOWN_MAX = 12
#: Digits of a digest that a reader sees: enough to tell two files apart; the plan is bound to all of them.
_DIGITS = 16


def attach(operation: Operation, upload: Upload, document: Mapping[str, Any] | None, step: Step) -> Step:
    """Turn the attachment of a file into a step.

    Args:
        operation: What the user wants; its payload says what the file is.
        upload: How the file is sent.
        document: The target; None where it is not known yet.
        step: The step so far.

    Raises:
        Refusal: The target has no such element.
    """
    option, elements, key = upload.element
    wanted = operation.options.get(option)
    holder = document
    if document is not None and wanted is not None:
        holder = next((element for element in document.get(elements) or () if element.get(key) == wanted), None)
        if holder is None:
            raise _no_element(operation, upload, document)
    described = operation.payload[upload.option]
    listed = [one for one in (holder or {}).get(upload.listed) or () if one.get("name") == described["name"]]
    told = {"bytes": described["size"], "sha256": f"{described['sha256'][:_DIGITS]}…"}
    if listed:
        told["revision"] = int(listed[0].get("revision") or 0) + 1
    told |= {name: value for name, value in operation.options.items() if value is True}
    where = f"{elements}[{wanted}].{upload.listed}" if wanted is not None else upload.listed
    change = Change(path=f"{where}[{described['name']}]", kind=ChangeKind.ADD, after=told)
    return replace(step, changes=(change,))


def _no_element(operation: Operation, upload: Upload, document: Mapping[str, Any]) -> Refusal:
    option, elements, key = upload.element
    numbers = [str(element.get(key)) for element in document.get(elements) or ()]
    shown = ", ".join(numbers[:_KEYS_SHOWN_MAX]) + (", …" if len(numbers) > _KEYS_SHOWN_MAX else "") or "none"
    message = f"{operation.type.resource.name} `{operation.target}` has no {option} {operation.options[option]}"
    return refusal(operation, "P014", message, f"its `{key}`s are {shown}", (option,))
