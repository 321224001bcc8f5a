"""Entity tags (RFC 9110, section 8.8.3) of notes and replies, and what a change states that was made on one of them.

``"n-<id>-<revision>"`` names the words of a note. The tag of a whole answer goes on with a digest of it, for the answer
says more than the words: where the note stands now, its label. A change is stale when the words are others, and only then.
"""

import hashlib
import re

from flask import Request

from annotate.errors import RevisionRequired

_DIGEST = 16  # hexadecimal digits: 64 bits tell the states of one thing apart


def whole_tag(words_tag: str, answer: bytes) -> str:
    """Name a whole answer, without the quotes that ``words_tag`` comes with."""
    words = words_tag.strip('"')
    return f"{words}-{hashlib.sha256(answer).hexdigest()[:_DIGEST]}"


def stated_revision(request: Request, kinds: str, row_id: str, present: int) -> int:
    """Give the revision that a change was made on: the present one if that is among those that it states.

    ``kinds`` are the letters of the tags that count: ``n``, ``r``, or ``rw`` where a withdrawn reply's do as well.

    0 when it states another thing's. Raises RevisionRequired when it states none, or whichever there is (``*``).
    """
    tags = request.if_match
    if not tags or tags.star_tag:
        raise RevisionRequired
    # Weak tags never match here (section 13.1.1), and are left out.
    ours = re.compile(rf"[{kinds}]-{re.escape(row_id)}-([1-9][0-9]{{0,8}})(?:-[0-9a-f]{{{_DIGEST}}})?")
    stated = {int(found[1]) for tag in tags.as_set() if (found := ours.fullmatch(tag))}
    return present if present in stated else max(stated, default=0)
