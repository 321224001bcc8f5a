"""What a record says besides the study's plan: every part has its section, and what is absent has none."""

import copy
from typing import Any

import pytest

from annotate.core.document import BlockKind
from annotate.core.text import collapse
from annotate.registry.shapes import canonical, read_record
from annotate.registry.shapes.particulars import size_words
from tests.unit.registry.studies import API, as_bytes, lines_of


def told(path: str, value: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    """The common record, with one part of it set."""
    study = copy.deepcopy(API)
    *names, last = path.split(".")
    part = study
    for name in names:
        part = part.setdefault(name, {})
    part[last] = value
    return study


def section(key: str, path: str, value: Any) -> list[str]:  # noqa: ANN401 - as above
    return lines_of(read_record(as_bytes(told(path, value))), key)


def test_the_facts_are_text_but_for_the_date_of_the_last_update() -> None:
    lines = lines_of(read_record(as_bytes(API)), "facts")
    assert lines[:9] == [
        *("Key facts", "Registry id", "NCT04561557", "Sponsor", "Hospital Z"),
        *("Participants", "36 (estimated)", "Start date", "22 September 2020 (actual)"),
    ]
    assert lines[lines.index("Primary completion date") + 1] == "December 2023 (estimated)"
    assert lines[lines.index("Completion date") + 1] == "2024"
    assert "Last updated" not in lines


def test_sponsors_have_their_kinds_and_the_responsible_party_its_type() -> None:
    module = {
        "leadSponsor": {"name": "Hospital Z", "class": "OTHER_GOV"},
        "collaborators": [{"name": "Firm W", "class": "INDUSTRY"}, {"name": "Institute"}],
        "responsibleParty": {
            "type": "PRINCIPAL_INVESTIGATOR",
            "investigatorFullName": "A Person",
            "investigatorTitle": "Head",
            "investigatorAffiliation": "Hospital Z",
        },
    }
    study = told("protocolSection.sponsorCollaboratorsModule", module)
    record = read_record(as_bytes(study))
    assert lines_of(record, "sponsors") == [
        *("Sponsors", "Organisation", "Role", "Kind"),
        *("Hospital Z", "Sponsor", "Government elsewhere", "Firm W", "Collaborator", "Industry"),
        *("Institute", "Collaborator", "Responsible party", "Responsible party", "Principal investigator"),
    ]
    assert record.sponsor_class == "OTHER_GOV"
    assert "A Person" not in record.document.text, "people are no part of the text"
    assert [(each.name, each.affiliation) for each in record.officials][-1] == ("A Person", "Head; Hospital Z")


def test_ids_say_who_gave_them() -> None:
    ids = [{"id": "R01", "type": "NIH", "link": "https://reporter.example/R01"}, {"id": "X-2", "domain": "A committee"}]
    assert section("ids", "protocolSection.identificationModule.secondaryIdInfos", ids) == [
        *("Identifiers", "Id", "Kind", "Given by", "Address", "ORG-1", "Sponsor's own id"),
        *("R01", "NIH grant", "https://reporter.example/R01", "X-2", "A committee"),
    ]


def test_dates_have_their_names() -> None:
    module = {
        "studyFirstSubmitDate": "2020-01-02",
        "studyFirstPostDateStruct": {"date": "2020-01-05", "type": "ESTIMATED"},
        "resultsFirstSubmitDate": "2022-03-04",
        "resultsFirstPostDateStruct": {"date": "2022-04", "type": "ACTUAL"},
        "dispFirstSubmitDate": "2021-01-01",
        "lastUpdateSubmitDate": "2022-05-06",
        "statusVerifiedDate": "2022-05",
        "lastKnownStatus": "RECRUITING",
        "delayedPosting": True,
        "expandedAccessInfo": {"hasExpandedAccess": True, "nctId": "NCT00000001", "statusForNctId": "AVAILABLE"},
    }
    assert section("dates", "protocolSection.statusModule", module) == [
        *("Record dates", "First submitted", "2 January 2020", "First posted", "5 January 2020 (estimated)"),
        *("Results first submitted", "4 March 2022", "Results first posted", "April 2022 (actual)"),
        *("Delay of results first submitted", "1 January 2021", "Last update submitted", "6 May 2022"),
        *("Status last verified", "May 2022", "Last known status", "Recruiting", "Results delayed", "Yes"),
        *("Expanded access", "Yes (NCT00000001, available)"),
    ]


def test_oversight_answers_yes_or_no_and_nothing_else() -> None:
    module = {"oversightHasDmc": True, "isFdaRegulatedDrug": False, "isFdaRegulatedDevice": "perhaps"}
    assert section("oversight", "protocolSection.oversightModule", module) == [
        *("Oversight", "Data monitoring committee", "Yes", "Studies a drug that the FDA regulates", "No"),
    ]


def test_results_that_are_not_posted_are_told() -> None:
    events = [{"type": "RELEASE", "date": "2017-10-09"}, {"type": "UNRELEASE", "dateUnknown": True}]
    notice = {"unpostedAnnotation": {"unpostedEvents": events, "unpostedResponsibleParty": "A Person"}}
    assert section("oversight", "annotationSection.annotationModule", notice) == [
        *("Oversight", "Results not posted yet", "Event", "Date"),
        *("Results sent in", "9 October 2017", "Results withdrawn", "Unknown"),
    ]


def test_the_statement_on_sharing_is_whole() -> None:
    module = {
        "ipdSharing": "YES",
        "description": "All data.\n\n* Anonymised",
        "infoTypes": ["STUDY_PROTOCOL", "SAP"],
        "timeFrame": "After 6 months",
        "accessCriteria": "On request",
        "url": "https://data.example/",
    }
    assert section("sharing", "protocolSection.ipdSharingStatementModule", module) == [
        *("Sharing of participant data", "Plan to share", "Yes", "Also shared"),
        *("Study protocol, Statistical analysis plan", "Address", "https://data.example/"),
        *("What is shared", "All data.", "Anonymised", "When", "After 6 months"),
        *("Who gets access, and how", "On request"),
    ]


def test_references_name_their_kind_and_whether_they_were_retracted() -> None:
    module = {
        "references": [
            {"pmid": "1", "type": "BACKGROUND", "citation": "Own reference"},
            {"citation": "Without an id"},
            {"pmid": "2", "type": "DERIVED", "citation": "Found", "retractions": [{"pmid": "3", "source": "J. 2020"}]},
        ],
        "seeAlsoLinks": [{"label": "More", "url": "https://more.example/"}, {"url": "https://bare.example/"}],
        "availIpds": [{"id": "D-1", "type": "Data set", "url": "https://data.example/", "comment": "On \\> request"}],
    }
    study = told("protocolSection.referencesModule", module)
    document = read_record(as_bytes(study)).document
    assert lines_of(read_record(as_bytes(study)), "references") == [
        *("References", "Publication", "Kind", "PubMed", "Retraction", "Own reference", "Background", "1"),
        *("Without an id", "Found", "Found in PubMed by the registry", "2", "Retracted: J. 2020 (PubMed 3)"),
        *("See also", "Page", "Address", "More", "https://more.example/", "https://bare.example/"),
        *("Available data and documents", "Id", "Kind", "Address", "Comment"),
        *("D-1", "Data set", "https://data.example/", "On > request"),
    ]
    paths = {block.text: block for block in document.blocks}
    assert (paths["Found"].path, paths["Found"].kind) == ("references/pubmed-2/name", BlockKind.CELL)


def test_documents_have_a_kind_a_date_and_a_size() -> None:
    files = [
        {"label": "Study Protocol", "date": "2024-04-02", "filename": "Prot_000.pdf", "size": 738909},
        {"typeAbbrev": "ICF", "filename": "ICF_001.pdf", "uploadDate": "2025-11-13T13:52"},
    ]
    assert section("documents", "documentSection.largeDocumentModule", {"largeDocs": files, "noSap": True}) == [
        *("Documents", "Document", "Date", "File", "Size", "Added"),
        *("Study Protocol", "2 April 2024", "Prot_000.pdf", "739 KB", "ICF", "ICF_001.pdf", "13 November 2025"),
        "The study has no statistical analysis plan.",
    ]


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 bytes"), (999, "999 bytes"), (738909, "739 KB"), (2_500_000, "2.5 MB")]
)
def test_sizes_are_said_in_words(size: int, words: str) -> None:
    assert size_words(size) == words


