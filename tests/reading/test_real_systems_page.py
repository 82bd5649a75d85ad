"""`docs/real-systems.md` says what the program does."""

import re
from pathlib import Path

import pytest

from bulkops.app.project import load_project
from bulkops.app.settings import IfMatch, VismaSettings
from bulkops.core.codes import CODES

PAGE = (Path(__file__).parents[2] / "docs" / "real-systems.md").read_text(encoding="utf-8")
(PROJECT,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("profile", ["test", "production"])
def test_the_example_is_a_good_project_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile: str) -> None:
    for name in re.findall(r"\$\{env:(\w+)\}", PROJECT):
        monkeypatch.setenv(name, "x")
    (tmp_path / "secret").write_text("x")
    path = tmp_path / "bulkops.yaml"
    path.write_text(
        PROJECT.replace("${keyring:bulkops/visma-test}", "${file:secret}").replace("/run/secrets/visma", "secret")
    )
    assert load_project(path, profile).profile.visma is not None


def test_modes_keys_and_codes_are_those_that_there_are() -> None:
    for mode in IfMatch:
        assert f"| `{mode}` |" in PAGE
    for key in re.findall(
        r"^\| `(\w+)` \|", PAGE.partition("| key of `visma` |")[2].partition("\n\n")[0], re.MULTILINE
    ):
        assert key in VismaSettings.model_fields, key
    assert set(re.findall(r"`([A-Z][0-9]{3})`", PAGE)) <= set(CODES)
