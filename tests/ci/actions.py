"""Runs the jobs of a GitHub workflow on this machine: its own shell commands, and stand-ins for the actions it uses."""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.ci.forge import HEAD, MERGED, PULL, TOKEN
from tests.ci.page import workflow
from tests.ci.scratch import COMPANY, Scratch

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_NAME = re.compile(r"'[^']*'|[a-zA-Z_][\w.-]*(\(\))?")
TIMEOUT_S = 120
SHELL = ("bash", "--noprofile", "--norc", "-eo", "pipefail")


@dataclass
class Ended:
    """How a job ended.

    Attributes:
        codes: Exit code of each step that ran, by its name.
        text: What the steps printed.
        summary: What they wrote for the run's page.
        outputs: What they gave to later steps, by the step's id.
    """

    codes: dict[str, int] = field(default_factory=dict)
    text: str = ""
    summary: str = ""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        return any(self.codes.values())


def context_of(scratch: Scratch, event: str, **inputs: str) -> dict[str, str]:
    """Give the values that expressions can name."""
    pull = {"github.event.pull_request.number": str(PULL)} if event == "pull_request" else {}
    source = {"github.event.pull_request.head.repo.full_name": "nordvik/invoices"} if pull else {}
    return {
        "github.event_name": event,
        "github.repository": "nordvik/invoices",
        "github.token": TOKEN,
        "vars.COMPANY": COMPANY,
        **pull,
        **source,
        **{f"inputs.{name}": value for name, value in inputs.items()},
    }


def run_job(name: str, job: str, scratch: Scratch, context: Mapping[str, str]) -> Ended:
    """Run the steps of a job, those that its conditions let run."""
    ended = Ended()
    known = dict(context)
    for step in workflow(name)["jobs"][job]["steps"]:
        title = step.get("name", step.get("uses"))
        if title == "Install bulkops" or not _wanted(step.get("if", "success()"), known, failed=ended.failed):
            continue
        if "uses" in step:
            _use(step, scratch, known)
            ended.codes[title] = 0
            continue
        done = _run(step, scratch, known, ended)
        ended.codes[title] = done.returncode
        ended.text += done.stdout
        for output, value in ended.outputs.get(step.get("id", ""), {}).items():
            known[f"steps.{step['id']}.outputs.{output}"] = value
    return ended


def script(name: str, job: str, title: str) -> str:
    """Give what a step runs."""
    (step,) = (one for one in workflow(name)["jobs"][job]["steps"] if one.get("name") == title)
    return str(step["run"])


def would_run(name: str, job: str, context: Mapping[str, str]) -> bool:
    """Say whether a job runs at all."""
    return _wanted(workflow(name)["jobs"][job].get("if", "success()"), context, failed=False)


def filled(text: str, context: Mapping[str, str]) -> str:
    """Put values in the place of expressions; what is not known is empty."""
    return _EXPRESSION.sub(lambda match: str(_value(match[1], context, failed=False) or ""), text)


def _run(
    step: Mapping[str, Any], scratch: Scratch, known: Mapping[str, str], ended: Ended
) -> "subprocess.CompletedProcess[str]":
    files = {name: scratch.apart / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH")}
    for file in files.values():
        file.write_text("")
    given = {name: filled(str(value), known) for name, value in step.get("env", {}).items()}
    environment = scratch.environment(
        **{
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTOR": "ola",
            "GITHUB_API_URL": scratch.forge.url,
            "GITHUB_REPOSITORY": "nordvik/invoices",
            "GITHUB_SERVER_URL": "https://forge.example",
            "GITHUB_SHA": HEAD if known["github.event_name"] == "pull_request" else MERGED,
            "RUNNER_TEMP": str(scratch.apart),
            **{name: str(file) for name, file in files.items()},
            **given,
        }
    )
    done = subprocess.run(
        [*SHELL, "-c", step["run"]],
        cwd=scratch.folder.path,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=TIMEOUT_S,
    )
    lines = files["GITHUB_OUTPUT"].read_text().splitlines()
    ended.outputs[step.get("id", "")] = dict(line.split("=", 1) for line in lines)
    ended.summary += files["GITHUB_STEP_SUMMARY"].read_text()
    return done


def _use(step: Mapping[str, Any], scratch: Scratch, known: Mapping[str, str]) -> None:
    action, given = step["uses"].partition("@")[0], step.get("with", {})
    if action == "actions/upload-artifact":
        scratch.keep(given["name"], given["path"].split())
    elif action == "actions/download-artifact":
        assert filled(given["run-id"], known), "the run is not known"
        folder = scratch.folder.path / given["path"]
        folder.mkdir(exist_ok=True)
        for name, content in scratch.kept[given["name"]].items():
            (folder / name).write_bytes(content)
    elif action == "github/codeql-action/upload-sarif":
        scratch.keep("sarif", [given["sarif_file"]])
    else:
        assert action in {"actions/checkout", "actions/setup-python"}, action


def _wanted(condition: str, context: Mapping[str, str], *, failed: bool) -> bool:
    bare = match[1] if (match := _EXPRESSION.fullmatch(condition)) else condition
    told = any(word in bare for word in ("always()", "cancelled()", "failure()", "success()"))
    return bool(_value(bare, context, failed=failed)) and (told or not failed)


def _value(expression: str, context: Mapping[str, str], *, failed: bool) -> Any:
    """Work an expression out: names, texts, comparisons and the status functions are all that the workflows use."""
    status = {"always()": True, "cancelled()": False, "failure()": failed, "success()": not failed}

    def value(match: re.Match[str]) -> str:
        word = match[0]
        return word if word.startswith("'") else repr(status.get(word, context.get(word)))

    written = _NAME.sub(value, expression).replace("&&", " and ").replace("||", " or ")
    return eval(re.sub(r"!(?!=)", " not ", written), {"__builtins__": {}})
