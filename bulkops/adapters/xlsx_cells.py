"""Cells of a workbook as texts in a table's notation; what a cell cannot be trusted to hold is a fault."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from bulkops.adapters.xlsx_sheet import RawCell
from bulkops.adapters.xlsx_styles import Form, Styles
from bulkops.adapters.xlsx_texts import SharedTexts, unescaped
from bulkops.planning.template_notation import Notation

# Excel computes with binary numbers and shows 15 digits of them: what lies beyond is no one's data.
_DIGITS = 15
_WHOLE_MAX = Decimal(10) ** _DIGITS
_DAY_S = 86_400
_LAST_DAY = 2_958_465  # 9999-12-31, the last that the format knows


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, or to be known of it; a warning where the text may be used."""

    code: str
    message: str
    hint: str
    text: str | None = None


class Number(str):
    """The text of a number that is stored as one, where the same text could be read in two ways: `1.234`."""

    __slots__ = ()


class CellTexts:
    """Writes cells as a CSV in that notation would have them."""

    def __init__(self, texts: SharedTexts, styles: Styles, notation: Notation, *, from_1904: bool) -> None:
        self._texts = texts
        self._styles = styles
        self._notation = notation
        self._from_1904 = from_1904

    def read(self, cell: RawCell) -> str | Fault:
        """Give the text of a cell, or what is wrong with it."""
        kind, text = cell.kind, cell.text
        if kind == "s":
            number = int(text) if text.isdecimal() else -1
            return self._texts[number] if 0 <= number < len(self._texts) else _damaged(text)
        if kind == "e":
            return Fault("T054", f"the cell holds the error `{text}`", "mend the formula, or type the value")
        if cell.formula and not text and kind not in {"str", "inlineStr"}:
            hint = "open the workbook in a spreadsheet program and save it: then the results are kept in it"
            return Fault("T055", "the cell is a formula whose result was never stored", hint)
        if kind in {"str", "inlineStr"}:
            return unescaped(text)
        if kind == "b":
            return "true" if text == "1" else "false"
        return self._date_text(text) if kind == "d" else self._number(cell)

    def _date_text(self, text: str) -> str | Fault:
        try:
            return datetime.fromisoformat(text).strftime(self._notation.dates)
        except ValueError:
            return _damaged(text)

    def _number(self, cell: RawCell) -> str | Fault:
        try:
            number = Decimal(cell.text.strip())
        except InvalidOperation:
            return _damaged(cell.text)
        if not number.is_finite():
            return _damaged(cell.text)
        form = self._styles.form(cell.style)
        if form is Form.DATE or form is Form.TIME:
            return self._moment(number, form)
        return self._plain(number, form)

    def _plain(self, number: Decimal, form: Form) -> str | Fault:
        if abs(number) >= _WHOLE_MAX:
            message = f"the number has more than {_DIGITS} digits, of which Excel keeps {_DIGITS}: the last are lost"
            return Fault("T056", message, "store such numbers as text, from the source they came from")
        # The file may hold 17 digits of a binary number; the shortest that stands for the same one is meant.
        shortest = Decimal(repr(float(number)))
        rounded = Decimal(f"{float(number):.{_DIGITS}g}")
        text = format(rounded.normalize(), "f").replace(".", self._notation.point)
        text = "0" if rounded == 0 else text
        if not self._notation.decimal and text[-4:-3] == ".":
            text = Number(text)
        if rounded != shortest:
            message = (
                f"the workbook holds `{shortest}`, a trace of computing; it is read as `{text}`, as Excel shows it"
            )
            return Fault("T057", message, "round it in the workbook where the last digits matter", text)
        if form is Form.PADDED:
            message = f"the workbook shows leading zeros by a number format, and holds the number `{text}`"
            return Fault("T058", message, "store identifiers as text: the zeros are no part of the value", text)
        return text

    def _moment(self, number: Decimal, form: Form) -> str | Fault:
        days, part = divmod(number, 1)
        whole, seconds = int(days), int((part * _DAY_S).to_integral_value())
        if form is Form.TIME and whole == 0:
            return str((datetime.combine(date.min, time()) + timedelta(seconds=min(seconds, _DAY_S - 1))).time())
        day = self._day(whole)
        if day is None:
            return Fault(
                "T059", f"`{number}` is shown as a date, and is none", "mend the cell, or give it another format"
            )
        moment = datetime.combine(day, time()) + timedelta(seconds=seconds)
        return moment.strftime(self._notation.dates)

    def _day(self, serial: int) -> date | None:
        """Count from 1904, or from 1900 with the 29 February of that year which never was."""
        if not 0 <= serial <= _LAST_DAY:
            return None
        if self._from_1904:
            return date(1904, 1, 1) + timedelta(days=serial) if serial <= _LAST_DAY - 1462 else None
        if serial in {0, 60}:
            return None
        return date(1899, 12, 31 if serial < 60 else 30) + timedelta(days=serial)


def _damaged(text: str) -> Fault:
    shown = text if len(text) <= 40 and text.isprintable() else f"{len(text)} characters"
    return Fault("T053", f"the cell cannot be read: it is stored as `{shown}`", "save the workbook again")
