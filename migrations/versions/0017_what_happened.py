"""What happened, as rows for those whom it concerns; the events of links move there."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_MOVE = """
INSERT INTO activities (account_id, seq, at, kind, actor, actor_id, net, subject_id, detail)
SELECT shares.account_id,
    row_number() OVER (PARTITION BY shares.account_id ORDER BY event.at, event.id),
    event.at,
    CASE event.kind WHEN 'replied' THEN 'reply.came' ELSE 'link.' || event.kind END,
    event.who,
    (SELECT min(accounts.id) FROM unlocks JOIN accounts ON accounts.id = unlocks.account_id
     WHERE unlocks.share_id = event.share_id AND accounts.name = event.who),
    event.net, event.share_id, NULL
FROM share_events AS event JOIN shares ON shares.id = event.share_id
"""

_COUNT = """
INSERT INTO activity_sequences (account_id, last)
SELECT account_id, max(seq) FROM activities GROUP BY account_id
"""

# An event had an id of its own. The number of its row makes one that is as unique, and keeps the order of equal instants.
_MOVE_BACK = """
INSERT INTO share_events (id, share_id, kind, at, who, net)
SELECT substr(activities.account_id, 1, 12) || {padded}, activities.subject_id,
    CASE activities.kind WHEN 'reply.came' THEN 'replied' ELSE substr(activities.kind, 6) END,
    activities.at, activities.actor, activities.net
FROM activities JOIN shares ON shares.id = activities.subject_id AND shares.account_id = activities.account_id
WHERE activities.kind = 'reply.came' OR (activities.kind LIKE 'link.%' AND activities.kind <> 'link.expiring')
"""

_PADDED = {"sqlite": "printf('%010d', activities.seq)", "postgresql": "lpad(activities.seq::text, 10, '0')"}


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "activities",
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.String(length=22), nullable=True),
        sa.Column("net", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.String(length=22), nullable=False),
        sa.Column("detail", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_activities_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "seq", name="pk_activities"),
    )
    op.create_table(
        "activity_sequences",
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_activity_sequences_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name="pk_activity_sequences"),
    )
    op.execute(_MOVE)
    op.execute(_COUNT)
    op.create_index("ix_activities_at", "activities", ["at"])
    op.create_index("ix_activities_subject_id_account_id_seq", "activities", ["subject_id", "account_id", "seq"])
    op.create_index("ix_activities_account_id_kind_seq", "activities", ["account_id", "kind", "seq"])
    op.create_index(
        "ix_activities_actor_id",
        "activities",
        ["actor_id"],
        sqlite_where=sa.text("actor_id IS NOT NULL"),
        postgresql_where=sa.text("actor_id IS NOT NULL"),
    )
    op.drop_index("ix_share_events_share_id_at", "share_events")
    op.drop_table("share_events")
    op.add_column("shares", sa.Column("expiry_told", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_shares_expires_at", "shares", ["expires_at"])


def downgrade() -> None:
    """Go back; what happened to other things than links is forgotten."""
    op.create_table(
        "share_events",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("share_id", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("net", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["share_id"], ["shares.id"], name="fk_share_events_share_id_shares", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_share_events"),
    )
    op.execute(_MOVE_BACK.format(padded=_PADDED[op.get_bind().dialect.name]))
    op.create_index("ix_share_events_share_id_at", "share_events", ["share_id", "at"])
    op.drop_table("activity_sequences")
    op.drop_table("activities")
    op.drop_index("ix_shares_expires_at", "shares")
    op.drop_column("shares", "expiry_told")
