"""Runs the jobs of the GitLab pipeline of docs/ci.md on this machine, as a runner with the shell executor does."""

import subprocess
from typing import Any

from tests.ci.forge import MERGED, PULL, TOKEN
from tests.ci.page import pipeline
from tests.ci.scratch import COMPANY, Scratch
from tests.runs.folder import Done

TIMEOUT_S = 120
_INSTALLING = ("python3 -m venv", "pip install", "export PATH=")


def job_of(name: str) -> dict[str, Any]:
    """Give a job with what it extends."""
    known = pipeline()
    return {**known.get(known[name].get("extends", ""), {}), **known[name]}


def script_of(name: str) -> str:
    """Give what a job runs, as one script; what installs bulkops is left out."""
    job = job_of(name)
    lines = [*job.get("before_script", []), *job["script"]]
    return "\n".join(line for line in lines if not line.startswith(_INSTALLING))


def environment_of(scratch: Scratch) -> dict[str, str]:
    """Give the variables that a job finds."""
    variables = {**pipeline()["variables"], "COMPANY": COMPANY}
    return scratch.environment(
        CI_API_V4_URL=scratch.forge.url,
        CI_PROJECT_ID="9",
        CI_PROJECT_URL="https://forge.example/nordvik/invoices",
        CI_PROJECT_DIR=str(scratch.folder.path),
        CI_MERGE_REQUEST_IID=str(PULL),
        CI_COMMIT_SHA=MERGED,
        BULKOPS_TOKEN=TOKEN,
        GITLAB_USER_LOGIN="ola",
        **variables,
    )


def run(name: str, scratch: Scratch) -> Done:
    """Run a job and keep its artifacts."""
    done = subprocess.run(
        ["bash", "-c", f"set -eo pipefail\n{script_of(name)}"],
        cwd=scratch.folder.path,
        env=environment_of(scratch),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT_S,
    )
    artifacts = job_of(name).get("artifacts", {})
    if done.returncode == 0 and "paths" in artifacts:
        scratch.keep(name, artifacts["paths"])
        scratch.forge.plan = scratch.kept[name]["plan.json"]
    return Done(done.returncode, done.stdout, done.stderr)
