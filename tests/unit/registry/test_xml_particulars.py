"""What the older XML says besides the study's plan reads as the current JSON's does."""

import copy

import pytest

from annotate.registry.shapes import read_record
from tests.unit.registry.studies import API, XML, as_bytes, lines_of

PARTS = """
  <responsible_party><responsible_party_type>Principal Investigator</responsible_party_type>
    <investigator_full_name>A Person</investigator_full_name></responsible_party>
  <oversight_info><has_dmc>Yes</has_dmc><is_fda_regulated_drug>No</is_fda_regulated_drug></oversight_info>
  <link><url>https://more.example/</url><description>More</description></link>
  <verification_date>May 2022</verification_date>
  <study_first_submitted>January 2, 2020</study_first_submitted>
  <study_first_posted type="Estimate">January 5, 2020</study_first_posted>
  <last_update_submitted>May 6, 2022</last_update_submitted>
  <last_update_posted type="Actual">July 8, 2022</last_update_posted>
  <patient_data><sharing_ipd>Yes</sharing_ipd><ipd_description>All data.</ipd_description>
    <ipd_info_type>Statistical Analysis Plan (SAP)</ipd_info_type></patient_data>
"""
MODULES = {
    "oversightModule": {"oversightHasDmc": True, "isFdaRegulatedDrug": False},
    "statusModule": {
        "statusVerifiedDate": "2022-05",
        "studyFirstSubmitDate": "2020-01-02",
        "studyFirstPostDateStruct": {"date": "2020-01-05", "type": "ESTIMATED"},
        "lastUpdateSubmitDate": "2022-05-06",
        "lastUpdatePostDateStruct": {"date": "2022-07-08", "type": "ACTUAL"},
    },
    "ipdSharingStatementModule": {"ipdSharing": "YES", "description": "All data.", "infoTypes": ["SAP"]},
}


def test_the_same_words_as_from_the_api() -> None:
    xml = XML
    for tag in ("verification_date", "study_first_posted", "last_update_posted"):
        start, end = f"<{tag}", f"</{tag}>"
        if start in xml:
            xml = xml[: xml.index(start)] + xml[xml.index(end) + len(end) :]
    old = read_record(xml.replace("</clinical_study>", f"{PARTS}</clinical_study>").encode())
    study = copy.deepcopy(API)
    study["protocolSection"] |= MODULES
    new = read_record(as_bytes(study))

    for key in ("dates", "oversight", "sharing"):
        assert lines_of(old, key) == lines_of(new, key), key
    assert lines_of(old, "sponsors")[-2:] == ["Responsible party", "Principal investigator"]
    assert "https://more.example/" in lines_of(old, "references")
    assert "2020-000001-11" in lines_of(old, "ids")
    assert "A Person" not in old.document.text


@pytest.mark.parametrize(
    ("words", "code"), [("Industry", "INDUSTRY"), ("U.S. Fed", "FED"), ("NIH", "NIH"), ("Other", "OTHER")]
)
def test_a_sponsor_s_kind_is_that_of_the_api(words: str, code: str) -> None:
    xml = XML.replace("</agency></lead_sponsor>", f"</agency><agency_class>{words}</agency_class></lead_sponsor>")
    assert read_record(xml.encode()).sponsor_class == code


def test_documents_lead_to_their_files() -> None:
    parts = """<provided_document_section><provided_document><document_type>Study Protocol</document_type>
      <document_date>April 2, 2024</document_date>
      <document_url>https://files.example/Prot_000.pdf</document_url></provided_document></provided_document_section>"""
    record = read_record(XML.replace("</clinical_study>", f"{parts}</clinical_study>").encode())
    assert lines_of(record, "documents") == [
        *("Documents", "Document", "Date", "File"),
        *("Study Protocol", "2 April 2024", "https://files.example/Prot_000.pdf"),
    ]
