"""Former registry ids lead to the trial that they were merged into; the records that are here are read once."""

import json
import re
import zlib

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_JSON = re.compile(rb'"nctIdAliases"|"NCTIdAlias"')
_XML = re.compile(r"<nct_alias>\s*(NCT[0-9]{8})\s*</nct_alias>", re.ASCII)
_ID = re.compile(r"NCT[0-9]{8}", re.ASCII)
_CURRENT = """SELECT trials.id, trial_versions.raw FROM trials JOIN trial_versions
    ON trial_versions.trial_id = trials.id AND trial_versions.number = trials.current_number
    WHERE trials.id > :after ORDER BY trials.id LIMIT 200"""


def upgrade() -> None:
    """Go forward."""
    aliases = op.create_table(
        "trial_aliases",
        sa.Column("registry_id", sa.Text(), nullable=False),
        sa.Column("trial_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["trials.id"], name="fk_trial_aliases_trial_id_trials", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("registry_id", name="pk_trial_aliases"),
    )
    op.create_index("ix_trial_aliases_trial_id", "trial_aliases", ["trial_id"])
    if op.get_context().as_sql:
        return
    connection, after = op.get_bind(), ""
    known: set[str] = set()
    while rows := connection.execute(sa.text(_CURRENT), {"after": after}).all():
        after = rows[-1].id
        found = [(former, row.id) for row in rows for former in _former_ids(zlib.decompress(row.raw))]
        new = {former: trial_id for former, trial_id in found if former not in known}
        known.update(new)
        if new:
            connection.execute(
                sa.insert(aliases), [{"registry_id": former, "trial_id": trial_id} for former, trial_id in new.items()]
            )


def downgrade() -> None:
    """Go back; former ids are found again after the next upgrade."""
    op.drop_index("ix_trial_aliases_trial_id", "trial_aliases")
    op.drop_table("trial_aliases")


def _former_ids(raw: bytes) -> list[str]:
    if not _JSON.search(raw):
        return _XML.findall(raw.decode("utf-8", "replace")) if b"<nct_alias>" in raw else []
    try:
        listed = _listed(json.loads(raw))
    except (ValueError, KeyError, TypeError, AttributeError):
        return []  # a record of some other shape: its former ids come with its next version
    return [former for former in listed if isinstance(former, str) and _ID.fullmatch(former)]


def _listed(data: dict[str, object]) -> list[object]:
    if "protocolSection" in data:
        return list(data["protocolSection"]["identificationModule"]["nctIdAliases"])  # type: ignore[index]  # any JSON
    study = data.get("FullStudy", data).get("Study", data)  # type: ignore[attr-defined]  # any JSON
    return list(study["ProtocolSection"]["IdentificationModule"]["NCTIdAliasList"]["NCTIdAlias"])
