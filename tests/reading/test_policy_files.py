"""Policy files: which ones are read, and every mistake in them with its place, before anything else is read."""

import os
from hashlib import sha256
from pathlib import Path

import jsonschema
import pytest
import yaml

from bulkops.adapters.policy_file import BYTES_MAX
from bulkops.app.policies import Policies, load_policies
from bulkops.core.bound import BoundFile
from bulkops.core.errors import InvalidInputError
from bulkops.core.finding import Finding
from bulkops.planning.policy_paths import paths_of
from bulkops.planning.policy_schema import policy_schema
from bulkops.providers import REGISTRY

HEAD = "bulkops: 1\npolicies:\n"
GOOD = HEAD + "  - {name: small, message: too large, path: amount, operator: <=, value: 1000}\n"
SCHEMA = jsonschema.Draft202012Validator(policy_schema(REGISTRY))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policies").mkdir()
    return tmp_path


def write(folder: Path, text: str, name: str = "p.yaml") -> None:
    (folder / "policies" / name).write_text(text, encoding="utf-8")


def read(folder: Path) -> Policies:
    return load_policies(folder, REGISTRY)


def refused(folder: Path) -> list[Finding]:
    with pytest.raises(InvalidInputError) as caught:
        read(folder)
    assert caught.value.exit_code == 3
    return list(caught.value.findings)


def said(folder: Path) -> list[str]:
    return [f"{one.code} {one.place}: {one.message} | {one.hint}" for one in refused(folder)]


def policy(**keys: str) -> str:
    given = {"name": "p", "message": "m", "path": "amount", "operator": '"<="', "value": "5"} | keys
    return HEAD + "  - {" + ", ".join(f"{key}: {value}" for key, value in given.items() if value != "-") + "}\n"


