"""The page as text: what it says without its script, and that nothing in a plan becomes a part of it."""

import re
import shutil
import subprocess
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulkops.core.change import Change
from bulkops.core.plan import QUIET
from bulkops.core.shown import Shown, ShownPlan
from bulkops.core.step import Verdict
from bulkops.planning.fold import Fold
from bulkops.providers import REGISTRY
from bulkops.reporting import html, html_assets
from bulkops.reporting.html_data import StepsData, script_json
from tests.html.pages import page_of, rich, static_part, steps_in, with_steps
from tests.reporting.conftest import golden
from tests.reporting.plans import CONTEXT, Listed, large, plan_of, small, step

__all__ = ["golden"]

FOLDER = Path(html.__file__).parent / "html_page"


def test_the_static_part_of_a_small_plan(golden: Callable[[str, str], None]) -> None:
    page = page_of(rich())
    golden("plan-small.html", re.sub(r"(json\"[^>]*>).*?(</script>)", r"\1\2", static_part(page)))


def test_a_page_is_well_formed_and_loads_nothing() -> None:
    class Checker(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []
            self.loads: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.loads += [value or "" for name, value in attrs if name in {"src", "href", "action", "style"}]
            if tag not in {"meta", "link", "input", "br"}:
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    checker = Checker()
    checker.feed(page_of(rich()))
    assert checker.open == []
    assert {load for load in checker.loads if not load.startswith("#")} == {"data:,"}


def test_the_page_allows_its_own_style_and_script_and_no_other() -> None:
    page = page_of(rich())
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    for directive, tag in (("style-src", "style"), ("script-src", "script")):
        (text,) = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_sensitive_values_are_in_no_byte_of_it() -> None:
    canary = "canary-2b7e1516"
    email = Change(path="invoiceContact.email", before=f"{canary}-1", after=f"{canary}-2", sensitive=True)
    contact = f'{{"invoiceContact":{{"name":"{canary}-3","email":"{canary}-4"}}}}'.encode()
    before = f'{{"contact":{{"email":"{canary}-5","name":"{canary}-6"}}}}'.encode()
    steps = [
        step(1, "visma.invoice.update", target="1", changes=(email,), payload=contact, before=before),
        step(2, "visma.invoice.create", payload=contact),
        step(3, "visma.invoice.update", target="1", payload=contact, before=before, verdict=Verdict.CONFLICT),
    ]
    page = page_of(plan_of(steps))
    assert page.count("(sensitive)") >= 3
    assert canary not in page


def said_everywhere(text: str) -> ShownPlan:
    """Give a plan that says a text in every place where it can say any."""
    plan = rich()
    context = replace(plan.summary.context, company=text, environment=text, manifests=(text,), next_command=text)
    findings = tuple(replace(one, message=text, hint=text, notes=(text,), operation=text) for one in plan.findings)
    steps = [replace(one, id=text, reason=text, manifest=text) for one in plan.steps]
    return replace(with_steps(plan, steps), summary=replace(plan.summary, context=context), findings=findings)


def test_hostile_text_ends_no_element_and_begins_none() -> None:
    evil = (
        "</script></style></title><script>alert(1)</script><!--<img src=x onerror=alert(2)>\"'&\u2028\u202e{{ 7 * 7 }}"
    )
    pages = [static_part(page_of(said_everywhere(text))) for text in ("calm", evil)]
    tags = [re.findall(r"<[a-zA-Z/!][^\s>]*", page) for page in pages]
    assert tags[0] == tags[1]
    assert "{{ 7 * 7 }}" in pages[1]
    assert "\u202e" not in pages[1][: pages[1].index('id="head"')]
    assert {one["id"] for one in steps_in(pages[1])} == {evil}


@given(st.text())
def test_text_in_data_ends_no_script(text: str) -> None:
    try:
        written = script_json({"text": text})
    except UnicodeEncodeError:
        return
    assert not set("<>&\u2028\u2029") & set(written)


def test_every_step_names_the_group_that_counts_it() -> None:
    steps = list(large(1000))
    plan = plan_of(steps)
    assert Counter(one["group"] for one in steps_in(page_of(plan))) == {
        one.number: one.count for one in plan.summary.groups
    }


def test_steps_of_the_rest_name_the_rest() -> None:
    steps = list(large(500))
    fold = Fold(REGISTRY, groups_max=2)
    for one in steps:
        fold.add(one)
    plan = plan_of(steps, fold.summary(CONTEXT))
    assert len(plan.summary.groups) == 3
    assert Counter(one["group"] for one in steps_in(page_of(plan))) == {
        one.number: one.count for one in plan.summary.groups
    }


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 260), st.integers(1, 300))
def test_what_does_not_fit_is_counted(steps_max: int, count: int) -> None:
    plan = plan_of(list(large(count)))
    data = StepsData(plan, REGISTRY, steps_max=steps_max)
    here = steps_in(page_of(plan, data))
    assert len({one["seq"] for one in here}) == len(here)
    left = {row.group.number: row.left for row in data.left()}
    shown = Counter(one["group"] for one in here)
    for group in plan.summary.groups:
        assert shown[group.number] + left.get(group.number, 0) == group.count
        if group.verdict not in QUIET:
            assert set(group.seqs) <= {one["seq"] for one in here}
    assert data.bounded == (count > steps_max)


def test_a_page_whose_data_is_full_counts_the_rest() -> None:
    plan = plan_of(list(large(1000)))
    data = StepsData(plan, REGISTRY, data_max=1)
    page = page_of(plan, data)
    assert len(steps_in(page)) < 300
    assert sum(row.left for row in data.left()) == 1000 - len(steps_in(page))
    assert "Steps that are only counted" in page


def test_a_page_with_all_steps_says_nothing_of_missing_ones() -> None:
    page = page_of(plan_of(small()))
    assert 'id="left"' not in page
    assert 'id="bounded"' not in page


def test_it_is_written_piece_by_piece() -> None:
    taken: list[int] = []

    class Watched(Listed):
        def __iter__(self) -> Iterator[Shown]:
            for one in self.steps:
                taken.append(one.seq)
                yield one

    plan = plan_of(list(large(1000)))
    lines = html.plan_html(replace(plan, steps=Watched(list(plan.steps))), REGISTRY)
    written = ""
    while 'class="chunk"' not in (line := next(lines)):
        written += line
    assert "What it does" in written
    assert len(taken) < 500


def test_nothing_to_do_is_said() -> None:
    steps = [step(seq, "visma.invoice.update", target="1", verdict=Verdict.UNCHANGED) for seq in (1, 2)]
    page = page_of(plan_of(steps))
    assert "Nothing to do." in page
    assert "cannot be undone</h2>" not in page


def test_scripts_are_valid() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no `node` to check scripts with; the browser's tests run them")
    for name in html_assets.SCRIPTS:
        done = subprocess.run([node, "--check", FOLDER / name], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr


def test_every_file_of_the_page_is_used() -> None:
    used = {*html_assets.SCRIPTS, *html_assets.STYLES, "page.html", "parts.html", "results.html", "results.css"}
    assert {path.name for path in FOLDER.iterdir()} == used


def test_every_operation_type_has_words() -> None:
    page = page_of(plan_of([step(seq, name, target="1") for seq, name in enumerate(REGISTRY.types, 1)]))
    for operation_type in REGISTRY.types.values():
        assert f'value="{operation_type.name}"' in page
        assert operation_type.summary.replace("'", "&#39;") in page