def test_what_a_record_does_not_say_has_no_section() -> None:
    study = {"protocolSection": {"identificationModule": {"nctId": "NCT04561557", "briefTitle": "Only this"}}}
    assert [each.key for each in read_record(as_bytes(study)).document.sections] == ["title", "facts"]


@pytest.mark.parametrize(
    "path",
    [
        "protocolSection.oversightModule",
        "protocolSection.ipdSharingStatementModule",
        "protocolSection.statusModule.expandedAccessInfo",
        "documentSection",
        "documentSection.largeDocumentModule.largeDocs",
        "annotationSection.annotationModule",
        "resultsSection",
        "resultsSection.outcomeMeasuresModule",
    ],
)
@pytest.mark.parametrize("value", [None, 7, "words", [], ["words"], [[]], [7], {"type": {}}, {"url": 3.5}])
def test_a_part_of_another_type_is_as_if_it_were_absent(path: str, value: Any) -> None:  # noqa: ANN401 - any JSON value
    assert read_record(as_bytes(told(path, value))).registry_id == "NCT04561557"


def test_a_part_beyond_all_measure_is_taken_in_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canonical, "MOST_PARTICULARS", (60, 10_000))
    many = [{"citation": f"Reference {number}", "type": "RESULT"} for number in range(100)]
    document = read_record(as_bytes(told("protocolSection.referencesModule", {"references": many}))).document
    cut = {each.key: each.is_cut for each in document.sections}
    assert cut["references"]
    assert not cut["sponsors"]
    assert "Reference 3" in document.text
    assert "Reference 99" not in document.text


@pytest.mark.slow
def test_a_record_with_a_hundred_thousand_references_is_read() -> None:
    many = [{"citation": f"Reference {number}", "pmid": str(number)} for number in range(100_000)]
    document = read_record(as_bytes(told("protocolSection.referencesModule", {"references": many}))).document
    assert len(document.blocks) < canonical.MOST_PARTICULARS[0] + 200
    assert collapse(document.text.replace("\n", " "))
