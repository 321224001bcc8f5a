"""Evidence tables: columns, rows, what is said of cells, frozen ones, and links over them."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_ID = sa.String(length=22)
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "evidence_tables",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("deleted_at", _TIME, nullable=True),
        _refers("evidence_tables", "account_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_tables"),
        sa.UniqueConstraint("account_id", "client_key", name="uq_evidence_tables_account_id_client_key"),
    )
    op.create_index("ix_evidence_tables_account_id_created_at", "evidence_tables", ["account_id", "created_at"])
    _partial("evidence_tables", "deleted_at")
    op.create_table(
        "evidence_columns",
        sa.Column("id", _ID, nullable=False),
        sa.Column("table_id", _ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label_id", _ID, nullable=True),
        sa.Column("fact", sa.Text(), nullable=True),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("former_label_id", _ID, nullable=True),
        sa.CheckConstraint("label_id IS NULL OR fact IS NULL", name="ck_evidence_columns_one_kind"),
        _refers("evidence_columns", "table_id", "evidence_tables"),
        _refers("evidence_columns", "label_id", "labels", "SET NULL"),
        _refers("evidence_columns", "former_label_id", "labels", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_columns"),
        sa.UniqueConstraint("table_id", "label_id", name="uq_evidence_columns_table_id_label_id"),
        sa.UniqueConstraint("table_id", "fact", name="uq_evidence_columns_table_id_fact"),
    )
    op.create_index("ix_evidence_columns_table_id_position", "evidence_columns", ["table_id", "position"])
    _partial("evidence_columns", "label_id")
    _partial("evidence_columns", "former_label_id")
    op.create_table(
        "evidence_rows",
        sa.Column("table_id", _ID, nullable=False),
        sa.Column("trial_id", _ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _refers("evidence_rows", "table_id", "evidence_tables"),
        _refers("evidence_rows", "trial_id", "trials"),
        sa.PrimaryKeyConstraint("table_id", "trial_id", name="pk_evidence_rows"),
    )
    op.create_index("ix_evidence_rows_trial_id", "evidence_rows", ["trial_id"])
    op.create_table(
        "evidence_not_reported",
        sa.Column("table_id", _ID, nullable=False),
        sa.Column("label_id", _ID, nullable=False),
        sa.Column("trial_id", _ID, nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        _refers("evidence_not_reported", "table_id", "evidence_tables"),
        _refers("evidence_not_reported", "label_id", "labels"),
        _refers("evidence_not_reported", "trial_id", "trials"),
        sa.PrimaryKeyConstraint("table_id", "label_id", "trial_id", name="pk_evidence_not_reported"),
    )
    for column in ("label_id", "trial_id"):
        op.create_index(f"ix_evidence_not_reported_{column}", "evidence_not_reported", [column])
    op.create_table(
        "evidence_kept_quotes",
        sa.Column("table_id", _ID, nullable=False),
        sa.Column("note_id", _ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        _refers("evidence_kept_quotes", "table_id", "evidence_tables"),
        _refers("evidence_kept_quotes", "note_id", "notes"),
        sa.PrimaryKeyConstraint("table_id", "note_id", name="pk_evidence_kept_quotes"),
    )
    op.create_index("ix_evidence_kept_quotes_note_id", "evidence_kept_quotes", ["note_id"])
    op.create_table(
        "evidence_frozen",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("table_id", _ID, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("frozen_at", _TIME, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("trials", sa.Integer(), nullable=False),
        sa.Column("cells", sa.Integer(), nullable=False),
        sa.Column("deleted_at", _TIME, nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _refers("evidence_frozen", "account_id", "accounts"),
        _refers("evidence_frozen", "table_id", "evidence_tables", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_frozen"),
    )
    op.create_index("ix_evidence_frozen_account_id_frozen_at", "evidence_frozen", ["account_id", "frozen_at"])
    _partial("evidence_frozen", "table_id")
    _partial("evidence_frozen", "deleted_at")
    op.create_table(
        "evidence_links",
        sa.Column("share_id", _ID, nullable=False),
        sa.Column("table_id", _ID, nullable=True),
        sa.Column("given", sa.LargeBinary(), nullable=False),
        _refers("evidence_links", "share_id", "shares"),
        _refers("evidence_links", "table_id", "evidence_tables", "SET NULL"),
        sa.PrimaryKeyConstraint("share_id", name="pk_evidence_links"),
    )
    op.create_index("ix_evidence_links_table_id", "evidence_links", ["table_id"])


def downgrade() -> None:
    """Go back: tables are lost, frozen ones too; notes and links stay."""
    for table in ("links", "frozen", "kept_quotes", "not_reported", "rows", "columns", "tables"):
        op.drop_table(f"evidence_{table}")


def _refers(table: str, column: str, to: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete=ondelete)


def _partial(table: str, column: str) -> None:
    where = sa.text(f"{column} IS NOT NULL")
    op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=where, postgresql_where=where)
