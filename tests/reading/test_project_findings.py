"""What is wrong with a project file, each with its place, and never with a secret."""

import json
import traceback
from pathlib import Path

import jsonschema
import pytest
import yaml

from bulkops.app.project import load_project
from bulkops.app.settings import project_schema
from bulkops.core.codes import CODES
from bulkops.core.errors import InvalidInputError
from bulkops.core.finding import Finding

CANARY = "CANARY-4711"
TEST = "bulkops: 1\nprofiles:\n  t:\n    environment: test\n"
PRODUCTION = TEST.replace("test", "production")
VISMA = "    visma:\n      company: N\n      tenant_id: a\n      client_id: b\n      client_secret: ${env:BULKOPS_TEST_SECRET}\n"


def _findings(folder: Path, text: str, profile: str | None = None) -> tuple[Finding, ...]:
    path = folder / "bulkops.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInputError) as caught:
        load_project(path, profile, shown="bulkops.yaml")
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value.findings)
    assert CANARY not in shown
    return caught.value.findings


CASES: dict[str, tuple[str, list[str]]] = {
    "no version": (
        "profiles: {}\n",
        ["C001 1:1 `bulkops` is missing: the file does not say that it is a project file"],
    ),
    "other version": (
        "bulkops: 2\nprofile: 1\n",
        ["C001 1:10 `bulkops` is no version that this program reads; it reads 1"],
    ),
    "no profiles": ("bulkops: 1\n", ["C003 1:1 `profiles` is missing"]),
    "profiles empty": (
        "bulkops: 1\nprofiles: {}\n",
        ["C005 2:11 `profiles` is keys and values; it holds profiles by name"],
    ),
    "profiles a list": ("bulkops: 1\nprofiles: [a]\n", ["C005 2:11 `profiles` is a list; it holds profiles by name"]),
    "no default": (
        TEST + "  u: {environment: test}\n",
        ["C002 2:1 no `default_profile` says which of the profiles is meant"],
    ),
    "default not there": (TEST + "default_profile: x\n", ["C002 5:18 there is no profile `x`"]),
    "profile a text": ("bulkops: 1\nprofiles: {t: x}\n", ["C005 2:15 `t` is `x`; it holds keys and values"]),
    "no environment": ("bulkops: 1\nprofiles: {t: {}}\n", ["C003 2:12 `environment` is missing in `t`"]),
    "other environment": (
        "bulkops: 1\nprofiles: {t: {environment: prod}}\n",
        ["C005 2:29 `environment` is `prod`; it holds one of `sandbox`, `test` or `production`"],
    ),
    "unknown keys": (
        TEST + "    vizma: {}\njournl: x\nsafety: {realease_max: 1}\n",
        ["C004 5:5 unknown key `vizma`", "C004 6:1 unknown key `journl`", "C004 7:10 unknown key `realease_max`"],
    ),
    "flags": (
        TEST + "    visma: {sandbox: yes}\n",
        ["C005 5:22 `sandbox` is `yes`; it holds `true` or `false`"],
    ),
    "numbers": (
        TEST
        + "    visma:\n      sandbox: true\n      timeouts: {connect_s: 10s, read_s: 0, settle_s: 1e2}\n      limits: {in_flight: 1.5, reserve: 20}\n",
        [
            "C005 7:29 `connect_s` is `10s`; it holds a number of seconds, more than 0 and at most 3600",
            "C005 7:42 `read_s` is `0`; it holds a number of seconds, more than 0 and at most 3600",
            "C005 7:55 `settle_s` is `1e2`; it holds a number of seconds, more than 0 and at most 3600",
            "C005 8:27 `in_flight` is `1.5`; it holds a whole number from 1 to 256",
            "C005 8:41 `reserve` is `20`; it holds a share from `0%` to `90%`",
        ],
    ),
    "amounts": (
        TEST + "safety: {sum_max: {SEK: 1 000, sek: 5}, document_max: {EUR: -1}}\n",
        [
            "C005 5:25 `SEK` is `1 000`; it holds an amount of money such as `250000` or `99.50`",
            "C005 5:32 the key `sek` cannot stand here; it names a currency such as `SEK`",
            "C005 5:61 `EUR` is `-1`; it holds an amount of money such as `250000` or `99.50`",
        ],
    ),
    "schemes": (
        TEST + "    ddapi: {base_url: 'https://x', auth: {scheme: digest}}\n",
        ["C005 5:51 `scheme` is `digest`; it holds one of `none`, `basic`, `bearer` or `header`"],
    ),
    "no scheme": (TEST + "    ddapi: {base_url: 'https://x', auth: {}}\n", ["C003 5:36 `scheme` is missing in `auth`"]),
    "keys of a scheme": (
        TEST + "    ddapi: {base_url: 'https://x', auth: {scheme: basic, usrname: a}}\n",
        [
            "C003 5:36 `username` is missing in `auth`",
            "C003 5:36 `password` is missing in `auth`",
            "C004 5:58 unknown key `usrname`",
        ],
    ),
    "visma incomplete": (
        TEST + "    visma: {company: N}\n",
        [f"C003 5:5 `{key}` is missing in `visma`" for key in ("tenant_id", "client_id", "client_secret")],
    ),
    "ddapi incomplete": (TEST + "    ddapi: {}\n", ["C003 5:5 `base_url` is missing in `ddapi`"]),
    "production without company": (
        PRODUCTION + VISMA.replace("      company: N\n", ""),
        ["C003 5:5 `company` is missing in `visma`: `apply` asks for it in production"],
    ),
    "short time-outs in production": (
        PRODUCTION + VISMA + "      timeouts: {connect_s: 1, read_s: 60, settle_s: 299.5, background_s: 60}\n",
        [
            "C008 10:40 `read_s` is 60 seconds; in production at least 245 are needed",
            "C008 10:54 `settle_s` is 299.5 seconds; in production at least 300 are needed",
            "C008 10:75 `background_s` is 60 seconds; in production at least 1800 are needed",
        ],
    ),
    "open addresses in production": (
        PRODUCTION + VISMA + "      base_url: http://x\n    ddapi: {base_url: http://y}\n",
        [
            "C009 10:17 `base_url` is not encrypted: it begins with `http://`",
            "C009 11:23 `base_url` is not encrypted: it begins with `http://`",
        ],
    ),
    "production of ddapi without company": (
        PRODUCTION + "    ddapi: {base_url: 'https://y'}\n",
        ["C003 5:5 `company` is missing in `ddapi`: `apply` asks for it in production"],
    ),
    "background": (
        TEST + "    visma: {sandbox: true, background: true}\n",
        ["C005 5:40 `background` is `true`; it holds `none`, `subscription` or `subscription:name=value,…`"],
    ),
    "background with a break": (
        TEST + f'    visma: {{sandbox: true, background: "subscription:a={CANARY},b=x\\ny"}}\n',
        ["C005 5:40 `background` is another text; it holds `none`, `subscription` or `subscription:name=value,…`"],
    ),
    "branch": (
        TEST + "    visma: {sandbox: true, branch: []}\n    ddapi: {sandbox: true, timeouts: {background_s: 3}}\n",
        [
            "C005 5:36 `branch` is a list; it holds a name, or a list of names",
            "C004 6:39 unknown key `background_s`",
        ],
    ),
    "allowed": (
        TEST + "    ddapi: {sandbox: true, allowed: {InvoiceTypeId: 1, InterestTypeId: [0], CreditAccountId: []}}\n",
        [
            f"C005 5:{column} `{name}` is {stands}; it holds a list of ids such as `[1, 2]`, each from 1 to 2147483647"
            for column, name, stands in (
                (53, "InvoiceTypeId", "`1`"),
                (72, "InterestTypeId", "a list"),
                (94, "CreditAccountId", "a list"),
            )
        ],
    ),
    "allowed of what has a list, or is none": (
        TEST + "    ddapi: {sandbox: true, allowed: {CurrencyId: [1], InvoiceTypId: [1]}}\n",
        [
            "C004 5:38 `CurrencyId` is not a setting whose ids are listed here",
            "C004 5:55 `InvoiceTypId` is not a setting whose ids are listed here",
        ],
    ),
    "pace of an unknown operation": (
        TEST + "    visma: {sandbox: true, per_operation: {visma.invoice.relase: {per_second: 2}}}\n",
        ["C004 5:44 `visma.invoice.relase` is not an operation of this API"],
    ),
    "pace of another API's operation in another profile": (
        TEST
        + "  u: {environment: test, ddapi: {base_url: 'https://x', per_operation: {visma.invoice.release: {per_second: 2}}}}\ndefault_profile: t\n",
        ["C004 5:73 `visma.invoice.release` is not an operation of this API"],
    ),
    "sandbox that is none": (
        TEST.replace("test", "sandbox") + "    ddapi: {base_url: 'https://x'}\n",
        ["C007 5:5 the profile's environment is `sandbox`, but `ddapi` leads to a real system"],
    ),
    "production that is none": (
        PRODUCTION + "    visma: {sandbox: true}\n",
        ["C007 5:5 the profile's environment is `production`, but `visma` is the sandbox"],
    ),
    "literal secrets": (
        TEST
        + f"    visma: {{tenant_id: a, client_id: b, client_secret: {CANARY}}}\n    ddapi: {{base_url: 'https://x', auth: {{scheme: header, header: X, value: {CANARY}}}}}\n",
        ["C006 5:56 `client_secret` is written into the file", "C006 6:77 `value` is written into the file"],
    ),
    "literal secret of another profile": (
        TEST
        + f"  u: {{environment: test, ddapi: {{auth: {{scheme: basic, username: a, password: {CANARY}}}}}}}\ndefault_profile: t\n",
        ["C006 5:79 `password` is written into the file"],
    ),
    "passwords in addresses": (
        TEST
        + f"    visma: {{sandbox: true, proxy: 'http://u:{CANARY}@p:1', base_url: 'https://u:{CANARY}@h'}}\njournal: postgresql://u:{CANARY}@h/d\n",
        [
            "C006 5:35 `proxy` holds a password that is written into the file",
            "C006 5:73 `base_url` holds a password that is written into the file",
            "C005 5:73 `base_url` is another text; it holds an address such as `https://host/path`, without credentials",
            "C006 6:10 `journal` holds a password that is written into the file",
        ],
    ),
    "secret under a wrong key": (
        TEST + f"    visma: {{sandbox: true, client_secrt: {CANARY}}}\n",
        ["C004 5:28 unknown key `client_secrt`"],
    ),
    "secret of a wrong kind": (
        TEST + f"    visma: {{sandbox: true, client_secret: [{CANARY}]}}\n",
        ["C005 5:43 `client_secret` is a list; it holds a reference such as `${env:NAME}` or `${file:PATH}`"],
    ),
    "expanded secret in a wrong place": (
        TEST
        + "    visma: {sandbox: true, base_url: '${env:BULKOPS_TEST_SECRET}', limits: {in_flight: '${env:BULKOPS_TEST_SECRET}'}}\n",
        [
            "C005 5:38 `base_url` is another text; it holds an address such as `https://host/path`, without credentials",
            "C005 5:88 `in_flight` is another text; it holds a whole number from 1 to 256",
        ],
    ),
    "references": (
        TEST
        + f"    visma: {{sandbox: true, company: '${{keystor:a/b}}', tenant_id: '${{{CANARY}}}', client_id: '${{env:}}'}}\n",
        [
            "C012 5:37 this reference is of no kind that is known",
            "C012 5:66 this reference is of no kind that is known",
            "C012 5:95 this reference is of no kind that is known",
        ],
    ),
    "keyring": (
        TEST + f"    visma: {{sandbox: true, company: '${{keyring:{CANARY}}}'}}\n",
        ["C013 5:37 a reference to the keyring does not say which entry is meant; profile `t` needs it"],
    ),
    "another profile is checked, its references are not": (
        TEST
        + "  u: {environment: test, ddapi: {base_url: '${env:BULKOPS_TEST_NONE}', limits: {in_flight: '${env:BULKOPS_TEST_NONE}', reserve: 3}}}\ndefault_profile: t\n",
        ["C005 5:129 `reserve` is `3`; it holds a share from `0%` to `90%`"],
    ),
    "secret where a profile belongs": (
        TEST + f"  token: {CANARY}\ndefault_profile: t\n",
        [
            "C006 5:10 `token` is written into the file",
            "C005 5:10 `token` is another text; it holds keys and values",
        ],
    ),
    "empty secret": (
        TEST + "    visma: {sandbox: true, client_secret: ''}\n",
        ["C005 5:43 `client_secret` is empty; it holds a reference such as `${env:NAME}` or `${file:PATH}`"],
    ),
    "unset variable": (
        TEST + "    ddapi: {base_url: '${env:BULKOPS_TEST_NONE}/x'}\n",
        ["C010 5:23 the environment variable `BULKOPS_TEST_NONE` is not set; profile `t` needs it"],
    ),
    "pace of what is no operation": (
        TEST + "    visma: {sandbox: true, per_operation: {release: {per_second: 2}}}\n",
        ["C005 5:44 the key `release` cannot stand here; it names an operation type such as `visma.invoice.release`"],
    ),
    "yaml": (TEST + "    visma: {\n", ["M004 6:1 a value is missing"]),
    "duplicate": (TEST + "    environment: test\n", ["M005 5:5 `environment` is written twice"]),
}


