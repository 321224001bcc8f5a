"""What happened, as the archive of a person holds it."""

from annotate.activity.kinds import ActivityKind
from annotate.activity.models import Activity
from annotate.trials.models import LastRead


def event_entry(row: Activity) -> dict[str, object]:
    """Write what happened to a link, under the name that archives have had for it from the beginning."""
    noun, _, happened = row.kind.partition(".")
    what = "replied" if row.kind == ActivityKind.REPLY_CAME else f"reply {happened}" if noun == "reply" else happened
    return {"what": what, "at": row.at.isoformat(), "who": row.actor, "network": row.net}


def activity_entry(row: Activity) -> dict[str, object]:
    """Write a row as ``docs/activity.md`` describes it."""
    return {
        "number": row.seq,
        "kind": row.kind,
        "at": row.at.isoformat(),
        "actor": row.actor,
        "network": row.net,
        "subject": row.subject_id,
        "detail": row.detail,
    }


def last_read_entry(read: LastRead, registry_id: str) -> dict[str, object]:
    """Write when a trial was last read."""
    return {"trial": registry_id, "version": read.version_number, "read_at": read.read_at.isoformat()}
