"""Limits in the project file: one for each verb, and wrong ones are found with their places."""

from pathlib import Path

import jsonschema
import pytest
import yaml

from bulkops.app.project import load_project
from bulkops.app.settings import project_schema
from bulkops.app.settings_names import money_verbs, verbs
from bulkops.app.settings_safety import SafetySettings
from bulkops.core.errors import InvalidInputError
from bulkops.providers import REGISTRY

TEST = "bulkops: 1\nprofiles: {t: {environment: test}}\n"
EXPECTED = "a number of operations such as `2000`, or `{share: 30%, from: 20, to: 2000}`"

CASES: dict[str, tuple[str, list[str]]] = {
    "misspelt": ("{relase_max: 5}", ["C004 3:10 unknown key `relase_max`: did you mean `release_max`?"]),
    "no sums of what moves no money": (
        "{attach_sum_max: {SEK: 5}}",
        ["C004 3:10 unknown key `attach_sum_max`: did you mean `attach_max`?"],
    ),
    "a share without bounds": ("{release_max: 30%}", [f"C005 3:23 `release_max` is `30%`; it holds {EXPECTED}"]),
    "a list": ("{release_max: [2000, 30%]}", [f"C005 3:23 `release_max` is a list; it holds {EXPECTED}"]),
    "empty": ("{release_max: }", []),
    "no bounds": (
        "{release_max: {share: 30%}}",
        ["C003 3:10 `from` is missing in `release_max`", "C003 3:10 `to` is missing in `release_max`"],
    ),
    "bounds that cross": (
        "{release_max: {share: 30%, from: 5, to: 4}}",
        ["C005 3:23 `release_max` is keys and values; it holds `from` no larger than `to`"],
    ),
    "wrong parts": (
        "{release_max: {share: 30, from: -1, to: x, limit: 3}}",
        [
            "C005 3:31 `share` is `30`; it holds a share from `0%` to `90%`",
            "C005 3:41 `from` is `-1`; it holds a whole number from 0 to 1000000000",
            "C005 3:49 `to` is `x`; it holds a whole number from 0 to 1000000000",
            "C004 3:52 unknown key `limit`: the keys here are `share`, `from`, `to`",
        ],
    ),
    "a share of itself": (
        "{operations_max: {share: 30%, from: 5, to: 9}}",
        ["C005 3:26 `operations_max` is keys and values; it holds a whole number from 0 to 1000000000"],
    ),
    "sums": (
        "{release_sum_max: {sek: 5, SEK: 1 000}}",
        [
            "C005 3:28 the key `sek` cannot stand here; it names a currency such as `SEK`",
            "C005 3:41 `SEK` is `1 000`; it holds an amount of money such as `250000` or `99.50`",
        ],
    ),
}


def _load(folder: Path, safety: str) -> SafetySettings:
    path = folder / "bulkops.yaml"
    path.write_text(f"{TEST}safety: {safety}\n", encoding="utf-8")
    return load_project(path, shown="bulkops.yaml").safety


@pytest.mark.parametrize(("safety", "expected"), CASES.values(), ids=CASES)
def test_what_is_wrong_is_found(safety: str, expected: list[str], tmp_path: Path) -> None:
    found = []
    try:
        _load(tmp_path, safety)
    except InvalidInputError as error:
        for one in error.findings:
            assert one.place is not None
            hint = f": {one.hint}" if one.code == "C004" else ""
            found.append(f"{one.code} {one.place.line}:{one.place.column} {one.message}{hint}")
    assert found == expected


def test_every_verb_has_a_limit_and_every_one_that_moves_money_a_sum(tmp_path: Path) -> None:
    assert set(verbs()) == {one.verb for one in REGISTRY.types.values()}
    keys = {f"{verb}_max": "{share: 30%, from: 0, to: 7}" for verb in verbs()}
    keys |= {f"{verb}_sum_max": "{SEK: 5}" for verb in money_verbs()}
    safety = "{" + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}"
    found = {limit.name: str(limit) for limit in _load(tmp_path, safety).limits}
    assert found == {
        key.replace("_sum_max", "_sum_max.SEK"): "5.00" if "_sum_" in key else "30% (0 to 7)" for key in keys
    }


@pytest.mark.parametrize(
    ("safety", "good"),
    [
        ("{release_max: 5, release_sum_max: {SEK: 5}}", True),
        ("{release_max: {share: 30%, from: 20, to: 2000}}", True),
        ("{release_max: '${env:RELEASES}'}", True),
        ("{release_max: 30%}", False),
        ("{release_max: {share: 30%}}", False),
        ("{release_max: {share: 30%, from: 20, to: 2000, upto: 3}}", False),
        ("{relase_max: 5}", False),
    ],
)
def test_editors_are_told_the_same(safety: str, good: bool) -> None:  # noqa: FBT001 - one of the two columns
    data = yaml.safe_load(f"{TEST}safety: {safety}\n")
    validator = jsonschema.Draft202012Validator(project_schema())
    assert validator.is_valid(data) is good
