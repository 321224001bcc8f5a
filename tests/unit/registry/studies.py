"""Small records in every shape, made for tests."""

import json
from typing import Any

from annotate.core.editions import PLAN
from annotate.core.record import TrialRecord

API: dict[str, Any] = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT04561557",
            "orgStudyIdInfo": {"id": "ORG-1"},
            "secondaryIdInfos": [{"id": "2020-000001-11", "type": "EUDRACT_NUMBER"}],
            "briefTitle": "Drug X  for Disease Y",
            "officialTitle": "A Randomised Study of Drug X",
            "acronym": "XY-1",
        },
        "statusModule": {
            "overallStatus": "RECRUITING",
            "whyStopped": "Enrolment \\>50 % reached",
            "startDateStruct": {"date": "2020-09-22", "type": "ACTUAL"},
            "primaryCompletionDateStruct": {"date": "2023-12", "type": "ESTIMATED"},
            "completionDateStruct": {"date": "2024"},
            "studyFirstPostDateStruct": {"date": "2020-09-23", "type": "ACTUAL"},
            "lastUpdateSubmitDate": "2022-07-01",
            "lastUpdatePostDateStruct": {"date": "2022-07-08", "type": "ACTUAL"},
        },
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Hospital Z"}, "collaborators": [{"name": "Firm W"}]},
        "descriptionModule": {
            "briefSummary": "ANC \\<LLN and platelets ‹100 x10\\^9/L.\n\nSecond paragraph.",
            "detailedDescription": "5 mg/kg*2 and 3\\*4\\*5; \\&lt; stays, &lt; too.",
        },
        "conditionsModule": {"conditions": ["Disease Y"], "keywords": ["3*4*5", "\\* as it is"]},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE1", "PHASE2"],
            "designInfo": {
                "allocation": "RANDOMIZED",
                "interventionModel": "PARALLEL",
                "primaryPurpose": "TREATMENT",
                "maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT", "INVESTIGATOR"]},
            },
            "enrollmentInfo": {"count": 36, "type": "ESTIMATED"},
        },
        "armsInterventionsModule": {
            "armGroups": [
                {
                    "label": "Arm A",
                    "type": "EXPERIMENTAL",
                    "description": "200 mg every 3 weeks",
                    "interventionNames": ["Drug: X"],
                },
                {"label": "Arm B", "type": "PLACEBO_COMPARATOR", "interventionNames": ["Drug: Placebo"]},
            ],
            "interventions": [
                {
                    "type": "DRUG",
                    "name": "X",
                    "description": "200 mg",
                    "otherNames": ["Xmab"],
                    "armGroupLabels": ["Arm A"],
                },
                {"type": "DRUG", "name": "Placebo", "armGroupLabels": ["Arm B"]},
            ],
        },
        "outcomesModule": {
            "primaryOutcomes": [{"measure": "DLT", "description": "Grade \\>= 3", "timeFrame": "28 days"}],
            "secondaryOutcomes": [{"measure": "PFS", "timeFrame": "2 years"}],
        },
        "eligibilityModule": {
            "eligibilityCriteria": "Inclusion Criteria:\n\n1. ≥18 Years\n2. One of:\n\n   * CD4 \\>= 20\n\nExclusion Criteria:\n\n* Pregnancy",
            "healthyVolunteers": False,
            "sex": "ALL",
            "minimumAge": "18 Years",
            "maximumAge": "75 Years",
        },
        "contactsLocationsModule": {
            "centralContacts": [
                {"name": "Study Office", "role": "CONTACT", "phone": "1", "phoneExt": "2", "email": "a@example.org"}
            ],
            "overallOfficials": [{"name": "Chair", "affiliation": "Hospital Z", "role": "STUDY_CHAIR"}],
            "locations": [
                {
                    "facility": "Hospital Z",
                    "status": "RECRUITING",
                    "city": "Wuhan",
                    "state": "Hubei",
                    "zip": "430000",
                    "country": "China",
                    "contacts": [{"name": "Desk"}],
                }
            ],
        },
        "referencesModule": {
            "references": [
                {"pmid": "1", "type": "BACKGROUND", "citation": "Own reference"},
                {"pmid": "2", "type": "DERIVED", "citation": "Found by the library"},
            ]
        },
    },
    "derivedSection": {
        "miscInfoModule": {"versionHolder": "2026-02-02"},
        "conditionBrowseModule": {
            "meshes": [{"id": "D009157", "term": "Myasthenia Gravis"}],
            "ancestors": [{"id": "D009468", "term": "Neuromuscular Diseases"}],
        },
        "interventionBrowseModule": {"meshes": [{"id": "C1", "term": "Xmab"}]},
    },
    "hasResults": True,
}

