from typing import Any

import pytest
from sqlalchemy.orm import Session

from annotate.core.document import EMPTY_DOCUMENT, document_to_json
from annotate.core.record import TrialRecord, record_to_json
from annotate.trials import queries
from annotate.trials.contacts import FIRST_PLACES
from annotate.trials.models import TrialVersion
from annotate.trials.presenters import MOST_CHIPS, RecordPage, present_record
from annotate.trials.queries import find_trial
from annotate.trials.status import badge
from tests.studies import REGISTRY_ID, keep_study


def shown(session: Session, **said: Any) -> RecordPage:  # noqa: ANN401 - any JSON value
    keep_study(session, **said)
    version = find_trial(session, REGISTRY_ID).current_version
    content = queries.version_content(session, version.id)
    return present_record(version, content.text, content.document, content.facts)


def facts(page: RecordPage) -> dict[str, str]:
    return {fact.name: fact.words for fact in page.facts}


def test_facts_are_as_exact_as_the_registry_is(session: Session) -> None:
    page = shown(session)

    assert facts(page) == {
        "Registry id": "NCT04561557",
        "Sponsor": "Hospital Z",
        "Participants": "36 (estimated)",
        "Start date": "22 September 2020 (actual)",
        "Primary completion date": "December 2023 (estimated)",
        "Completion date": "2024",
        "Last updated": "8 July 2022",
        "Study type": "Interventional, phase 1 and phase 2",
        "Ages": "18 years to 75 years",
        "Sex": "All",
        "Healthy volunteers": "Not accepted",
        "Other ids": "ORG-1, 2020-000001-11",
        "Collaborators": "Firm W",
        "Why it stopped": "Enrolment >50 % reached",
    }
    assert (page.status.words, page.status.tone) == ("Recruiting", "open")


def test_what_is_not_stated_is_said_to_be_so() -> None:
    record = TrialRecord("NCT04561557", "A title")
    version = TrialVersion(id="v", number=1, sample=False)
    page = present_record(version, "", document_to_json(EMPTY_DOCUMENT), record_to_json(record))

    assert facts(page) == {"Registry id": "NCT04561557"} | dict.fromkeys(
        (
            *("Sponsor", "Participants", "Start date", "Primary completion date", "Completion date"),
            *("Last updated", "Study type", "Ages", "Sex", "Healthy volunteers"),
        ),
        "not stated",
    )
    assert [fact.stated for fact in page.facts] == [True, *[False] * 10]
    assert page.status.words == "Status not stated"
    assert page.last_updated == "not stated"
    assert {fact.words for fact in page.eligibility} == {"not stated"}
    assert (page.contacts, page.countries, page.conditions) == ((), (), ())


@pytest.mark.parametrize(
    ("status", "words", "tone"),
    [
        ("ACTIVE_NOT_RECRUITING", "Active, not recruiting", "closed"),
        ("NOT_YET_RECRUITING", "Not yet recruiting", "soon"),
        ("TERMINATED", "Terminated", "stopped"),
        ("UNKNOWN", "Unknown status", "neutral"),
        ("SOME_NEW_CODE", "Some new code", "neutral"),
        ("", "Status not stated", "neutral"),
    ],
)
def test_statuses_are_words_with_a_tone(status: str, words: str, tone: str) -> None:
    assert (badge(status).words, badge(status).tone) == (words, tone)


def test_chips_lead_to_searches_and_say_nothing_twice(session: Session) -> None:
    page = shown(
        session, conditions=["Gout / Arthritis", "gout arthritis"], keywords=["GOUT, arthritis", 'a "b" & c', "x"]
    )

    assert [(chip.words, chip.href) for chip in page.conditions] == [("gout arthritis", "/conditions/gout-arthritis")]
    assert [(chip.words, chip.href) for chip in page.keywords] == [
        ('a "b" & c', "/trials?q=%22a%20%20b%20%20%26%20c%22"),
        ("x", "/trials?q=x"),
    ]


def test_many_keywords_are_cut_and_counted(session: Session) -> None:
    page = shown(session, keywords=[f"word {number}" for number in range(MOST_CHIPS + 3)])

    assert (len(page.keywords), page.keywords_left_out) == (MOST_CHIPS, 3)


def test_contacts_link_only_what_can_be_dialled_or_written_to(session: Session) -> None:
    page = shown(
        session,
        contacts=[
            {
                "name": "Desk",
                "role": "CONTACT",
                "phone": "+1 (202) 555-0142",
                "phoneExt": "7",
                "email": "a.b+c@example.org",
            },
            {"name": "Odd", "phone": "call us", "email": "javascript:alert(1)@x y"},
            {"name": "Odd", "phone": "call us", "email": "javascript:alert(1)@x y"},
        ],
    )

    desk, odd = page.contacts
    assert (desk.phone, desk.phone_href) == ("+1 (202) 555-0142 ext. 7", "tel:+12025550142")
    assert desk.email_href == "mailto:a.b%2Bc@example.org"
    assert desk.role == "Contact"
    assert (odd.phone_href, odd.email_href) == ("", "")


def test_places_stand_by_country_and_open_ones_first_among_many(session: Session) -> None:
    places = [
        {"facility": f"Site {number}", "status": "COMPLETED", "city": "Lyon", "country": "France"}
        for number in range(20)
    ]
    places.append({"facility": "", "status": "RECRUITING", "city": "Wuhan", "zip": "430000", "country": "China"})
    places.append({"facility": "Nowhere"})
    page = shown(session, places=places)

    assert page.places_total == 22
    assert [(country.name, len(country.places)) for country in page.countries] == [
        ("France", 20),
        ("China", 1),
        ("Country not stated", 1),
    ]
    assert sum(len(country.places) for country in page.first_places) == FIRST_PLACES
    assert page.first_places[0].places[0].facility == "430000 Wuhan"
