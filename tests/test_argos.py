"""Argos: real inference from a real package, with the network cut off."""

import io
import json
import shutil
import stat
import subprocess
import sys
import textwrap
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from workflow.engines import make_drafts
from workflow.engines.argos import ArgosEngine, default_packages_dir
from workflow.engines.argos_packages import (
    argos_codes,
    install_from_file,
    installed_packages,
)
from workflow.engines.checksum import model_checksum
from workflow.errors import EngineError
from workflow.model.release import Placeholder

ROOT = Path(__file__).parents[1]
OWN = ROOT / "tests" / "data" / "translate-en_es-tiny.argosmodel"
SHARED = ROOT.parent / "shared" / "argos" / "translate-en_es-0_1.argosmodel"

TEXTS = [
    "The President met the Prime Minister on Friday.",
    "The Security Council welcomed the agreement.",
    "Thank you very much.",
]


@pytest.fixture(scope="module")
def model_file():
    pytest.importorskip("ctranslate2", reason="the argos extra is not installed")
    pytest.importorskip("argostranslate.tokenizer")
    for path in (OWN, SHARED):
        if path.exists():
            return path
    pytest.skip("no Argos package: neither the tests' own nor the shared one is there")


@pytest.fixture(scope="module")
def packages(model_file, tmp_path_factory):
    folder = tmp_path_factory.mktemp("argos") / "packages"
    install_from_file(model_file, folder)
    return folder


@pytest.fixture(scope="module")
def engine(packages):
    return ArgosEngine(packages)


def test_an_installed_package_makes_its_pair_available(engine):
    available = engine.availability("en", "es")
    assert available.ok
    assert available.origin.startswith("mt:argos/en_es-")
    assert engine.availability("en-GB", "es-MX").ok


def test_a_missing_pair_names_both_ways_to_get_it(engine):
    reason = engine.availability("en", "zh-Hant").reason
    assert "readout engines install en zt" in reason
    assert "readout engines install FILE.argosmodel" in reason


def test_a_batch_keeps_its_order_and_its_gaps(engine):
    found = engine.translate(["", *TEXTS, "  "], "en", "es")
    assert found[0] is None
    assert found[-1] is None
    assert all(found[1:-1])
    assert found[1:-1] == [engine.translate([t], "en", "es")[0] for t in TEXTS]


def test_drafts_keep_their_placeholders(engine):
    link = (Placeholder(1, "link"),)
    items = [("The <1>Security Council</1> welcomed the agreement.", link)]
    ((_, draft),) = next(make_drafts(engine, items, "en", "es"))
    assert draft.why or ("<1>" in draft.text and "</1>" in draft.text)


def test_a_very_long_text_is_whole_or_nothing(engine):
    long = " ".join(f"{text} " for text in TEXTS * 60)
    ((_, draft),) = next(make_drafts(engine, [(long, ())], "en", "es"))
    assert draft.text == ""
    assert draft.why


OFFLINE = """
    import json, sys

    def refuse(event, arguments):
        if event.startswith("socket."):
            raise SystemExit(f"a socket was opened: {event} {arguments}")

    sys.addaudithook(refuse)
    from pathlib import Path
    from workflow.engines import make_drafts, pick_engine

    engine, available = pick_engine("auto", "en", "es", {"argos_packages": sys.argv[1]})
    items = [(text, ()) for text in json.loads(sys.argv[2])]
    found = [d for batch in make_drafts(engine, items, "en", "es") for _, d in batch]
    print(json.dumps([[d.origin, d.text, d.why] for d in found]))
"""


