"""Who may import whom, and which library has its home where."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted([*ROOT.glob("workflow/**/*.py"), *ROOT.glob("web/**/*.py")])

ADAPTERS = {
    "releases", "catalogs", "engines", "memory", "glossary", "checks", "editions",
    "ledger", "git",
}  # fmt: skip
FOUNDATION = {
    "languages", "similarity", "patterns", "files", "errors", "clock", "model", "facts",
}  # fmt: skip
SHELL = {"settings", "project"}

MAY_IMPORT = {
    "model": {"model"},
    "errors": set(),
    "clock": set(),
    "files": {"errors", "model"},
    "languages": {"errors", "model", "languages"},
    "similarity": {"errors", "model"},
    "patterns": {"errors", "model"},
    "facts": {"errors", "model", "languages", "similarity", "facts"},
    "settings": FOUNDATION | {"settings"},
    "project": FOUNDATION | {"settings"},
    **{adapter: FOUNDATION | {adapter} for adapter in ADAPTERS},
    "stages": FOUNDATION | SHELL | ADAPTERS | {"stages"},
    "cli": FOUNDATION | SHELL | {"stages", "cli", "ledger"},
    "web": FOUNDATION | SHELL | {"stages", "web", "ledger"},
    "__main__": {"cli"},
    "__init__": set(),
}

HOMES = {
    "polib": {"catalogs"},
    "lxml": {"releases", "editions", "glossary", "memory"},
    "babel": {"languages", "web"},
    "rapidfuzz": {"similarity"},
    "spylls": {"checks"},
    "snowballstemmer": {"glossary"},
    "regex": {"patterns", "releases"},
    "sqlalchemy": {"ledger"},
    "alembic": {"ledger"},
    "argon2": {"ledger"},
    "argostranslate": {"engines"},
    "ctranslate2": {"engines"},
    "sentencepiece": {"engines"},
    "opencc": {"engines"},
    "sacrebleu": {"engines"},
    "click": {"cli"},
    "rich": {"cli"},
    "flask": {"web"},
    "flask_babel": {"web"},
    "flask_login": {"web"},
    "flask_wtf": {"web"},
    "flask_compress": {"web"},
    "authlib": {"web"},
    "gunicorn": {"web"},
    "werkzeug": {"web"},
    "jinja2": {"editions", "web"},
    "sentencex": {"releases"},
    "choppa": {"releases"},
    "trafilatura": {"releases"},
    "markdown_it": {"releases"},
    "dateparser": {"releases"},
    "py3langid": {"releases"},
    "charset_normalizer": {"releases"},
    "yaml": {"releases"},
}


def part_of(path: Path) -> str:
    relative = path.relative_to(ROOT)
    return "web" if relative.parts[0] == "web" else relative.with_suffix("").parts[1]


def imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "workflow":
                found += [f"workflow.{alias.name}" for alias in node.names]
            else:
                found.append(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_imports_only_what_its_layer_may(path):
    part = part_of(path)
    for name in imports(path):
        top, _, rest = name.partition(".")
        if top in ("workflow", "web"):
            imported = "web" if top == "web" else rest.split(".")[0]
            if imported == "__version__":
                continue
            serve = path.name == "serve.py" and part == "cli" and imported == "web"
            assert imported in MAY_IMPORT[part] or serve, f"{part} imports {name}"
        elif top in HOMES:
            assert part in HOMES[top], f"{top} is imported outside its home"


def test_the_model_imports_the_standard_library_only():
    import sys

    for path in ROOT.glob("workflow/model/*.py"):
        for name in imports(path):
            top = name.partition(".")[0]
            assert top == "workflow" or top in sys.stdlib_module_names, (path, name)


def test_no_module_is_too_long_to_read_in_a_sitting():
    long = [
        f"{path.relative_to(ROOT)}: {count}"
        for path in MODULES
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 300
    ]
    assert not long


def test_every_package_is_one_so_that_the_wheel_has_it():
    folders = {path.parent for path in MODULES}
    assert not [f for f in folders if not (f / "__init__.py").is_file()]
