"""Names that look alike are one; jobs know their machine; the logs only grow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.model.names import fold_name

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_LOGS = ("event", "audit")


def upgrade() -> None:
    """Bring the tables forward."""
    text = sa.Column("folded", sa.Text(), nullable=False, server_default="")
    op.add_column("account", text)
    _fold_names()
    op.create_index("ix_account_folded", "account", ["folded"], unique=True)
    host = sa.Column("host", sa.String(255), nullable=False, server_default="")
    op.add_column("job", host)
    for table in _LOGS:
        for act in ("UPDATE", "DELETE"):
            _refuse(table, act)


def _fold_names() -> None:
    account = sa.table("account", *map(sa.column, ("id", "name", "folded")))
    connection = op.get_bind()
    seen: set[str] = set()
    query = sa.select(account.c.id, account.c.name).order_by(account.c.id)
    for number, name in connection.execute(query).all():
        folded = fold_name(name)
        if folded in seen:  # two accounts look alike already: both stay
            folded += f"\n{number}"
        seen.add(folded)
        mine = account.c.id == number
        connection.execute(sa.update(account).where(mine).values(folded=folded))


def _refuse(table: str, act: str) -> None:
    name = f"{table}_refuses_{act.lower()}"
    message = f"the {table} log is append-only"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{message}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )


def downgrade() -> None:
    """Bring the tables back."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in _LOGS:
        for act in ("update", "delete"):
            name = f"{table}_refuses_{act}"
            if on_sqlite:
                op.execute(f"DROP TRIGGER {name}")
            else:
                op.execute(f"DROP FUNCTION {name}() CASCADE")
    op.drop_column("job", "host")
    op.drop_index("ix_account_folded", "account")
    op.drop_column("account", "folded")
