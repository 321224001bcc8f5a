"""Acts on many of my notes: label, tag, delete, share, export; and the undo of a whole act."""

from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from flask import redirect, request
from werkzeug.wrappers import Response

from annotate.codebook.queries import labels_of
from annotate.core.viewer import Viewer
from annotate.errors import Invalid
from annotate.notes import query_fields
from annotate.notes.acts import actions, queries
from annotate.notes.acts.actions import ActDraft
from annotate.notes.acts.models import ActKind
from annotate.notes.acts.tagging import one_tag
from annotate.notes.desk import MOST_NAMED, RefusedAct, read_asked
from annotate.notes.forms import ActForm
from annotate.notes.grammar import NotesQuery
from annotate.notes.query_fields import Field, NoteCondition
from annotate.notes.search import NotesSearch, matching_ids, search_of
from annotate.notes.views.blueprint import blueprint
from annotate.notes.views.desk import notes_page
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.errors import status_of
from annotate.web.identity import required_viewer
from annotate.web.limits import account, limiter
from annotate.web.pages import pages, path_of
from annotate.web.public_url import site_path

WITHOUT = "none"
"""What the form sends to take labels away."""


_BY_FORM = frozenset(ActKind) - {ActKind.IMPORT}  # notes are imported from their own page


@blueprint.post("/notes/acts")
@limiter.limit("60 per minute", key_func=account)
def act() -> Answer:
    """Do something to the ticked notes, or to all that match, and lead to the list, where it can be undone."""
    viewer, form = required_viewer(), ActForm()
    try:
        return _act(viewer, form)
    except Invalid as refused:
        said = " ".join(dict.fromkeys(filter(None, [refused.message, *refused.fields.values()])))
        again = RefusedAct(said, frozenset(form.note_ids), form.text("tag"))
        return notes_page(_place(form), again), status_of(refused), {}


@blueprint.post("/notes/acts/<act_id>/reversal")
@limiter.limit("60 per minute", key_func=account)
def undo(act_id: str) -> Response:
    """Put back what an act did, where nothing else has changed it since."""
    viewer, asked = required_viewer(), read_asked(request.form)
    while transactions.write(partial(actions.undo_some, viewer=viewer, act_id=act_id)):
        pass
    return redirect(asked.href(did=act_id), 303)


def _act(viewer: Viewer, form: ActForm) -> Response:
    if not form.validate():
        raise Invalid("This form could not be read, so nothing was done. Please try again.")
    draft = _draft(form)
    ids, left = _chosen(viewer, form, draft)
    if draft is None:
        return _lead(viewer, form, ids)
    act_id = _do(viewer, replace(draft, left=left), ids)
    return redirect(read_asked(_place(form)).href(did=act_id), 303)


def _draft(form: ActForm) -> ActDraft | None:
    """Give what is to be done; None for what leads to another page. Raises Invalid without the label or tag that it needs."""
    if form.text("act") not in _BY_FORM:
        return None
    kind, label = ActKind(form.text("act")), form.text("label")
    if kind in {ActKind.TAG, ActKind.UNTAG}:
        return ActDraft(kind, tag=one_tag(form.text("tag")))
    if kind is ActKind.LABEL and not label and (form.all.data or form.note_ids):
        raise Invalid("Choose the label first. Nothing was done.")
    return ActDraft(kind, "" if label == WITHOUT else label)


def _place(form: ActForm) -> dict[str, str]:
    """Give the part of the list's address that a form brings along."""
    return {"q": form.text("q"), "by": form.text("by")}


def _chosen(viewer: Viewer, form: ActForm, draft: ActDraft | None) -> tuple[tuple[str, ...], bool]:
    """Give the ids of the notes that an act is for, and whether there are more than it takes; raises Invalid."""
    if not form.all.data:
        if not form.note_ids:
            raise Invalid("Tick the notes first, or “All that match”. Nothing was done.")
        return form.note_ids[: actions.MOST_NOTES], len(form.note_ids) > actions.MOST_NOTES
    session = transactions.reader()
    query = read_asked(_place(form)).query
    search = _search(viewer, query)
    if search.told:
        raise Invalid(f"Nothing was done, since this search is not clear. {' '.join(search.told)}")
    if draft is not None:
        # Those that are so already are left out: the same act once more takes the next ones.
        search = _search(viewer, _to_change(query, draft))
    found = matching_ids(session, viewer, search, None, actions.MOST_NOTES + 1)
    if not found:
        raise Invalid("No notes match, so nothing was done.")
    return tuple(found[: actions.MOST_NOTES]), len(found) > actions.MOST_NOTES


def _search(viewer: Viewer, query: NotesQuery) -> NotesSearch:
    return search_of(query, labels_of(transactions.reader(), viewer))


def _to_change(query: NotesQuery, draft: ActDraft) -> NotesQuery:
    match draft.kind:
        case ActKind.LABEL:
            return query.without(query_fields.label(draft.label_id or query_fields.WITHOUT_LABEL))
        case ActKind.TAG:
            return query.without(NoteCondition(Field.TAG, draft.tag))
        case ActKind.UNTAG:
            return query.narrowed(NoteCondition(Field.TAG, draft.tag))
        case ActKind.DELETE | ActKind.IMPORT:
            return query


def _do(viewer: Viewer, draft: ActDraft, ids: tuple[str, ...]) -> str:
    act_id = transactions.write(partial(actions.begin_act, viewer=viewer, draft=draft, note_ids=ids))
    for some in actions.batches(ids):
        transactions.write(partial(actions.change_some, viewer=viewer, act_id=act_id, note_ids=some))
    return act_id


def _lead(viewer: Viewer, form: ActForm, ids: tuple[str, ...]) -> Response:
    """Lead to a link over the notes, or to their export; raises Invalid."""
    if form.text("act") == "export":
        asked = {"q": form.text("q")} if form.all.data else {"note": _few(ids)}
        return redirect(f"{site_path(path_of(pages().new_export))}?{urlencode(asked, doseq=True)}", 303)
    if form.text("act") != "share":
        raise Invalid("This form could not be read, so nothing was done. Please try again.")
    on = queries.trials_of(transactions.reader(), viewer, _few(ids))
    if not on:
        raise Invalid("These notes are gone. Nothing was done.")
    path = path_of(pages().new_link, registry_id=on[0]) if len(on) == 1 else path_of(pages().new_link_over_trials)
    sheet = site_path(path)
    return redirect(f"{sheet}?{'&'.join(f'note={note_id}' for note_id in ids)}", 303)


def _few(ids: tuple[str, ...]) -> tuple[str, ...]:
    if len(ids) > MOST_NAMED:
        raise Invalid(f"Choose {MOST_NAMED} notes at most for this. Nothing was done.")
    return ids
