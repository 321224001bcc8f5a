from dataclasses import replace

import pytest

from annotate.core.document import EMPTY_DOCUMENT, BlockKind, UnplacedBlock
from annotate.core.record import MeshTerm, PartialDate
from annotate.registry.errors import UnreadableRecord
from annotate.registry.shapes import read_record
from annotate.registry.shapes.textblock import parse_textblock
from tests.unit.registry.studies import API, XML, as_bytes, plan_lines

ARCHIVE = """<clinical_study>
<study_id><org_study_id> P1 </org_study_id><secondary_id><id>S1</id></secondary_id><nct_id>
  NCT01169415
</nct_id></study_id>
<brief_title><textblock>
  Effects of X
</textblock></brief_title>
<study_sponsor><lead_sponsor><agency>Duke</agency></lead_sponsor><sponsor><agency>Firm</agency></sponsor></study_sponsor>
<detailed_descr><textblock>
  OBJECTIVES:
    • Major BVO
    -Minor BVO
  *a footnote
</textblock></detailed_descr>
<status_block><status> Withdrawn </status><why_stopped><textblock>No funds</textblock></why_stopped></status_block>
<start_date><date>2010-06</date></start_date>
<last_follow_up_date
 type="Actual"
><date>2014-05 </date></last_follow_up_date>
<phase_block><phase>N/A</phase></phase_block>
<study_type>Interventional</study_type>
<design>Treatment</design><design>Randomized</design><design>Open Label</design><design>Efficacy Study</design>
<primary_outcome>1. to evaluate the safety</primary_outcome>
<intervention><intervent_type>Biological/Vaccine</intervent_type><primary_name>X</primary_name></intervention>
<eligibility><criteria><textblock>
  Inclusion Criteria:

  1) written consent
  13)History of DVT
</textblock></criteria><minimum_age>1 Years</minimum_age><maximum_age>N/A</maximum_age>
<expected_enrollment>100</expected_enrollment></eligibility>
<last_release_date>2014-05-16</last_release_date>
</clinical_study>
"""


def test_the_same_trial_reads_the_same_from_xml_and_from_the_api() -> None:
    from_xml = read_record(XML.encode())
    from_api = read_record(as_bytes(API))

    assert plan_lines(from_xml) == plan_lines(from_api)
    # What the older shape does not say: ids of terms, terms above them, the kind of a contact.
    assert from_xml.condition_terms == (MeshTerm("", "Myasthenia Gravis"),)
    assert replace(
        from_xml,
        document=EMPTY_DOCUMENT,
        condition_terms=from_api.condition_terms,
        contacts=from_api.contacts,
    ) == replace(from_api, document=EMPTY_DOCUMENT, condition_ancestors=(), intervention_terms=())


def test_the_archive_s_tags_and_typed_lists_are_read() -> None:
    record = read_record(ARCHIVE.encode())

    assert (record.registry_id, record.title, record.status) == ("NCT01169415", "Effects of X", "WITHDRAWN")
    assert (record.org_id, record.secondary_ids, record.sponsor, record.collaborators) == (
        "P1",
        ("S1",),
        "Duke",
        ("Firm",),
    )
    assert record.why_stopped == "No funds"
    assert record.start_date == PartialDate("2010-06")
    assert record.completion_date == PartialDate("2014-05", "ACTUAL")
    assert (record.enrollment, record.minimum_age, record.maximum_age) == (100, "1 Year", "")
    assert record.last_updated == "2014-05-16"
    assert plan_lines(record) == [
        *("Title", "Effects of X", "Description", "OBJECTIVES:", "Major BVO", "Minor BVO", "*a footnote"),
        *("Treatments", "Biological: X", "Outcomes", "Primary outcomes", "1. to evaluate the safety"),
        *("Eligibility", "Inclusion Criteria:", "written consent", "History of DVT", "Minimum age", "1 Year"),
        *("Design", "Study type", "Interventional", "Allocation", "Randomized", "Primary purpose", "Treatment"),
        *("Masking", "None (open label)", "Participants", "100", "Why the study stopped", "No funds"),
    ]
    assert [
        block.marker for block in record.document.blocks if "criteria" in block.path or "inclusion" in block.path
    ] == ["", "1)", "13)"]


