"""GET and POST /notes/<id>/edits: changing a note's words."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.bad_input import refused
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods

VIEWS = ("GET notes.edits", "POST notes.edit")


def test_works__the_form_holds_the_words_and_their_revision(cast: Cast, noting: Noting) -> None:
    note = noting.note(body="\nFirst line <b>&amp;</b>\nsecond")
    page = cast.client("alice").get(f"/notes/{note}/edits").text
    assert ">\n\nFirst line &lt;b&gt;&amp;amp;&lt;/b&gt;\nsecond</textarea>" in page
    assert 'name="revision" value="1"' in page


def test_works__it_keeps_the_new_words(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(), cast.client("alice")
    answer = alice.post(f"/notes/{note}/edits", data={"revision": "1", "body": "Adults and old people"})
    assert (answer.status_code, answer.location) == (303, f"/notes/{note}")
    page = alice.get(f"/notes/{note}").text
    assert "Adults and old people" in page
    assert 'data-revision="2"' in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"revision": ""},
        {"body": None},
        {"revision": "one"},
        {"revision": "-1"},
        {"revision": "9" * 30},
        {"body": "a\0b"},
        {"body": "x" * 20_001},
        {"label": "unknown"},
        {"label": "l\0"},
    ],
)
def test_validates__what_cannot_be_kept_is_refused_with_what_was_typed(
    cast: Cast, noting: Noting, wrong: dict[str, str | None]
) -> None:
    note, alice = noting.note(), cast.client("alice")
    sent = {"revision": "1", "body": "Precious words", **wrong}
    answer = alice.post(f"/notes/{note}/edits", data={name: value for name, value in sent.items() if value is not None})
    assert answer.status_code == 422
    if "body" not in wrong:
        assert "Precious words" in answer.text
    page = alice.get(f"/notes/{note}").text
    assert "Adults" in page
    assert 'data-revision="1"' in page


def test_validates__nothing_that_is_no_form_changes_it(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(label="starter-dose"), cast.client("alice")
    fields = {"revision": "1", "body": "Other words"}
    refused(alice, f"/notes/{note}/edits", fields, lambda: "Adults" in alice.get(f"/notes/{note}").text)


def test_whose__nobody_else_edits_or_sees_it(cast: Cast, client: FlaskClient, noting: Noting) -> None:
    note = noting.note(body="A secret thought")
    for path in (f"/notes/{note}/edits", "/notes/unknown/edits", "/notes/%00/edits"):
        refusal = cast.client("charlie").get(path)
        assert refusal.status_code == 404
        assert "secret" not in refusal.text
        answer = cast.client("charlie").post(path, data={"revision": "1", "body": "Mine now"})
        assert answer.status_code == 404
    assert client.post(f"/notes/{note}/edits", data={"revision": "1", "body": "x"}).status_code == 401
    assert client.get(f"/notes/{note}/edits").location.startswith("/sign-in")
    assert "A secret thought" in cast.client("alice").get(f"/notes/{note}").text


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_scripts_get_the_form_and_the_card_alone(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(), cast.client("alice")
    form = alice.get(f"/notes/{note}/edits", headers={"X-Fragment": "1"}).text
    assert form.count("<form") == 1
    assert "<html" not in form
    card = alice.get(f"/notes/{note}", headers={"X-Fragment": "1"}).text
    assert card.count('class="card"') == 1
    assert "<html" not in card


def two_windows(cast: Cast, noting: Noting, before: str, one: str, other: str) -> tuple[str, TestResponse]:
    """Change a note in two windows that were opened on the same text; give the note and what the second one was told."""
    note, alice = noting.note(body=before), cast.client("alice")
    alice.post(f"/notes/{note}/edits", data={"revision": "1", "body": one})
    return note, alice.post(f"/notes/{note}/edits", data={"revision": "1", "body": other})


def test_a_stale_edit_shows_both_texts_and_loses_neither(cast: Cast, noting: Noting) -> None:
    note, answer = two_windows(cast, noting, "Adults", "From one window", "From the other")
    alice = cast.client("alice")
    assert answer.status_code == 409
    assert "From <del>one window</del><ins>the other</ins>" in answer.text
    assert "From one window\nFrom the other</textarea>" in answer.text
    assert 'name="revision" value="2"' in answer.text
    assert "From one window" in alice.get(f"/notes/{note}").text
    alice.post(f"/notes/{note}/edits", data={"revision": "2", "body": "Both"})
    assert "Both" in alice.get(f"/notes/{note}").text


def test_lines_that_only_one_window_changed_are_brought_together(cast: Cast, noting: Noting) -> None:
    _, answer = two_windows(cast, noting, "Dose?\nAge?\nSex?", "Dose!\nAge?\nSex?", "Dose?\nAge?\nSex?\nPlace?")
    assert "Dose!\nAge?\nSex?\nPlace?</textarea>" in answer.text
    assert "no line was changed in both" in answer.text


def test_one_s_own_text_can_be_taken_instead(cast: Cast, noting: Noting) -> None:
    note, _ = two_windows(cast, noting, "Adults", "From one window", "From the other")
    alice = cast.client("alice")
    sent = {"revision": "2", "body": "Both", "mine": "From the other", "take": "mine"}
    assert alice.post(f"/notes/{note}/edits", data=sent).status_code == 303
    assert "<p>From the other</p>" in alice.get(f"/notes/{note}").text
    assert "From one window" in alice.get(f"/notes/{note}/revisions").text


def test_what_cannot_be_saved_while_merging_comes_back_with_both_texts(cast: Cast, noting: Noting) -> None:
    note, _ = two_windows(cast, noting, "Adults", "From one window", "From the other")
    sent = {"revision": "2", "body": "Both, and more", "mine": "From the other", "label": "unknown"}
    answer = cast.client("alice").post(f"/notes/{note}/edits", data=sent)
    assert answer.status_code == 422
    assert "Both, and more</textarea>" in answer.text
    assert "From the other</textarea>" in answer.text
    assert 'name="revision" value="2"' in answer.text


def test_a_refused_edit_does_not_forget_which_text_it_was_made_on(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(), cast.client("alice")
    alice.post(f"/notes/{note}/edits", data={"revision": "1", "body": "From one window"})
    answer = alice.post(f"/notes/{note}/edits", data={"revision": "1", "body": "x" * 20_001})
    assert answer.status_code == 422
    assert 'name="revision" value="1"' in answer.text


def test_a_stale_form_that_changed_no_words_changes_the_label_alone(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(), cast.client("alice")
    alice.post(f"/notes/{note}/edits", data={"revision": "1", "body": "From one window"})
    answer = alice.post(f"/notes/{note}/edits", data={"revision": "1", "body": "Adults", "label": "starter-dose"})
    assert answer.status_code == 303
    page = alice.get(f"/notes/{note}").text
    assert "From one window" in page
    assert "Dose" in page


def test_a_label_that_is_not_sent_stays(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(label="starter-dose"), cast.client("alice")
    alice.post(f"/notes/{note}/edits", data={"revision": "1", "body": "Other words"})
    assert "Dose" in alice.get(f"/notes/{note}").text
    alice.post(f"/notes/{note}/edits", data={"revision": "2", "body": "Other words", "label": ""})
    assert "Dose" not in alice.get(f"/notes/{note}").text


def test_a_page_note_cannot_be_emptied(cast: Cast, noting: Noting) -> None:
    note = noting.note(on="", body="About it all")
    answer = cast.client("alice").post(f"/notes/{note}/edits", data={"revision": "1", "body": " "})
    assert answer.status_code == 422
    assert "delete it" in answer.text


def test_a_deleted_note_is_not_edited(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(), cast.client("alice")
    alice.post(f"/notes/{note}/deletion")
    assert alice.get(f"/notes/{note}/edits").status_code == 404
    assert alice.post(f"/notes/{note}/edits", data={"revision": "1", "body": "x"}).status_code == 404
