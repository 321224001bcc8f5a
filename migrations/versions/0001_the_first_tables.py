"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


_SQLITE_SEARCH = """
CREATE VIRTUAL TABLE trial_search USING fts5(
    registry_id, title, topics, body, tokenize = "unicode61 remove_diacritics 2", prefix = "2 3"
)
"""

_POSTGRESQL_SEARCH = """
CREATE TABLE trial_search (
    rowid BIGSERIAL PRIMARY KEY,
    registry_id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    topics TEXT NOT NULL,
    body TEXT NOT NULL,
    words TSVECTOR NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', registry_id || ' ' || title), 'A')
        || setweight(to_tsvector('simple', topics), 'B')
        || setweight(to_tsvector('simple', body), 'D')
    ) STORED
);
CREATE INDEX ix_trial_search_words ON trial_search USING gin (words)
"""


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("email", name="uq_accounts_email"),
    )
    op.create_table(
        "passcode_counters",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("window_started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("scope", "key", name="pk_passcode_counters"),
    )
    op.create_table(
        "trials",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("registry_id", sa.Text(), nullable=False),
        sa.Column("current_number", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_trials"),
        sa.UniqueConstraint("registry_id", name="uq_trials_registry_id"),
    )
    op.create_index("ix_trials_updated_at", "trials", ["updated_at"])
    op.create_table(
        "labels",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hue", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hue BETWEEN 1 AND 8", name="ck_labels_hue"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_labels_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_labels"),
        sa.UniqueConstraint("account_id", "name", name="uq_labels_account_id_name"),
    )
    op.create_table(
        "shares",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("trial_id", sa.String(length=22), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("can_reply", sa.Boolean(), nullable=False),
        sa.Column("passcode_hash", sa.Text(), nullable=False),
        sa.Column("passcode_own", sa.Boolean(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("unlock_epoch", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_at > created_at", name="ck_shares_expiry"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_shares_account_id_accounts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["trial_id"], ["trials.id"], name="fk_shares_trial_id_trials"),
        sa.PrimaryKeyConstraint("id", name="pk_shares"),
        sa.UniqueConstraint("account_id", "client_key", name="uq_shares_account_id_client_key"),
    )
    op.create_index("ix_shares_account_id_created_at", "shares", ["account_id", "created_at"])
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.Column("net", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_sign_ins_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sign_ins"),
    )
    op.create_index("ix_sign_ins_account_id", "sign_ins", ["account_id"])
    op.create_table(
        "trial_topics",
        sa.Column("trial_id", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["trials.id"], name="fk_trial_topics_trial_id_trials", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("trial_id", "kind", "key", name="pk_trial_topics"),
    )
    op.create_index("ix_trial_topics_kind_key", "trial_topics", ["kind", "key"])
    op.create_table(
        "trial_versions",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("trial_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record_updated", sa.Text(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("sponsor", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("document", sa.JSON(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["trials.id"], name="fk_trial_versions_trial_id_trials", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_trial_versions"),
        sa.UniqueConstraint("trial_id", "number", name="uq_trial_versions_trial_id_number"),
    )
    op.create_index("ix_trial_versions_record_updated", "trial_versions", ["record_updated"])
    op.create_table(
        "guests",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("share_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["share_id"], ["shares.id"], name="fk_guests_share_id_shares", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_guests"),
    )
    op.create_index("ix_guests_share_id", "guests", ["share_id"])
    op.create_table(
        "notes",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("trial_id", sa.String(length=22), nullable=False),
        sa.Column("version_id", sa.String(length=22), nullable=False),
        sa.Column("start_offset", sa.Integer(), nullable=True),
        sa.Column("end_offset", sa.Integer(), nullable=True),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("label_id", sa.String(length=22), nullable=True),
        sa.Column("client_key", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(start_offset IS NULL AND end_offset IS NULL) OR (start_offset >= 0 AND end_offset > start_offset)",
            name="ck_notes_passage",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_notes_account_id_accounts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["label_id"], ["labels.id"], name="fk_notes_label_id_labels", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["trial_id"], ["trials.id"], name="fk_notes_trial_id_trials"),
        sa.ForeignKeyConstraint(["version_id"], ["trial_versions.id"], name="fk_notes_version_id_trial_versions"),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sa.UniqueConstraint("account_id", "client_key", name="uq_notes_account_id_client_key"),
    )
    op.create_index("ix_notes_account_id_created_at", "notes", ["account_id", "created_at"])
    op.create_index("ix_notes_account_id_trial_id", "notes", ["account_id", "trial_id"])
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
    op.create_index("ix_share_events_share_id_at", "share_events", ["share_id", "at"])
    op.create_table(
        "share_notes",
        sa.Column("share_id", sa.String(length=22), nullable=False),
        sa.Column("note_id", sa.String(length=22), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_share_notes_note_id_notes", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["share_id"], ["shares.id"], name="fk_share_notes_share_id_shares", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("share_id", "note_id", name="pk_share_notes"),
    )
    op.create_index("ix_share_notes_note_id", "share_notes", ["note_id"])
    op.create_table(
        "threads",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("note_id", sa.String(length=22), nullable=False),
        sa.Column("share_id", sa.String(length=22), nullable=False),
        sa.Column("respondent_account_id", sa.String(length=22), nullable=True),
        sa.Column("respondent_guest_id", sa.String(length=22), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("respondent_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(respondent_account_id IS NULL) <> (respondent_guest_id IS NULL)", name="ck_threads_one_respondent"
        ),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_threads_note_id_notes", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["respondent_account_id"],
            ["accounts.id"],
            name="fk_threads_respondent_account_id_accounts",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["respondent_guest_id"], ["guests.id"], name="fk_threads_respondent_guest_id_guests", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["share_id"], ["shares.id"], name="fk_threads_share_id_shares", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_threads"),
        sa.UniqueConstraint("note_id", "respondent_account_id", name="uq_threads_note_id_respondent_account_id"),
        sa.UniqueConstraint("note_id", "respondent_guest_id", name="uq_threads_note_id_respondent_guest_id"),
    )
    op.create_index("ix_threads_respondent_account_id", "threads", ["respondent_account_id"])
    op.create_index("ix_threads_respondent_guest_id", "threads", ["respondent_guest_id"])
    op.create_index("ix_threads_share_id", "threads", ["share_id"])
    op.create_table(
        "unlocks",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("share_id", sa.String(length=22), nullable=False),
        sa.Column("unlock_epoch", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=True),
        sa.Column("guest_id", sa.String(length=22), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_unlocks_account_id_accounts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["guest_id"], ["guests.id"], name="fk_unlocks_guest_id_guests", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["share_id"], ["shares.id"], name="fk_unlocks_share_id_shares", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_unlocks"),
    )
    op.create_index("ix_unlocks_account_id", "unlocks", ["account_id"])
    op.create_index("ix_unlocks_share_id", "unlocks", ["share_id"])
    op.create_table(
        "replies",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("thread_id", sa.String(length=22), nullable=False),
        sa.Column("from_author", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name="fk_replies_thread_id_threads", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_replies"),
        sa.UniqueConstraint(
            "thread_id", "from_author", "client_key", name="uq_replies_thread_id_from_author_client_key"
        ),
    )
    op.create_index("ix_replies_thread_id_created_at", "replies", ["thread_id", "created_at"])
    op.execute(_SQLITE_SEARCH if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL_SEARCH)


def downgrade() -> None:
    """Go back."""
    op.execute("DROP TABLE trial_search")
    op.drop_index("ix_replies_thread_id_created_at", "replies")
    op.drop_table("replies")
    op.drop_index("ix_unlocks_share_id", "unlocks")
    op.drop_index("ix_unlocks_account_id", "unlocks")
    op.drop_table("unlocks")
    op.drop_index("ix_threads_share_id", "threads")
    op.drop_index("ix_threads_respondent_guest_id", "threads")
    op.drop_index("ix_threads_respondent_account_id", "threads")
    op.drop_table("threads")
    op.drop_index("ix_share_notes_note_id", "share_notes")
    op.drop_table("share_notes")
    op.drop_index("ix_share_events_share_id_at", "share_events")
    op.drop_table("share_events")
    op.drop_index("ix_notes_account_id_trial_id", "notes")
    op.drop_index("ix_notes_account_id_created_at", "notes")
    op.drop_table("notes")
    op.drop_index("ix_guests_share_id", "guests")
    op.drop_table("guests")
    op.drop_index("ix_trial_versions_record_updated", "trial_versions")
    op.drop_table("trial_versions")
    op.drop_index("ix_trial_topics_kind_key", "trial_topics")
    op.drop_table("trial_topics")
    op.drop_index("ix_sign_ins_account_id", "sign_ins")
    op.drop_table("sign_ins")
    op.drop_index("ix_shares_account_id_created_at", "shares")
    op.drop_table("shares")
    op.drop_table("labels")
    op.drop_index("ix_trials_updated_at", "trials")
    op.drop_table("trials")
    op.drop_table("passcode_counters")
    op.drop_table("accounts")
