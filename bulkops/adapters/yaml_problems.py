"""What the YAML parser refuses, in our words."""

import re

from yaml import MarkedYAMLError
from yaml.error import Mark

from bulkops.adapters.yaml_source import YamlSource
from bulkops.core.finding import Finding, Related
from bulkops.core.place import Place

_QUOTE = "put the value in quotes"
_INDENT = "indent with the same number of spaces as the lines that belong together"

_MISFIT = re.compile(r"expected key|expected <block end>")

#: Problem as libyaml or the pure parser words it, in order; what we say; what to do.
_REASONS = tuple(
    (re.compile(pattern), message, hint)
    for pattern, message, hint in (
        (r"tab character", "a tab stands where spaces indent", "indent with spaces"),
        (r"mapping values are not allowed", "a `:` stands where no key can be", f"{_QUOTE}, or check the indentation"),
        (r"mapping keys are not allowed", "a `?` stands where no key can be", _QUOTE),
        (r"sequence entries are not allowed", "a `-` stands where no list item can be", _INDENT),
        (r"expected ':'", "the line is no `key: value`", "write a `:` and a blank after the key"),
        (r"expected '-' indicator", "the line is no item of the list above", f"{_INDENT}, and begin it with `-`"),
        (_MISFIT.pattern, "the line does not fit those above", _INDENT),
        (r"expected ',' or '\]'", "a `,` or `]` is missing", "close the list that `[` opens"),
        (r"expected ',' or '}'", "a `,` or `}` is missing", "close the mapping that `{` opens"),
        (r"node content", "a value is missing", "close every `[` and `{`"),
        (r"unexpected document", "a `---` stands inside a quoted text", "close the quote above it"),
        (r"invalid Unicode character", "half a character is escaped", "write the character itself, as UTF-8"),
        (r"unknown escape character", "this escape is not known", "use single quotes, or double the backslash"),
        (r"hexdecimal|hexadecimal", "this escape is incomplete", "double the backslash"),
        (r"alphabetic or numeric|alphanumeric", "`*` and `&` cannot start a plain value", _QUOTE),
        (r"incompatible", "this version of YAML is not known", "remove the line that starts with `%`"),
        (r"%YAML|directive", "a line that starts with `%` is not understood", "remove it"),
        (r"document start", "text stands after the end of the document", "keep one document in a file"),
        (r"comment or (a )?line break", "more text follows the sign of a block of text", "begin on the next line"),
        (r"indentation indicator|leading spaces", "the indentation of the block of text is not clear", _INDENT),
        (r"tag|URI|'>'|'!'", "`!` cannot start a plain value", _QUOTE),
        (r"exceeded|nesting", "the file is nested too deep", "write it flatter"),
    )
)


def syntax_finding(error: MarkedYAMLError, file: str, source: YamlSource) -> Finding:
    """Turn what the parser refuses into one finding, in our words.

    Args:
        error: From libyaml or the pure parser; they word and place most things alike.
        file: Name of the file in findings.
        source: Where the parser reads from.
    """
    context, problem = error.context or "", error.problem or ""
    begun = _place(file, error.context_mark)
    place = _place(file, error.problem_mark or error.context_mark)
    if "quoted scalar" in context and "end of stream" in problem:
        return Finding(code="M004", message="the quote that opens here is never closed", place=begun, hint="close it")
    if "expected ':'" in problem and "simple key" in context:
        place = begun
    message, hint = _reason(problem, source.line(place), place.column - 1)
    related = Related("what it is part of begins here", begun)
    related_all = (related,) if begun.line and begun.line != place.line else ()
    return Finding(code="M004", message=message, place=place, hint=hint, related=related_all)


def _reason(problem: str, line: str, index: int) -> tuple[str, str]:
    """Give message and hint.

    Args:
        problem: The parser's words.
        line: Text of the line it is about.
        index: Index of the character it is about.
    """
    character = line[index : index + 1]
    if "cannot start any token" in problem:
        if character == "\t":
            return "a tab stands where spaces indent", "indent with spaces"
        named = "a backtick" if character == "`" else f"`{character}`"
        return f"{named} cannot start a value", _QUOTE
    if character and character in "]}" and "expected" in problem:
        return f"`{character}` closes nothing that is open here", f"remove it, or {_QUOTE}"
    if line[:index].strip() and _MISFIT.search(problem):
        return "this does not belong to the value before it", "put the whole value in quotes"
    for pattern, message, hint in _REASONS:
        if pattern.search(problem):
            return message, hint
    return f"the YAML cannot be read: {problem}", ""


def _place(file: str, mark: Mark | None) -> Place:
    return Place(file) if mark is None else Place(file, mark.line + 1, mark.column + 1)
