"""Notes written for a test through the pages themselves."""

from annotate.database import Database
from tests.cast import Cast
from tests.texts import REGISTRY_ID, Sections, document, kept_trial

TEXT = document().text
CREATE = f"/trials/{REGISTRY_ID}/notes"


class Noting:
    """A trial, and people who write on its current version."""

    def __init__(self, cast: Cast, database: Database, *texts: Sections) -> None:
        """Store the trial."""
        self.version = kept_trial(database, *texts)
        self._cast = cast
        self._text = document(*texts[-1:]).text if texts else TEXT
        self._made = 0

    def note(
        self, name: str = "alice", *, on: str = "≥18 Years", body: str = "Adults", label: str = "", tags: str = ""
    ) -> str:
        """Have somebody write a note and give its id; ``on`` is a passage's words, or nothing for the whole trial."""
        self._made += 1
        sent = {"version": self.version, "body": body, "label": label, "tags": tags}
        sent |= {"client_key": f"{name}-{self._made}"}
        if on:
            start = self._text.index(on)
            sent |= {"start": str(start), "end": str(start + len(on)), "exact": on}
        answer = self._cast.client(name).post(CREATE, data=sent)
        assert answer.status_code == 303, answer.text
        return answer.location.rsplit("/", 1)[-1]
