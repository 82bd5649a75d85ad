"""The explanation of codes: on the command line, and as a page of the documentation."""

from difflib import get_close_matches

from bulkops.core.codes import CODES, Code
from bulkops.core.errors import UsageError

_AREAS = {
    "M": "Manifests",
    "T": "Tables read as rows",
    "C": "The project file",
    "P": "Plans",
    "R": "Remote APIs",
    "J": "The journal",
    "U": "The command line",
    "X": "Bugs",
}


def explain_text(code: str) -> str:
    """Explain a code: cause, example, remedy.

    Raises:
        UsageError: There is no such code; the hint names the closest ones.
    """
    known = CODES.get(code.upper())
    if known is not None:
        return _explained(known)
    close = get_close_matches(code.upper(), CODES, 3, 0.5)
    raise UsageError(
        f"there is no code `{code}`",
        hint=f"did you mean {' or '.join(f'`{one}`' for one in close)}?"
        if close
        else "codes are a letter and three digits, such as `M021`",
    )


def findings_reference() -> str:
    """Write docs/findings.md: every code with its cause, an example and the remedy."""
    parts = [
        "# Findings and errors\n",
        "Every finding and error has a code that is never reused. `bulkops explain CODE` prints the same text.",
        "This page is generated from the table of codes.\n",
    ]
    area = ""
    for code in CODES.values():
        if code.code[0] != area:
            area = code.code[0]
            parts.append(f"## {_AREAS.get(area, area)}\n")
        parts.append(_section(code))
    return "\n".join(parts).rstrip() + "\n"


def _explained(code: Code) -> str:
    example = "\n".join(f"    {line}".rstrip() for line in code.example.splitlines())
    return f"{code.code}: {code.title}\n\n{code.cause}\n\nexample:\n\n{example}\n\nremedy: {code.remedy}"


def _section(code: Code) -> str:
    fence = "```"
    while fence in code.example:
        fence += "`"
    example = f"{fence}text\n{code.example.rstrip()}\n{fence}"
    return f"### {code.code}: {code.title}\n\n{code.cause}\n\n{example}\n\n{code.remedy}\n"