CASES: dict[str, tuple[str, list[str]]] = {
    "no head": (
        GOOD.replace("bulkops: 1\n", ""),
        ["P087 1:1: `bulkops: 1` is missing: the file does not say how it is to be read | begin with `bulkops: 1`"],
    ),
    "other version": (
        GOOD.replace("1\n", "2\n", 1),
        ["P087 1:10: `bulkops: 1` is missing: the file does not say how it is to be read | begin with `bulkops: 1`"],
    ),
    "no policies": (
        "bulkops: 1\n",
        ["P087 1:1: `policies` holds no list of policies | write one, or remove the file"],
    ),
    "an empty list": (
        "bulkops: 1\npolicies: []\n",
        ["P087 2:11: `policies` holds no list of policies | write one, or remove the file"],
    ),
    "no mapping": (
        HEAD + "  - small\n",
        [
            "P087 3:5: a policy is a mapping of keys to values | its keys are `name`, `message`, `where`, `path`, `operator`, `value`, `severity`"
        ],
    ),
    "unknown keys, all of them": (
        "bulkops: 1\npolices: []\npolicies:\n  - {name: a, mesage: x, path: id, operator: exists, zzz: 1}\n",
        [
            "P087 2:1: unknown key `polices` | did you mean `policies`?",
            "P087 4:15: unknown key `mesage` | did you mean `message`?",
            "P087 4:54: unknown key `zzz` | the keys here are `name`, `message`, `where`, `path`, `operator`, `value`, `severity`",
            "P087 4:5: `message` is missing | it holds a text",
        ],
    ),
    "keys without what they hold": (
        HEAD + "  - {name: , message: [x], path: id, operator: '', severity: fatal, where: {}}\n",
        [
            "P087 3:12: `name` cannot be used | it holds a text",
            "P087 3:23: `message` cannot be used | it holds a text",
            'P087 3:48: `operator` cannot be used | it holds an operator in quotes, such as `"<="`',
            "P087 3:62: `severity` cannot be used | it holds `error` or `warning`",
            "P087 3:76: `where` cannot be used | it holds paths and what stands there",
        ],
    ),
    "one name twice": (
        GOOD + GOOD.removeprefix(HEAD),
        [
            "P087 4:12: two policies are called `small` | give one of them another name: a finding names the policy that it follows from"
        ],
    ),
    "a path that nothing has": (
        policy(path="'payload.invoiceLines[].quantty'"),
        [
            "P088 3:33: no operation that is meant has `payload.invoiceLines[].quantty` | did you mean `payload.invoiceLines[].quantity`?"
        ],
    ),
    "a list without its elements": (
        policy(path="payload.invoiceLines.quantity"),
        [
            "P088 3:33: no operation that is meant has `payload.invoiceLines.quantity` | did you mean `payload.invoiceLines[].quantity`?"
        ],
    ),
    "a path that what is meant does not have": (
        policy(path="payload.documentDate", operator="exists", value="-", where="{type: ddapi.*}"),
        [
            "P088 3:33: no operation that is meant has `payload.documentDate` | `docs/policies.md` says what a policy can name"
        ],
    ),
    "an operator that there is not": (
        policy(operator='"=<"'),
        [
            "P088 3:51: there is no operator `=<` | they are `==`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `not in`, `matches`, `not matches`, `exists`, `absent`"
        ],
    ),
    "order of text": (
        policy(path="id"),
        [
            "P088 3:47: `<=` does not fit `id`, which holds text | there it can be `==`, `!=`, `in`, `not in`, `matches`, `not matches`, `exists`, `absent`"
        ],
    ),
    "patterns of numbers": (
        policy(operator="matches"),
        [
            "P088 3:51: `matches` does not fit `amount`, which holds a number | there it can be `==`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `not in`, `exists`, `absent`"
        ],
    ),
    "comparing several values": (
        policy(path="changes", operator="=="),
        ["P088 3:52: `==` does not fit `changes`, which holds several values | there it can be `exists`, `absent`"],
    ),
    "text for a number": (
        policy(value="much"),
        ["P088 3:64: `much` is not a number | write what stands there in a plan"],
    ),
    "no day": (
        policy(path="payload.documentDate", value="2026-02-30"),
        ["P088 3:78: `2026-02-30` is not a date such as 2026-03-31 | write what stands there in a plan"],
    ),
    "no flag": (
        policy(path="irreversible", operator="==", value="no"),
        ["P088 3:68: `no` is not `true` or `false` | write what stands there in a plan"],
    ),
    "no value": (policy(value="-"), ["P088 3:5: `<=` takes one value | write it at `value`"]),
    "several values": (policy(value="[1, 2]"), ["P088 3:64: `<=` takes one value | write it at `value`"]),
    "a list is wanted": (
        policy(operator="in"),
        ["P088 3:62: `in` takes a list of values | write it at `value`, such as `[SEK, EUR]`"],
    ),
    "a value too many": (policy(operator="exists"), ["P088 3:66: `exists` takes no `value` | remove it"]),
    "what is never there": (
        policy(path="verdict", operator="==", value="don"),
        ["P088 3:63: `don` is never there | there may be `do`, `unchanged`, `done`, `conflict`"],
    ),
    "no pattern": (
        policy(path="id", operator="matches", value="'(x'"),
        [
            "P088 3:63: `(x` is no regular expression: missing ), unterminated subpattern at position 0 | a value has to match it as a whole"
        ],
    ),
    "a type that there is not": (
        policy(where="{type: visma.invoice.relase}"),
        ["P088 3:81: no operation has the type `visma.invoice.relase` | did you mean `visma.invoice.release`?"],
    ),
    "an action that there is not": (
        policy(where="{action: [relase]}"),
        ["P088 3:83: no operation has the action `[relase]` | did you mean `release`?"],
    ),
    "a condition on what is not there": (
        policy(where="{curency: SEK}"),
        ["P088 3:75: no operation that is meant has `curency` | did you mean `currency`?"],
    ),
    "a condition on several values": (
        policy(where="{payload.invoiceLines: 1}"),
        ["P088 3:97: `payload.invoiceLines` has parts; a condition names one of them | write its path as the key"],
    ),
    "a condition without values": (
        policy(where="{currency: []}"),
        ["P088 3:85: `currency` takes a value, or a list of values | write what stands there"],
    ),
    "a condition of another kind": (
        policy(where="{amount: much}"),
        ["P088 3:83: `much` is not a number | write what stands there in a plan"],
    ),
    "several mistakes in one policy": (
        policy(operator='"=<"', path="amont", where="{curency: SEK}"),
        [
            "P088 3:50: there is no operator `=<` | they are `==`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `not in`, `matches`, `not matches`, `exists`, `absent`",
            "P088 3:74: no operation that is meant has `curency` | did you mean `currency`?",
            "P088 3:33: no operation that is meant has `amont` | did you mean `amount`?",
        ],
    ),
    "a number that the summary has not": (
        policy(path="summary.counts.do.visma.invoice.relase"),
        [
            "P088 3:33: the summary of a plan has no number `summary.counts.do.visma.invoice.relase` | did you mean `summary.counts.do.visma.invoice.release`?"
        ],
    ),
    "conditions on the summary": (
        policy(path="summary.writes", where="{type: visma.*}"),
        ["P088 3:82: a policy about the summary takes no `where` | the summary counts the plan as a whole"],
    ),
    "what is always there": (
        policy(path="summary.writes", operator="exists", value="-"),
        [
            "P088 3:59: `exists` does not fit `summary.writes`, which holds a number | there it can be `==`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `not in`"
        ],
    ),
    "bad YAML": (
        HEAD + "  - name: a\n    operator: >=\n",
        ["M004 4:16: more text follows the sign of a block of text | begin on the next line"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_what_is_wrong_is_found_with_its_place(text: str, expected: list[str], folder: Path) -> None:
    write(folder, text)
    assert [one.replace("policies/p.yaml:", "", 1) for one in said(folder)] == expected


@pytest.mark.parametrize("key", ["path", "where"])
@pytest.mark.parametrize(
    "path", sorted({path for one in REGISTRY.types.values() for path, at in paths_of(one).items() if at.sensitive})
)
def test_personal_data_is_refused_with_its_reason(path: str, key: str, folder: Path) -> None:
    path_given, where = policy(path=f'"{path}"', operator="exists", value="-"), policy(where=f'{{"{path}": x}}')
    write(folder, path_given if key == "path" else where)
    (finding,) = refused(folder)
    assert finding.code == "P089"
    assert finding.message == f"`{path}` is personal data, which is in no plan"


def test_all_files_are_read_by_name_and_bound_by_their_content(folder: Path) -> None:
    write(folder, GOOD.replace("small", "b"), "b.yaml")
    write(folder, GOOD.replace("small", "a"), "a.YML")
    write(folder, "no YAML: [", ".hidden.yaml")
    write(folder, "package x", "x.rego")
    found = read(folder)
    assert [one.name for one in found.policies] == ["a", "b"]
    assert found.files == tuple(
        BoundFile(path=f"policies/{name}", sha256=sha256((folder / "policies" / name).read_bytes()).hexdigest())
        for name in ("a.YML", "b.yaml")
    )


def test_findings_of_all_files_come_at_once(folder: Path) -> None:
    write(folder, policy(value="much"), "a.yaml")
    write(folder, "- x\n", "b.yaml")
    write(folder, policy(name="q", value="more"), "c.yaml")
    write(folder, policy(), "d.yaml")
    write(folder, policy(), "e.yaml")
    found = refused(folder)
    assert [one.place.file for one in found if one.place] == [
        f"policies/{name}.yaml" for name in ("b", "a", "c", "d", "e")
    ]


def test_without_a_folder_there_are_no_policies(tmp_path: Path) -> None:
    assert load_policies(tmp_path, REGISTRY) == Policies()


@pytest.mark.parametrize("kind", ["file", "dangling"])
def test_a_folder_that_is_none_does_not_count_as_empty(kind: str, tmp_path: Path) -> None:
    if kind == "file":
        (tmp_path / "policies").write_text("x")
    else:
        (tmp_path / "policies").symlink_to(tmp_path / "nowhere")
    (finding,) = refused(tmp_path)
    assert "is no folder, so that no policy in it can be read" in finding.message


def test_files_that_cannot_be_read_do_not_count_as_empty(folder: Path) -> None:
    (folder / "policies" / "a.yaml").symlink_to(folder / "nowhere")
    (folder / "policies" / "b.yaml").mkdir()
    write(folder, "# " + "x" * BYTES_MAX, "c.yaml")
    assert [(one.code, str(one.place)) for one in refused(folder)] == [
        ("M001", "policies/a.yaml"),
        ("M001", "policies/b.yaml"),
        ("P087", "policies/c.yaml"),
    ]


def test_paths_are_shown_from_where_the_user_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, policy(value="much"))
    below = folder / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    (finding,) = refused(folder)
    assert finding.place is not None
    assert finding.place.file == os.fspath(folder / "policies" / "p.yaml")


class Scalars(yaml.SafeLoader):
    """YAML as editors read it, with days left as text."""


Scalars.yaml_implicit_resolvers = {
    first: [one for one in found if one[0] != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

OPEN_TO_EDITORS = {
    # What only the program can tell: what the fields hold.
    "one name twice",
    "a path that what is meant does not have",
    "order of text",
    "patterns of numbers",
    "comparing several values",
    "text for a number",
    "no day",
    "no flag",
    "what is never there",
    "no pattern",
    "a type that there is not",
    "an action that there is not",
    "a condition of another kind",
    "a number that the summary has not",
    "conditions on the summary",
    "what is always there",
}


@pytest.mark.parametrize("name", [name for name in CASES if name != "bad YAML"])
def test_editors_are_told_what_a_schema_can_tell(name: str) -> None:
    data = yaml.load(CASES[name][0], Loader=Scalars)
    assert SCHEMA.is_valid(data) is (name in OPEN_TO_EDITORS)


def test_editors_take_good_files() -> None:
    jsonschema.Draft202012Validator.check_schema(policy_schema(REGISTRY))
    for text in (GOOD, policy(path="id", operator="not in", value="[a]", where="{verdict: [do], seq: 3}")):
        assert SCHEMA.is_valid(yaml.safe_load(text))
