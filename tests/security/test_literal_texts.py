"""What people type is shown to the letter: no template, no format, no markup and no script is made of it."""

import html
import re

import pytest
from flask import Flask

from annotate.accounts.models import Account
from annotate.database import Database
from tests.cast import Cast
from tests.sharing import share, unlock

TEXTS = (
    "{{ 7 * 7 }} {% raw %} {# x #}",
    "{0.__class__} %(x)s %s ${jndi:ldap://x}",
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "ANC <LLN and platelets <100",
    "Cr<ULN, age <18, p<0.05",
    "<a mg/kg>",
    "&lt; typed by hand &amp;",
    "5 mg/kg*2 and 3*4*5",
)


@pytest.mark.parametrize("text", TEXTS)
def test_a_note_a_name_and_a_link_say_what_was_typed(app: Flask, database: Database, cast: Cast, text: str) -> None:
    alice = cast.viewer("alice")
    shared = share(database, alice, bodies=(text,))
    with database.transaction() as session:
        session.get_one(Account, alice.id).name = text[:60]
    visitor = unlock(app.test_client(), app, shared)
    for client, path in (
        (cast.client("alice"), f"/notes/{shared.note_ids[0]}"),
        (cast.client("alice"), "/notes"),
        (cast.client("alice"), "/account"),
        (visitor, f"/shared/{shared.id}"),
    ):
        page = client.get(path)
        assert page.status_code == 200
        assert text[:60] in html.unescape(re.sub(r"<[^>]*>", "", page.text)), path
        assert not re.search(r"<script(?![^>]* src=)|<img src=x|onerror=alert\(1\)>", page.text), path
