"""No mail tells its recipient what another one follows, looked for, asked or wrote: all letters that anybody gets in a week."""

from dataclasses import replace
from datetime import timedelta

import time_machine
from flask import Flask

from annotate import clock
from annotate.database import Database
from annotate.following.subjects import SubjectKind
from annotate.schedule import jobs_of
from annotate.settings import Settings
from annotate.web.limits import limiter
from tests.cast import Cast
from tests.enquiring import OFFICE, write
from tests.following import bring_in, follow, save_search
from tests.mailing import mails
from tests.security.rights import ALL_WORDS, ASKED, SOUGHT, VOLUNTEER, mailable
from tests.security.world_making import make_world
from tests.security.world_private import CONDITION
from tests.sharing import answer
from tests.studies import numbered

TELLING = {"following", "notifications", "volunteers"}
"""The jobs that write letters."""


def test_every_mail_holds_its_recipient_s_own_alone(mailing_app: Flask, database: Database, settings: Settings) -> None:
    limiter.reset()
    cast = Cast(mailing_app, database)
    world = make_world(mailing_app, database, cast, settings)
    registry_id = str(world.variables["registry_id"])
    for name in ("bob", "charlie"):
        viewer = cast.viewer(name)
        follow(database, viewer, SubjectKind.TRIAL, registry_id)
        follow(database, viewer, SubjectKind.CONDITION, CONDITION)
        follow(database, viewer, SubjectKind.SEARCH, save_search(database, viewer, f"q={SOUGHT}", "Another name"))
    assert write(cast.client("alice"), registry_id, ASKED).status_code == 303
    answer(cast.client("alice"), str(world.variables["thread_id"]), "Another answer for Bob")

    of_condition = {"conditions": ["A condition"], "status": "RECRUITING"}
    bring_in(database, registry_id, updated="2026-02-01", **of_condition)
    bring_in(database, numbered(2), title=f"About {SOUGHT}", **of_condition)
    jobs = [job for job in jobs_of(replace(settings, smtp_url="smtps://mail.example.org")) if job.name in TELLING]
    assert {job.name for job in jobs} == TELLING
    for days in (1, 8):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            for job in jobs:
                job.work(database)

    sent = mails(database)
    people = {f"{name}@example.org" for name in ("alice", "bob", "charlie", "erin")}
    assert {mail.recipient for mail in sent} == people | {OFFICE, VOLUNTEER}
    for mail in sent:
        text = "\n".join((mail.subject, mail.body, mail.unsubscribe or "", mail.reply_to or ""))
        told = {words for words in ALL_WORDS if words in text}
        assert told <= mailable(mail.recipient), mail.recipient
        others = people - {mail.recipient} - ({"alice@example.org"} if mail.recipient == OFFICE else set())
        assert not [other for other in others if other in text], mail.recipient
    assert [mail.recipient for mail in sent if ASKED in mail.body] == [OFFICE, "alice@example.org"]
