"""What the pages of notes and of replies share: both texts of a stale edit, and the history."""

from annotate.core.cursors import read_number
from annotate.texts.forms import MergeForm
from annotate.texts.models import EarlierText, Written
from annotate.texts.presenters import Editing, TextHistory, history, merging
from annotate.texts.queries import base_of, revisions_of
from annotate.web import paging, transactions


def editing_of(model: type[EarlierText], written: Written, form: MergeForm) -> Editing:
    """Give what the form of an edit holds; where the edit is stale, or was when it was sent before, both texts as well."""
    mine = form.words if form.stale else form.text("mine")
    if not (form.stale or mine):
        return Editing(form.words, form.text("revision"))
    base = base_of(transactions.reader(), model, written, form.made_on)
    both = merging(base.body if base else None, written.body, mine)
    if form.stale:
        return Editing(both.both, str(written.revision), both, form.stale.message)
    return Editing(form.words, form.text("revision"), both)


def text_history(model: type[EarlierText], written: Written) -> TextHistory:
    """Give the page of the history that the address asks for; raises NotFound for nonsense."""
    before = paging.after(read_number)
    return history(written, revisions_of(transactions.reader(), model, written, before), first_page=before is None)