def test_without_a_network_it_works_and_opens_no_socket(packages, tmp_path):
    unshare = ["unshare", "--map-root-user", "--net"]
    if not shutil.which("unshare") or subprocess.run([*unshare, "true"]).returncode:
        pytest.skip("this machine does not let a test run without a network (unshare)")
    done = subprocess.run(
        [*unshare, sys.executable, "-c", textwrap.dedent(OFFLINE), packages,
         json.dumps(TEXTS)],
        capture_output=True, text=True, timeout=120, check=False,
        env={"HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found) == len(TEXTS)
    assert all(origin.startswith("mt:argos/en_es-") for origin, _, _ in found)
    assert all(text or why for _, text, why in found)
    assert any(text for _, text, _ in found)
    assert list(tmp_path.iterdir()) == []


def test_a_pivot_is_recorded(packages, tmp_path):
    for name, here, there in (("en_es", "en", "es"), ("es_ca", "es", "ca")):
        target = tmp_path / name
        shutil.copytree(next(packages.iterdir()), target)
        metadata = {"from_code": here, "to_code": there, "package_version": "1.0"}
        (target / "metadata.json").write_text(json.dumps(metadata))
    engine = ArgosEngine(tmp_path)
    sum_ = model_checksum(tmp_path / "en_es")
    origin = f"mt:argos/en_es-1.0@{sum_}+es_ca-1.0@{sum_}"
    assert engine.availability("en", "ca").origin == origin
    assert len(engine.translate(TEXTS, "en", "ca")) == len(TEXTS)


def test_a_broken_model_says_what_to_do(packages, tmp_path):
    shutil.copytree(next(packages.iterdir()), tmp_path / "en_es")
    (tmp_path / "en_es" / "model" / "model.bin").write_bytes(b"not a model")
    with pytest.raises(EngineError, match=r"cannot be loaded .*install it again"):
        ArgosEngine(tmp_path).translate(TEXTS, "en", "es")


def test_folders_that_are_no_packages_are_passed_over(packages, tmp_path):
    shutil.copytree(next(packages.iterdir()), tmp_path / "en_es")
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "metadata.json").write_text("[[[")
    (tmp_path / "file").write_text("x")
    assert list(installed_packages(tmp_path)) == [("en", "es")]


def test_the_newest_version_of_a_pair_is_used(tmp_path):
    for version in ("1.9", "1.10", "1.2"):
        folder = tmp_path / f"translate-en_fr-{version}"
        (folder / "model").mkdir(parents=True)
        (folder / "model" / "model.bin").touch()
        metadata = {"from_code": "en", "to_code": "fr", "package_version": version}
        (folder / "metadata.json").write_text(json.dumps(metadata))
    assert installed_packages(tmp_path)["en", "fr"].version == "1.10"


def test_locales_have_their_argos_codes():
    assert argos_codes("pt-BR") == ("pb", "pt")
    assert argos_codes("zh-Hant-HK") == ("zt",)
    assert argos_codes("zh") == ("zh",)
    assert argos_codes("no") == ("nb",)


def test_the_folder_is_the_one_that_argos_uses():
    assert default_packages_dir({"ARGOS_PACKAGES_DIR": "/p"}) == Path("/p")
    found = default_packages_dir({"XDG_DATA_HOME": "/d"})
    assert found == Path("/d/argos-translate/packages")


def test_installing_twice_replaces(model_file, tmp_path):
    first = install_from_file(model_file, tmp_path / "p")
    assert install_from_file(model_file, tmp_path / "p") == first
    assert len(list((tmp_path / "p").iterdir())) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["p"]


METADATA = json.dumps({"from_code": "en", "to_code": "es", "package_version": "1"})


def archive(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as found:
        for name, data in members:
            found.writestr(name, data)
    return stream.getvalue()


LINK = zipfile.ZipInfo("p/model/model.bin")
LINK.external_attr = (stat.S_IFLNK | 0o777) << 16


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "not a sound zip archive", id="empty"),
        pytest.param(b"PK\x03\x04 nonsense", "not a sound zip archive", id="nonsense"),
        pytest.param(archive([]), "exactly one folder", id="no members"),
        pytest.param(archive([("../x", "")]), "unsafe name '../x'", id="outside"),
        pytest.param(archive([("/etc/x", "")]), "unsafe name '/etc/x'", id="absolute"),
        pytest.param(archive([(LINK, "/etc/passwd")]), "unsafe name", id="link"),
        pytest.param(archive([("a/x", ""), ("b/x", "")]), "one folder", id="two"),
        pytest.param(archive([("a/x", "")]), "metadata.json is missing", id="bare"),
        pytest.param(
            archive([("a/metadata.json", "{")]), "metadata.json: ", id="broken metadata"
        ),
        pytest.param(
            archive([("a/metadata.json", '{"from_code": "../..", "to_code": "es"}')]),
            "from_code or to_code", id="bad code",
        ),
        pytest.param(
            archive([("a/metadata.json", METADATA)]), "model or", id="no model"
        ),
        pytest.param(
            archive([("a/metadata.json", METADATA), ("a/zeros", bytes(9_000_000))]),
            "far too much", id="bomb",
        ),
    ],
)  # fmt: skip
def test_a_file_that_is_no_package_is_refused_whole(tmp_path, data, message):
    path = tmp_path / "x.argosmodel"
    path.write_bytes(data)
    with pytest.raises(EngineError, match=message) as raised:
        install_from_file(path, tmp_path / "packages")
    assert str(raised.value).startswith(f"{path}: ")
    assert [p.name for p in tmp_path.iterdir()] == ["x.argosmodel"]


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(EngineError, match="No such file"):
        install_from_file(tmp_path / "none.argosmodel", tmp_path)


INDEX = """
    import sys
    from pathlib import Path
    from workflow.engines.argos_packages import install_from_index
    from workflow.errors import EngineError

    try:
        print(install_from_index("en-GB", sys.argv[2], Path(sys.argv[1])).folder)
    except EngineError as error:
        print(error)
"""


@pytest.fixture
def from_index(model_file, tmp_path):
    """Install from an index at an address, in a process of its own."""

    def install(address, target):
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(INDEX), tmp_path / "packages",
             target],
            capture_output=True, text=True, timeout=120, check=False,
            env={"HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT),
                 "ARGOS_PACKAGE_INDEX": address},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    return install


def test_the_index_without_a_network_names_the_file_way(from_index):
    found = from_index("http://127.0.0.1:9/", "fr")
    assert "index cannot be reached" in found
    assert "readout engines install FILE.argosmodel" in found


def test_a_package_is_installed_from_the_index(from_index, model_file, tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    shutil.copy(model_file, site / "en_es.argosmodel")
    handler = partial(SimpleHTTPRequestHandler, directory=site)
    handler.log_message = lambda *_: None
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        metadata = {"from_code": "en", "to_code": "es", "package_version": "1.0"}
        index = [metadata | {"links": [f"{address}en_es.argosmodel"]}]
        (site / "index.json").write_text(json.dumps(index))
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        assert str(tmp_path / "packages") in from_index(address, "es-MX")
        assert "index has no en-GB → fr" in from_index(address, "fr")
        server.shutdown()
    assert ArgosEngine(tmp_path / "packages").availability("en", "es").ok
