"""The shell completes what the declarations name."""

import pytest
from click.shell_completion import ShellComplete

from bulkops.cli.main import cli
from bulkops.providers import REGISTRY


def completed(*words: str) -> list[str]:
    shell = ShellComplete(cli, {}, "bulkops", "_BULKOPS_COMPLETE")
    return [item.value for item in shell.get_completions(list(words[:-1]), words[-1])]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("get", "ddapi.c"), ["ddapi.currency", "ddapi.customer"]),
        (("list", "ddapi.c"), ["ddapi.customer"]),
        (("list", "visma.invoice", "--where", "doc"), ["documentDate=", "documentDueDate="]),
        (("list", "visma.invoice", "--where", "customer=1", "--where", "last"), ["lastModifiedDateTime>="]),
        (("list", "ddapi.customer", "--where", ""), ["Changed>="]),
        (("list", "visma.work_types", "--where", ""), []),
        (("list", "visma.invoice", "--expand", "a"), ["applications", "attachments"]),
        (("list", "visma.invoice", "--expand", "taxDetails,at"), ["taxDetails,attachments"]),
        (("get", "visma.invoice", "--columns", "status,customer."), ["status,customer.number", "status,customer.name"]),
        (("list", "nothing", "--columns", "a"), []),
        (("list", "nothing", "--where", "a"), []),
    ],
)
def test_completion(words: tuple[str, ...], offered: list[str]) -> None:
    assert completed(*words) == offered


def test_everything_that_can_be_read_is_offered() -> None:
    assert completed("get", "") == list(REGISTRY.resources)


@pytest.mark.parametrize("command", ["validate", "plan", "apply", "results"])
def test_a_table_in_the_place_of_another_is_completed_as_a_file(command: str) -> None:
    shell = ShellComplete(cli, {}, "bulkops", "_BULKOPS_COMPLETE")
    (offered,) = shell.get_completions([command, "--rows"], "proof/f")
    assert (offered.value, offered.type) == ("proof/f", "file")