@pytest.mark.parametrize("name", CASES)
def test_findings(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BULKOPS_TEST_SECRET", CANARY)
    monkeypatch.delenv("BULKOPS_TEST_NONE", raising=False)
    text, expected = CASES[name]
    findings = _findings(tmp_path, text)

    places = [(f, f.place) for f in findings]
    assert [f"{f.code} {place.line}:{place.column} {f.message}" for f, place in places if place] == expected
    assert {f.code for f in findings} <= set(CODES)
    assert not any(f.excerpt for f in findings)  # a line of the file may hold a secret


def test_every_code_has_a_case_and_an_explanation() -> None:
    seen = {finding.split()[0] for _, findings in CASES.values() for finding in findings}

    assert seen | {"C010", "C011"} >= {code for code in CODES if code.startswith("C")}


def test_unknown_profiles_and_keys_are_answered_with_the_nearest(tmp_path: Path) -> None:
    (profile,) = _findings(tmp_path, TEST.replace("  t:", "  prod:"), "prd")
    assert (profile.message, profile.hint) == ("there is no profile `prd`", "did you mean `prod`?")

    (deep,) = _findings(tmp_path, TEST + "    visma: {sandbox: true, timeouts: {red_s: 300}}\n")
    assert deep.hint == "did you mean `read_s`?"

    (auth,) = _findings(tmp_path, TEST + "    ddapi: {base_url: 'https://x', auth: {scheme: none, tokken: x}}\n")
    assert auth.hint == "the keys here are `scheme`"

    (pace,) = _findings(
        tmp_path, TEST + "    visma: {sandbox: true, per_operation: {visma.invoice.relase: {per_second: 2}}}\n"
    )
    assert pace.hint == "did you mean `visma.invoice.release`?"


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError) as caught:
        load_project(tmp_path / "none.yaml", shown="none.yaml")

    assert [(f.code, f.message) for f in caught.value.findings] == [("M001", "there is no file `none.yaml`")]


def test_the_schema_describes_every_key_and_takes_good_files() -> None:
    schema = project_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    good = TEST + VISMA + "safety: {sum_max: {SEK: 5}}\n"
    validator.validate(yaml.safe_load(good))

    assert json.loads(json.dumps(schema)) == schema
    for part in (schema, *schema["$defs"].values()):
        for name, member in part.get("properties", {}).items():
            assert member.get("description") or "$ref" in member, name


@pytest.mark.parametrize(
    "name",
    [
        "background",
        "branch",
        "allowed",
        "allowed of what has a list, or is none",
        "pace of an unknown operation",
        "unknown keys",
        "numbers",
        "amounts",
        "schemes",
        "literal secrets",
        "no environment",
        "no version",
    ],
)
def test_the_schema_refuses_what_bulkops_refuses(name: str) -> None:
    validator = jsonschema.Draft202012Validator(project_schema())

    assert not validator.is_valid(yaml.safe_load(CASES[name][0]))
