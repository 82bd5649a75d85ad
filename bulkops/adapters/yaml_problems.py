"""What the YAML parser refuses, in our words."""

import re

from yaml import MarkedYAMLError
from yaml.error import Mark

from bulkops.core.finding import Finding, Related
from bulkops.core.place import Place

_UNCLOSED = "found unexpected end of stream"
_QUOTE = "put the value in quotes"
_INDENT = "indent with the same number of spaces as the lines that belong together"

#: Problem as libyaml or the pure parser words it, in order; what we say; what to do.
_REASONS = tuple(
    (re.compile(pattern), message, hint)
    for pattern, message, hint in (
        (r"character '?\\?t?'? ?that cannot start any token", "this character cannot start a value", _QUOTE),
        (r"cannot start any token", "this character cannot start a value", _QUOTE),
        (r"tab character", "a tab stands where spaces indent", "indent with spaces"),
        (r"mapping values are not allowed", "a `:` stands where no key can be", f"{_QUOTE}, or check the indentation"),
        (r"mapping keys are not allowed", "a `?` stands where no key can be", _QUOTE),
        (r"sequence entries are not allowed", "a `-` stands where no list item can be", _INDENT),
        (r"could not find expected ':'", "the line is no `key: value`", "write a `:` and a blank after the key"),
        (r"expected key|<block end>, but found '<block mapping start>'", "the line does not fit those above", _INDENT),
        (r"expected '-' indicator", "the line is no item of the list above", f"{_INDENT}, and begin it with `-`"),
        (r"expected <block end>, but found", "the line does not fit those above", _INDENT),
        (r"expected ',' or '\]'", "a `,` or `]` is missing", "close the list that `[` opens"),
        (r"expected ',' or '}'", "a `,` or `}` is missing", "close the mapping that `{` opens"),
        (r"node content|<stream end>'|but got '<", "a value is missing", "close every `[` and `{`"),
        (r"unexpected document separator|document indicator", "a `---` stands inside a quoted text", "close the quote"),
        (r"invalid Unicode character", "half a character is escaped", "write the character itself, as UTF-8"),
        (r"unknown escape character", "this escape is not known", "use single quotes, or double the backslash"),
        (r"escape sequence|hexdecimal|hexadecimal", "this escape is incomplete", "double the backslash"),
        (r"alphabetic or numeric|alphanumeric", "`*` and `&` cannot start a plain value", _QUOTE),
        (r"undefined tag handle|tag|URI", "`!` cannot start a plain value", _QUOTE),
        (r"%YAML|version|incompatible", "this version of YAML is not known", "remove the line that starts with `%`"),
        (r"directive", "a line that starts with `%` is not understood", "remove it"),
        (r"document start", "text stands after the end of the document", "keep one document in a file"),
        (r"comment or line break", "more text follows the sign of a block of text", "begin the text on the next line"),
        (r"indentation indicator|leading spaces", "the indentation of the block of text is not clear", _INDENT),
        (r"exceeded|depth|nesting", "the file is nested too deep", "write it flatter"),
    )
)


def _place(file: str, mark: Mark) -> Place:
    return Place(file, mark.line + 1, mark.column + 1)


def syntax_finding(error: MarkedYAMLError, file: str) -> Finding:
    """Turn what the parser refuses into one finding; a quote that is never closed is named by its start."""
    problem = error.problem or error.context or ""
    mark = error.problem_mark or error.context_mark
    related: tuple[Related, ...] = ()
    if error.context_mark is not None:
        if problem == _UNCLOSED or ("quoted scalar" in (error.context or "") and "end of stream" in problem):
            return _finding("the quote that opens here is never closed", "close it", _place(file, error.context_mark))
        begun = _place(file, error.context_mark)
        if mark is not None and begun.line != mark.line + 1:
            related = (Related("what it is part of begins here", begun),)
    place = Place(file) if mark is None else _place(file, mark)
    for pattern, message, hint in _REASONS:
        if pattern.search(problem):
            return _finding(message, hint, place, related)
    return _finding(f"the YAML cannot be read: {problem}", "", place, related)


def _finding(message: str, hint: str, place: Place, related: tuple[Related, ...] = ()) -> Finding:
    return Finding(code="M004", message=message, place=place, hint=hint, related=related)
