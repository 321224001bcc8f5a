"""The two places where somebody's own reply is looked at."""

from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from annotate.errors import NotFound
from annotate.replies import queries
from annotate.replies.models import Reply
from annotate.replies.queries import ThreadRow
from annotate.replies.rules import Reader, reader_of, reader_on
from annotate.shares.unlocks.queries import named_trial
from annotate.shares.views import gate
from annotate.web import identity
from annotate.web.pages import pages


@dataclass(frozen=True, slots=True)
class ReplySide:
    """Where somebody looks at their own reply: on its writer's own pages, or as a visitor of a share."""

    share_id: str = ""

    def reader(self, session: Session) -> Reader:
        """Tell who looks; raises NotFound for a visitor who has written nothing."""
        if not self.share_id:
            return reader_of(identity.required_viewer())
        reader = reader_on(gate.visit_in(session, self.share_id))
        if reader is None:
            raise NotFound
        return reader

    def find(self, session: Session, reply_id: str, *, for_change: bool = False) -> tuple[ThreadRow, Reply]:
        """Find one's own reply and its thread; raises NotFound."""
        reader = self.reader(session)
        reply = queries.find_own_reply(session, reader, reply_id, for_change=for_change)
        return queries.find_thread(session, reader, reply.thread_id), reply

    def address(self, reply: Reply, what: str) -> str:
        """Give the address of one of the reply's pages: ``edits``, ``revisions``, ``withdrawal``."""
        if self.share_id:
            return url_for(f"replies.shared_{what}", share_id=self.share_id, reply_id=reply.id)
        return url_for(f"replies.{what}", reply_id=reply.id)

    def back(self, session: Session, row: ThreadRow, reply: Reply) -> str:
        """Give the address of the page that the reply stands on."""
        if self.share_id:
            trial = named_trial(session, self.share_id, row.thread.note)
            return url_for(pages().shared, share_id=self.share_id, trial=trial, _anchor=f"note-{row.thread.note_id}")
        return url_for("replies.thread", thread_id=row.thread.id, _anchor=f"reply-{reply.id}")
