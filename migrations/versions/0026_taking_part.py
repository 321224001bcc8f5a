"""Messages to a study's contact, addresses that want none, people who want mail about trials, and what mails are about."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; nobody answers to mails that wait already."""
    for name in ("reply_to", "cause"):
        op.add_column("mails", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("mails") as mails:
        mails.alter_column("reply_to", server_default=None)
        mails.alter_column("cause", server_default=None)
    op.create_table(
        "enquiries",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("trial_id", sa.String(length=22), nullable=False),
        sa.Column("mail_id", sa.String(length=22), nullable=True),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_enquiries_account_id_accounts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["trial_id"], ["trials.id"], name="fk_enquiries_trial_id_trials", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["mail_id"], ["mails.id"], name="fk_enquiries_mail_id_mails", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_enquiries"),
        sa.UniqueConstraint("account_id", "client_key", name="uq_enquiries_account_id_client_key"),
    )
    op.create_index("ix_enquiries_trial_id", "enquiries", ["trial_id"])
    op.create_index("ix_enquiries_mail_id", "enquiries", ["mail_id"])
    op.create_index("ix_enquiries_created_at", "enquiries", ["created_at"])
    op.create_table(
        "mail_refusals",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_mail_refusals"),
    )
    op.create_table(
        "volunteers",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_volunteers"),
    )
    for name in ("email", "due_at"):
        op.create_index(f"ix_volunteers_{name}", "volunteers", [name])
    op.create_table(
        "volunteer_conditions",
        sa.Column("volunteer_id", sa.String(length=22), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteers.id"],
            name="fk_volunteer_conditions_volunteer_id_volunteers",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("volunteer_id", "key", name="pk_volunteer_conditions"),
    )


def downgrade() -> None:
    """Go back; who wants mail, who wants none, and messages that went out are forgotten: switch enquiries off before."""
    op.drop_table("volunteer_conditions")
    for name in ("due_at", "email"):
        op.drop_index(f"ix_volunteers_{name}", "volunteers")
    op.drop_table("volunteers")
    op.drop_table("mail_refusals")
    op.drop_index("ix_enquiries_created_at", "enquiries")
    op.drop_index("ix_enquiries_mail_id", "enquiries")
    op.drop_index("ix_enquiries_trial_id", "enquiries")
    op.drop_table("enquiries")
    op.drop_column("mails", "cause")
    op.drop_column("mails", "reply_to")
