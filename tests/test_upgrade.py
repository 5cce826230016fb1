"""The tables of the ledger: made, upgraded, and never half of it."""

import subprocess
import sys

import pytest
from sqlalchemy import inspect, text

from workflow.errors import EnvironmentFault, ProjectError
from workflow.ledger import accounts
from workflow.ledger.database import HEAD, REVISIONS, Ledger, migrate, open_ledger
from workflow.ledger.schema import metadata


@pytest.fixture
def empty(tmp_path, database_url):
    (tmp_path / ".readout").mkdir()
    found = Ledger(tmp_path, database_url)
    yield found
    found.dispose()


def test_the_migrations_make_the_tables_that_the_program_knows(empty):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    empty.upgrade()
    with empty.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_newest_step_is_that_of_alembic():
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    from workflow.ledger import database

    config = Config()
    config.set_main_option("script_location", str(database._MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    assert script.get_current_head() == HEAD
    assert [s.revision for s in script.walk_revisions()] == list(REVISIONS)[::-1]


def test_an_upgrade_from_the_first_tables_keeps_what_is_in_them(empty):
    with empty.write() as connection:
        migrate(connection, "0001")
        for number, name in enumerate(["Li Wei", "maria", "Maria"], 1):
            connection.execute(
                text(
                    "INSERT INTO account (id, name, disabled, created) "
                    "VALUES (:id, :name, false, '2026-01-01T00:00:00Z')"
                ),
                {"id": number, "name": name},
            )
            connection.execute(
                text("INSERT INTO \"grant\" (account, role) VALUES (:id, 'admin')"),
                {"id": number},
            )
    assert not empty.is_current()
    empty.upgrade()
    assert empty.is_current()
    with empty.read() as connection:
        found = accounts.list_accounts(connection)
        assert {a.name for a in found} == {"Li Wei", "maria", "Maria"}
        assert all(len(a.grants) == 1 for a in found)
        assert accounts.find_account(connection, "li wei").name == "Li Wei"
        assert accounts.find_account(connection, "MARIA").name == "maria", "the older"


def test_upgrading_again_changes_nothing(empty):
    empty.upgrade()
    with empty.write() as connection:
        accounts.add_account(connection, "li", [])
    empty.upgrade()
    with empty.read() as connection:
        assert [a.name for a in accounts.list_accounts(connection)] == ["li"]


def test_the_steps_can_be_taken_back(empty):
    from alembic import command
    from alembic.config import Config

    from workflow.ledger import database

    empty.upgrade()
    config = Config()
    config.set_main_option("script_location", str(database._MIGRATIONS))
    with empty.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    with empty.read() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    empty.upgrade()
    assert empty.is_current()


def test_a_database_of_a_newer_program_is_left_alone(empty):
    empty.upgrade()
    with empty.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    with pytest.raises(ProjectError) as caught:
        empty.upgrade()
    assert str(caught.value) == (
        "the database was made by a newer Readout (its tables are of step 0999, this "
        f"one knows {HEAD}); install that version"
    )


def test_an_upgrade_that_fails_leaves_the_old_tables(empty, monkeypatch):
    from workflow.model import names

    with empty.write() as connection:
        migrate(connection, "0001")
        connection.execute(
            text(
                "INSERT INTO account (id, name, disabled, created) VALUES "
                "(1, 'li', false, '2026-01-01T00:00:00Z')"
            )
        )
    monkeypatch.setattr(names, "fold_name", lambda name: f"{name}{1 // 0}")
    with pytest.raises(ZeroDivisionError):
        empty.upgrade()
    with empty.read() as connection:
        columns = {c["name"] for c in inspect(connection).get_columns("account")}
        found = connection.execute(text("SELECT version_num FROM alembic_version"))
        assert found.scalar() == "0001"
        assert "folded" not in columns
    monkeypatch.undo()
    empty.upgrade()
    assert empty.is_current()


def test_four_processes_may_start_a_new_ledger_at_once(tmp_path, database_url):
    script = (
        "import sys; from pathlib import Path; "
        "from workflow.ledger.database import open_ledger; "
        "from workflow.ledger import accounts\n"
        "with open_ledger(Path(sys.argv[1]), sys.argv[2]).write() as connection:\n"
        "    accounts.add_account(connection, 'p' + sys.argv[3], [])\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script, root, database_url, str(n)],
                         stderr=subprocess.PIPE, text=True)
        for n, root in enumerate(roots(tmp_path, database_url))
    ]  # fmt: skip
    said = [process.communicate(timeout=120)[1] for process in running]
    assert [process.returncode for process in running] == [0] * 4, said
    ledger = open_ledger(tmp_path, database_url)
    with ledger.read() as connection:
        assert len(accounts.list_accounts(connection)) == 4
    ledger.dispose()


def roots(tmp_path, database_url):
    """With PostgreSQL the four are on four machines: no lock file is shared."""
    return [tmp_path / str(n) if database_url else tmp_path for n in range(4)]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "database_url: Could not parse SQLAlchemy URL"),
        ("mysql://db/desk", "database_url: 'mysql' is neither sqlite nor postgresql"),
        ("sqlite://", "database_url: a database in memory forgets; name a file"),
    ],
)
def test_an_address_of_no_use_is_refused(tmp_path, url, message):
    with pytest.raises(ProjectError) as caught:
        open_ledger(tmp_path, url)
    assert str(caught.value).startswith(message)


def test_a_driver_that_is_not_installed_is_named(tmp_path):
    with pytest.raises(EnvironmentFault) as caught:
        open_ledger(tmp_path, "postgresql+psycopg2://db/desk")
    assert str(caught.value) == (
        "database_url: the driver is not installed (No module named 'psycopg2'); "
        "for PostgreSQL install readout[postgresql]"
    )


def test_a_database_that_is_away_is_said_without_its_password(tmp_path):
    with pytest.raises(EnvironmentFault) as caught:
        open_ledger(tmp_path, "postgres://desk:geheim@127.0.0.1:1/desk")
    assert str(caught.value).startswith("database: connection")
    assert "geheim" not in str(caught.value)


def test_a_file_that_is_no_database_is_said(tmp_path):
    (tmp_path / ".readout").mkdir()
    (tmp_path / ".readout" / "desk.sqlite").write_text("not a database at all" * 99)
    with pytest.raises(EnvironmentFault, match=r"^database: file is not a database$"):
        open_ledger(tmp_path)
