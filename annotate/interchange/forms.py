"""Forms of imports."""

from wtforms import FileField, HiddenField

from annotate.errors import Invalid
from annotate.interchange.readers.files import decode_notes, read_notes_file
from annotate.web.forms import Form

MOST_SENT = 1024 * 1024
"""Largest file that a page takes, in bytes: with a preview, its contents are sent twice."""

MOST_ON_PAGE = 1_000
"""Notes that one form imports; the command takes more."""


class NotesFileForm(Form):
    """A file of notes."""

    file = FileField("File")

    def sent_text(self) -> str:
        """Return the text of the file. Raises Invalid when there is none to read."""
        sent = self.file.data
        if not getattr(sent, "filename", ""):  # text in place of a file, or no file chosen
            raise Invalid.field("file", "Choose a file first.")
        text = decode_notes(sent.stream.read(MOST_SENT + 1), MOST_SENT)
        read_notes_file(text)
        return text


class ReadNotesForm(Form):
    """The text of a file of notes, after a look at it. Nobody typed it, so no device keeps it as words."""

    notes = HiddenField("The file")
