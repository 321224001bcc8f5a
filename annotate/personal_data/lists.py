"""A person's own lists, as their archive holds them: labels, tags, what they follow, and the searches that they saved."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from annotate.codebook.queries import deleted_labels, labels_of
from annotate.codebook.tags.queries import tags_of
from annotate.core.instants import write_second
from annotate.core.viewer import Viewer
from annotate.following.models import Follow
from annotate.following.queries import follows_of, searches_of
from annotate.notes.saved.queries import every_note_search


def label_entries(session: Session, viewer: Viewer) -> Iterator[dict[str, object]]:
    """Write the viewer's labels in their order, with those that they deleted lately."""
    for label in [*labels_of(session, viewer), *deleted_labels(session, viewer.id)]:
        yield {
            "name": label.name,
            "hue": label.hue,
            "description": label.description,
            "when_not": label.when_not,
            "created_at": write_second(label.created_at),
            "deleted_at": write_second(label.deleted_at),
            "before_its_last_edit": label.former,
        }


def tag_entries(session: Session, viewer: Viewer) -> Iterator[dict[str, object]]:
    """Write the viewer's tags."""
    for tag in tags_of(session, viewer):
        yield {"name": tag.name, "created_at": write_second(tag.created_at)}


def following_entries(session: Session, viewer: Viewer) -> Iterator[dict[str, object]]:
    """Write what the viewer follows, with what they unfollowed lately."""
    for follow in follows_of(session, viewer):
        yield {
            **_subject(follow),
            "since": write_second(follow.created_at),
            "ended_at": write_second(follow.ended_at),
        }


def search_entries(session: Session, viewer: Viewer) -> Iterator[dict[str, object]]:
    """Write the viewer's saved searches, with those that they deleted lately."""
    for search in searches_of(session, viewer):
        yield {
            "name": search.name,
            "address": f"/trials?{search.query}",
            "saved_at": write_second(search.created_at),
            "deleted_at": write_second(search.deleted_at),
        }


def note_search_entries(session: Session, viewer: Viewer) -> Iterator[dict[str, object]]:
    """Write the viewer's saved searches of notes, with those that they deleted lately."""
    for search in every_note_search(session, viewer):
        yield {
            "name": search.name,
            "query": search.query,
            "by_trial": search.by_trial,
            "saved_at": write_second(search.created_at),
            "deleted_at": write_second(search.deleted_at),
        }


def _subject(follow: Follow) -> dict[str, object]:
    if follow.trial is not None:
        return {"trial": follow.trial.registry_id}
    return {"search": follow.search.name} if follow.search is not None else {"condition": follow.condition_key}
