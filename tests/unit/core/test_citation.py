"""Citations of a version: wording, and files of references read by programs of other people."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given

from annotate.core import citation
from annotate.core.citation import one_line, version_words
from tests.unit.interchange.exports import CITED, STORABLE
from tests.unit.interchange.readers import bibliography, references

SAMPLE = replace(CITED, sample=True)


def test_sentences() -> None:
    assert citation.nlm(CITED) == (
        "ClinicalTrials.gov [Internet]. Bethesda (MD): National Library of Medicine (US). 2000 Feb 29 - . Identifier NCT04561557, "
        "An Open-Label Study of CT103A in Patients. 2020 Sep 23 [updated 2024 Oct 30; cited 2026 Nov 28]. "
        "Available from: https://clinicaltrials.gov/study/NCT04561557. Version of 2024-10-30 (as stored 2026-11-28T09:14Z): "
        "https://notes.example/trials/NCT04561557/versions/1"
    )
    assert citation.ama(CITED) == (
        "Tongji Hospital. An Open-Label Study of CT103A in Patients. ClinicalTrials.gov identifier: NCT04561557. "
        "Updated October 30, 2024. Accessed November 28, 2026. https://clinicaltrials.gov/study/NCT04561557. "
        "Version of 2024-10-30 (as stored 2026-11-28T09:14Z): https://notes.example/trials/NCT04561557/versions/1"
    )
    assert citation.icmje(CITED) == (
        "Trial registration: ClinicalTrials.gov, NCT04561557; first posted September 23, 2020. "
        "https://clinicaltrials.gov/study/NCT04561557"
    )


@pytest.mark.parametrize(
    ("updated", "nlm", "ama"),
    [
        ("2024-10", "updated 2024 Oct;", "Updated October 2024."),
        ("2024", "updated 2024;", "Updated 2024."),
        ("soon", "updated soon;", "Updated soon."),
        ("2024-99", "updated 2024-99;", "Updated 2024-99."),
        ("", "[cited", "NCT04561557. Accessed"),
    ],
)
def test_a_date_is_as_exact_as_the_registry_gives_it(updated: str, nlm: str, ama: str) -> None:
    cited = replace(CITED, last_updated=updated)
    assert nlm in citation.nlm(cited)
    assert ama in citation.ama(cited)


def test_a_sample_says_that_it_is_none_of_the_registry_s() -> None:
    for form in citation.citation_forms(SAMPLE):
        if form.key != "icmje":
            assert "Sample text written for annotate" in form.words
        assert "2024" not in form.words


def test_the_time_is_that_of_utc() -> None:
    at = datetime.fromisoformat("2026-11-29T01:00:00+02:00")
    assert version_words(replace(CITED, stored_at=at)) == "Version of 2024-10-30 (as stored 2026-11-28T23:00Z)"
    assert version_words(replace(CITED, stored_at=at.astimezone(UTC), last_updated="")).startswith("Version 1 (as")


def test_ris_is_read() -> None:
    (found,) = references(citation.ris(CITED).encode())
    assert found["type_of_reference"] == "RPRT"
    assert found["title"] == CITED.official_title
    assert found["authors"] == ["Tongji Hospital"]
    assert found["keywords"] == list(CITED.conditions)
    assert found["accession_number"] == "NCT04561557"
    assert (found["year"], found["date"], found["access_date"]) == ("2024", "2024/10/30", "2026/11/28")
    assert found["urls"] == [CITED.registry_page]
    assert found["notes"] == [f"{version_words(CITED)}: {CITED.address}"]
    assert all(line.endswith("\r") for line in citation.ris(CITED).split("\n")[:-1])


@given(STORABLE, STORABLE)
def test_no_words_break_a_record_of_ris(title: str, sponsor: str) -> None:
    cited = replace(CITED, official_title=title, title="Short", sponsor=sponsor)
    found = references((citation.ris(cited) + citation.ris(CITED)).encode())
    assert [each["title"] for each in found] == [one_line(title) or "Short", CITED.official_title]


@given(STORABLE, STORABLE)
def test_no_words_break_an_entry_of_bibtex(title: str, sponsor: str) -> None:
    cited = replace(CITED, official_title=f"a{title}", sponsor=sponsor)
    found = bibliography((citation.bibtex(cited) + citation.bibtex(replace(CITED, number=2))).encode())
    assert len(found) == 2
    assert found[1]["title"].strip("{}") == CITED.official_title


def test_bibtex_gives_signs_back() -> None:
    (found,) = bibliography(citation.bibtex(replace(CITED, official_title="≥18 & 100% #1 $5 a_b ~ \\ end")).encode())
    assert found["title"].strip() == "≥18 & 100% #1 $5 a_b ~ \\ end"
    assert (found["year"], found["urldate"], found["number"]) == ("2024", "2026-11-28", "NCT04561557")


def test_braces_in_bibtex_are_named_since_escaped_ones_would_count() -> None:
    assert r"\textbraceleft{}x\textbraceright{}\textbraceright{}" in citation.bibtex(
        replace(CITED, official_title="{x}}")
    )


def test_csl_has_dates_in_parts() -> None:
    item = citation.csl(replace(CITED, first_posted="2020-09"))
    assert item["issued"] == {"date-parts": [[2024, 10, 30]]}
    assert item["submitted"] == {"date-parts": [[2020, 9]]}
    assert item["author"] == [{"literal": "Tongji Hospital"}]
    assert "issued" not in citation.csl(SAMPLE)