XML = """<?xml version="1.0" encoding="UTF-8"?>
<clinical_study rank="1">
  <!-- a comment -->
  <required_header><download_date>processed this data on June 05, 2014</download_date></required_header>
  <id_info>
    <org_study_id>ORG-1</org_study_id>
    <secondary_id>2020-000001-11</secondary_id>
    <nct_id>NCT04561557</nct_id>
  </id_info>
  <brief_title>Drug X for Disease Y</brief_title>
  <acronym>XY-1</acronym>
  <official_title>A Randomised Study of Drug X</official_title>
  <sponsors>
    <lead_sponsor><agency>Hospital Z</agency></lead_sponsor>
    <collaborator><agency>Firm W</agency></collaborator>
  </sponsors>
  <brief_summary>
    <textblock>
      ANC &lt;LLN and platelets ‹100 x10^9/L.

      Second paragraph.
    </textblock>
  </brief_summary>
  <detailed_description><textblock>
      5 mg/kg*2 and 3*4*5; &amp;lt; stays, &amp;lt; too.
  </textblock></detailed_description>
  <overall_status>Recruiting</overall_status>
  <why_stopped>Enrolment &gt;50 % reached</why_stopped>
  <start_date type="Actual">September 22, 2020</start_date>
  <completion_date>2024</completion_date>
  <primary_completion_date type="Anticipated">December 2023</primary_completion_date>
  <phase>Phase 1/Phase 2</phase>
  <study_type>Interventional</study_type>
  <study_design_info>
    <allocation>Randomized</allocation>
    <intervention_model>Parallel Assignment</intervention_model>
    <primary_purpose>Treatment</primary_purpose>
    <masking>Double (Participant, Investigator)</masking>
  </study_design_info>
  <primary_outcome>
    <measure>DLT</measure><time_frame>28 days</time_frame><description>Grade &gt;= 3</description>
  </primary_outcome>
  <secondary_outcome><measure>PFS</measure><time_frame>2 years</time_frame></secondary_outcome>
  <enrollment type="Anticipated">36</enrollment>
  <condition>Disease Y</condition>
  <arm_group>
    <arm_group_label>Arm A</arm_group_label>
    <arm_group_type>Experimental</arm_group_type>
    <description>200 mg every 3 weeks</description>
  </arm_group>
  <arm_group><arm_group_label>Arm B</arm_group_label><arm_group_type>Placebo Comparator</arm_group_type></arm_group>
  <intervention>
    <intervention_type>Drug</intervention_type>
    <intervention_name>X</intervention_name>
    <description>200 mg</description>
    <arm_group_label>Arm A</arm_group_label>
    <other_name>Xmab</other_name>
  </intervention>
  <intervention>
    <intervention_type>Drug</intervention_type>
    <intervention_name>Placebo</intervention_name>
    <arm_group_label>Arm B</arm_group_label>
  </intervention>
  <eligibility>
    <criteria><textblock>
        Inclusion Criteria:

          1. ≥18 Years

          2. One of:

               -  CD4 &gt;= 20

        Exclusion Criteria:

          -  Pregnancy
    </textblock></criteria>
    <gender>Both</gender>
    <minimum_age>18 Years</minimum_age>
    <maximum_age>75 Years</maximum_age>
    <healthy_volunteers>No</healthy_volunteers>
  </eligibility>
  <overall_official>
    <last_name>Chair</last_name><role>Study Chair</role><affiliation>Hospital Z</affiliation>
  </overall_official>
  <overall_contact>
    <last_name>Study Office</last_name><phone>1</phone><phone_ext>2</phone_ext><email>a@example.org</email>
  </overall_contact>
  <location>
    <facility>
      <name>Hospital Z</name>
      <address><city>Wuhan</city><state>Hubei</state><zip>430000</zip><country>China</country></address>
    </facility>
    <status>Recruiting</status>
    <contact><last_name>Desk</last_name></contact>
  </location>
  <reference><citation>Own reference</citation><PMID>1</PMID></reference>
  <last_update_posted type="Actual">July 8, 2022</last_update_posted>
  <study_first_posted type="Actual">September 23, 2020</study_first_posted>
  <keyword>3*4*5</keyword>
  <keyword>\\* as it is</keyword>
  <condition_browse><mesh_term>Myasthenia Gravis</mesh_term></condition_browse>
  <clinical_results></clinical_results>
</clinical_study>
"""

LEGACY: dict[str, Any] = {
    "ProtocolSection": {
        "IdentificationModule": {
            "NCTId": "NCT04561557",
            "OrgStudyIdInfo": {"OrgStudyId": "ORG-1"},
            "BriefTitle": "Drug X for Disease Y",
            "OfficialTitle": "A Randomised Study of Drug X",
        },
        "StatusModule": {
            "OverallStatus": "Active, not recruiting",
            "StartDateStruct": {"StartDate": "September 2020", "StartDateType": "Actual"},
            "LastUpdatePostDateStruct": {"LastUpdatePostDate": "July 8, 2022"},
        },
        "DescriptionModule": {"BriefSummary": "ANC <LLN.\n\nSecond paragraph."},
        "DesignModule": {
            "StudyType": "Interventional",
            "PhaseList": {"Phase": ["Phase 2"]},
            "DesignInfo": {"DesignMaskingInfo": {"DesignMasking": "None (Open Label)"}},
            "EnrollmentInfo": {"EnrollmentCount": "36", "EnrollmentType": "Anticipated"},
        },
        "EligibilityModule": {
            "EligibilityCriteria": "Inclusion Criteria:\n\n≥18 Years\n* a footnote\n",
            "HealthyVolunteers": "Accepts Healthy Volunteers",
            "Gender": "All",
        },
    },
    "DerivedSection": {"MiscInfoModule": {"VersionHolder": "April 30, 2023"}},
}


def as_bytes(study: object) -> bytes:
    """Write a study as a file of JSON."""
    return json.dumps(study, ensure_ascii=False).encode()


def plan_lines(record: TrialRecord) -> list[str]:
    """The blocks of the study's plan."""
    return [block.text for section in record.document.sections if section.key in PLAN for block in section.blocks]


def lines_of(record: TrialRecord, *keys: str) -> list[str]:
    """The blocks of some sections."""
    return [block.text for section in record.document.sections if section.key in keys for block in section.blocks]
