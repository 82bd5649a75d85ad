"""What the styles of a workbook say of numbers: which are dates, and which show zeros that they do not hold."""

import re
from collections.abc import Mapping
from enum import Enum
from typing import IO

from bulkops.adapters.xlsx_xml import each_element

_DATES = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
_TIMES = frozenset({18, 19, 20, 21, 45, 46, 47})
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ZEROS = re.compile(r"0{2,}")


class Form(Enum):
    """What a number of a style is."""

    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    PADDED = "padded"  # shown with leading zeros


class Styles:
    """Forms by the number of a style."""

    def __init__(self) -> None:
        self._forms: list[Form] = []

    def read(self, stream: IO[bytes]) -> None:
        """Take the styles of the part that holds them."""
        custom: dict[str, Form] = {}
        cells = False

        def found(name: str, attributes: Mapping[str, str]) -> None:
            nonlocal cells
            if name == "numFmt":
                custom[attributes.get("numFmtId", "")] = _form_of(attributes.get("formatCode", ""))
            elif name in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
                cells = name == "cellXfs"
            elif name == "xf" and cells:
                number = attributes.get("numFmtId", "0")
                self._forms.append(custom.get(number) or _built_in(number))

        each_element(stream, found)

    def form(self, style: str) -> Form:
        """Give the form of a cell's style."""
        return self._forms[int(style)] if style.isdecimal() and int(style) < len(self._forms) else Form.NUMBER


def _built_in(number: str) -> Form:
    code = int(number) if number.isdecimal() else 0
    return Form.DATE if code in _DATES else Form.TIME if code in _TIMES else Form.NUMBER


def _form_of(code: str) -> Form:
    first = _LITERAL.sub("", code).partition(";")[0].lower()
    if _ZEROS.fullmatch(first):
        return Form.PADDED
    if "y" in first or "d" in first:
        return Form.DATE
    if "h" in first or "s" in first:
        return Form.TIME
    return Form.DATE if "m" in first else Form.NUMBER
