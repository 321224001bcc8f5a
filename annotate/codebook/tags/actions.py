"""Use cases of tags: take them for a note, rename, merge and delete them."""

from collections.abc import Callable, Collection

from sqlalchemy.orm import Session

from annotate.accounts.queries import hold_account
from annotate.clock import now
from annotate.codebook.models import Tag
from annotate.codebook.tags import queries
from annotate.core.tags import LONGEST_TAG, MOST_ON_NOTE, SEPARATOR, clean_tags, key_of
from annotate.core.text import shortened, storable
from annotate.core.viewer import Viewer
from annotate.database import new_id
from annotate.errors import Invalid

MOST_TAGS = 500
"""Tags of one person: their page lists them all."""

MergeTags = Callable[[Session, Tag, Tag], None]
"""Gives the notes that have the first tag the second one. Notes stand above tags, so callers hand this in."""

_SHOWN = 30  # code points of a tag that a refusal repeats


def take_tags(session: Session, viewer: Viewer, names: Collection[str]) -> list[Tag]:
    """Give the viewer's tags of these names; those that are new are made. Raises Invalid for a bad one, or one too many."""
    _require_storable("tags", names)
    wanted = [_checked("tags", name) for name in clean_tags(names)]
    if len(wanted) > MOST_ON_NOTE:
        raise Invalid.field("tags", f"A note can have {MOST_ON_NOTE} tags; this one would have {len(wanted):,}.")
    if not wanted:
        return []
    hold_account(session, viewer.id)
    found = queries.tags_by_key(session, viewer, wanted)
    new = [name for name in wanted if key_of(name) not in found]
    if new and queries.count_tags(session, viewer) + len(new) > MOST_TAGS:
        raise Invalid.field(
            "tags",
            f"You have {MOST_TAGS} tags, which is the most. Use one that you have, or delete some on the page Tags.",
        )
    for name in new:
        tag = Tag(id=new_id(), account_id=viewer.id, name=name, key=key_of(name), created_at=now())
        session.add(tag)
        found[tag.key] = tag
    session.flush()
    return [found[key_of(name)] for name in wanted]


def rename_tag(session: Session, viewer: Viewer, tag: Tag, name: str) -> None:
    """Give a tag that was found for a change another name. Raises Invalid for a bad name or one in use."""
    _require_storable("name", [name])
    names = clean_tags([name])
    if not names:
        raise Invalid.field("name", "Give the tag a name, such as “to discuss”.")
    words = _checked("name", names[0])
    other = queries.tags_by_key(session, viewer, [words]).get(key_of(words))
    if other is not None and other.id != tag.id:
        raise Invalid.field("name", f"You have a tag “{other.name}” already. You can merge this one into it instead.")
    tag.name, tag.key = words, key_of(words)
    session.flush()


def merge_tag(session: Session, tag: Tag, into: Tag, merge: MergeTags) -> None:
    """Give the notes of a tag another one, and delete it; both were found for a change. Raises Invalid for the tag itself."""
    if tag.id == into.id:
        raise Invalid.field("into", "Choose another tag: one cannot be merged into itself.")
    merge(session, tag, into)
    session.delete(tag)
    session.flush()


def delete_tag(session: Session, tag: Tag) -> None:
    """Delete a tag that was found for a change; the notes that had it stay."""
    session.delete(tag)
    session.flush()


def _require_storable(field: str, names: Collection[str]) -> None:
    if not all(map(storable, names)):
        raise Invalid.field(field, "This holds a character that cannot be stored. Please remove it.")


def _checked(field: str, name: str) -> str:
    if SEPARATOR in name:
        raise Invalid.field(field, "A tag cannot hold a comma: commas stand between two tags.")
    if len(name) > LONGEST_TAG:
        raise Invalid.field(
            field,
            f"A tag can be {LONGEST_TAG} characters long; “{shortened(name, _SHOWN)}” has {len(name):,}. Put commas between tags.",
        )
    return name