def test_a_wrapped_textblock_is_unwrapped() -> None:
    text = """
        Inclusion Criteria:

          1. The patient is sufficiently compliant with study activities to participate in this
             treatment plan, as judged by the Investigator.

               -  Isolated proteinuria

             Cohort 2:

          2. Aged 18 - 75

        Exclusion Criteria: none
    """

    assert parse_textblock(text) == (
        UnplacedBlock(BlockKind.PARAGRAPH, "Inclusion Criteria:"),
        UnplacedBlock(
            BlockKind.ITEM,
            "The patient is sufficiently compliant with study activities to participate in this treatment plan, "
            "as judged by the Investigator.",
            1,
            "1.",
        ),
        UnplacedBlock(BlockKind.ITEM, "Isolated proteinuria", 2, "•"),
        UnplacedBlock(BlockKind.PARAGRAPH, "Cohort 2:", 1),
        UnplacedBlock(BlockKind.ITEM, "Aged 18 - 75", 1, "2."),
        UnplacedBlock(BlockKind.PARAGRAPH, "Exclusion Criteria: none"),
    )


def test_lines_that_their_writer_ended_stay_apart() -> None:
    text = "Grade 1: mild\nGrade 2: moderate\r\n- and so on"

    assert parse_textblock(text) == (
        UnplacedBlock(BlockKind.PARAGRAPH, "Grade 1: mild"),
        UnplacedBlock(BlockKind.PARAGRAPH, "Grade 2: moderate"),
        UnplacedBlock(BlockKind.ITEM, "and so on", 1, "•"),
    )


def test_old_design_words_in_one_line_are_read() -> None:
    start, end = XML.index("<study_design_info>"), XML.index("</study_design_info>") + len("</study_design_info>")
    listed = (
        "<study_design>Allocation: Randomized, Endpoint Classification: Safety/Efficacy Study, "
        "Masking: Double Blind (Subject, Caregiver), Primary Purpose: Treatment</study_design>"
    )

    text = read_record((XML[:start] + listed + XML[end:]).encode()).document.text

    assert (
        "Allocation\nRandomized\nPrimary purpose\nTreatment\nMasking\nDouble\nWho is masked\nParticipant, Care provider"
        in text
    )


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]><clinical_study>&b;</clinical_study>', "DOCTYPE"),
        (
            '<?xml version="1.0"?>\n<!DOCTYPE clinical_study SYSTEM "http://example.org/x.dtd"><clinical_study/>',
            "DOCTYPE",
        ),
        ("<clinical_study>&nbsp;</clinical_study>", "cannot be read"),
        ("<clinical_study><a></clinical_study>", "cannot be read"),
        ("<clinical_study>", "cannot be read"),
        ("<clinical_study>\x00</clinical_study>", "cannot be read"),
        ("<html><body>Not found</body></html>", "a <html>, not a <clinical_study>"),
        ("<clinical_study/>", "no registry id"),
        ("<clinical_study><id_info><nct_id>NCT04561557</nct_id></id_info></clinical_study>", "no title"),
        ('<?xml version="1.0" encoding="utf-7"?><clinical_study/>', "encoding is utf-7"),
    ],
)
def test_what_is_no_record_is_refused(xml: str, reason: str) -> None:
    with pytest.raises(UnreadableRecord) as refused:
        read_record(xml.encode())

    assert reason in refused.value.reason


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252"])
def test_declared_encodings_are_read(encoding: str) -> None:
    xml = (
        f'<?xml version="1.0" encoding="{encoding}"?><clinical_study><id_info><nct_id>NCT04561557</nct_id></id_info>'
        "<brief_title>±5 µg</brief_title></clinical_study>"
    )

    assert read_record(xml.encode(encoding)).title == "±5 µg"


def test_a_doctype_hidden_by_its_encoding_is_refused() -> None:
    xml = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><clinical_study/>'

    with pytest.raises(UnreadableRecord, match="DOCTYPE"):
        read_record(xml.encode("utf-16"))
