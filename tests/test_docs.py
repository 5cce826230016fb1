"""The documentation is true: its commands run, its lists are complete."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from workflow.cli import cli
from workflow.model.release import BlockKind
from workflow.settings import _KEYS as KEYS
from workflow.settings import ENGINE_CHOICES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = {p.name: p.read_text(encoding="utf-8") for p in (ROOT / "docs").glob("*.md")}

CALL = """\
Home > News
President Speaks to Secretary-General
20 November 2026

The President spoke to the Secretary-General by telephone. They discussed the climate.

Both agreed to meet in Geneva.

Share this page
"""


def tour():
    """Yield (command, expected output) of the console blocks of the README."""
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def test_the_tour_of_the_readme_runs_and_prints_what_it_says(tmp_path):
    (tmp_path / "call.txt").write_text(CALL, encoding="utf-8")
    steps = list(tour())
    assert len(steps) >= 10
    script = [f'readout() {{ "{sys.executable}" -m workflow "$@" 2>&1; }}']
    for command, _ in steps:
        script += [command, "echo @@@"]
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=tmp_path, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    printed = done.stdout.replace(str(tmp_path.resolve() / "desk") + "/", "")
    for (command, expected), output in zip(
        steps, printed.split("@@@\n")[:-1], strict=True
    ):
        assert output == expected, command


def test_the_make_targets_of_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"make (\w+) +#", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_links_between_the_documents_lead_somewhere():
    for path in [
        ROOT / "README.md",
        *ROOT.glob("docs/**/*.md"),
        ROOT / "CONTRIBUTING.md",
    ]:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def reference():
    """Return docs/cli.md as the commands describe themselves."""
    parts = ["# The command line", ""]
    parts.append(
        "Made from `--help`; a test keeps it so (`python tests/test_docs.py`)."
    )

    def describe(command, name, parent):
        context = command.make_context(
            name, [], parent, resilient_parsing=True, terminal_width=80,
            max_content_width=80,
        )  # fmt: skip
        parts.extend(["", f"## {context.command_path}", "", "```text"])
        parts.extend([command.get_help(context), "```"])
        for child in sorted(getattr(command, "commands", {})):
            describe(command.commands[child], child, context)

    describe(cli, "readout", None)
    return "\n".join(parts) + "\n"


def test_the_reference_of_the_command_line_is_up_to_date():
    assert DOCS["cli.md"] == reference(), "run: python tests/test_docs.py"


def test_every_setting_and_engine_is_documented():
    text = DOCS["configuration.md"]
    for key, value in KEYS.items():
        names = [f"{key}.{k}" for k in value] if isinstance(value, dict) else [key]
        for name in names:
            assert f"`{name}`" in text, name
    for name in ENGINE_CHOICES:
        assert f"`{name}`" in text, name


@pytest.mark.parametrize("name", ["title", "heading", "caption", "dateline"])
def test_the_kinds_with_a_context_are_documented(name):
    assert BlockKind(name).msgctxt == name
    assert name in DOCS["formats.md"]


def test_the_version_stands_in_one_place():
    from workflow import __version__

    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{__version__}"' in text


if __name__ == "__main__":
    (ROOT / "docs" / "cli.md").write_text(reference(), encoding="utf-8")
