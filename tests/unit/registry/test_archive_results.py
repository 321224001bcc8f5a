"""Results in the archive's XML read as the current API's do."""

from copy import deepcopy

from annotate.core.document import Document
from annotate.registry.shapes import read_record
from tests.unit.registry.results import GROUPS, blocks, counted, document
from tests.unit.registry.xml_results import FLOW

G1, G2 = (f"<reportinggroupid>\n  {group['id']}\n</reportinggroupid>" for group in GROUPS)
NAMES = [f"<title>\n  {group['title']}\n</title>" for group in GROUPS]


def groups(tag: str, more: tuple[str, str] = ("", "")) -> str:
    described = ("200 mg &gt; daily", "Nothing")
    return "".join(
        f'<{tag} id="{group["id"]}"><description><textblock>\n  {words}\n</textblock></description>{name}{others}</{tag}>'
        for group, words, name, others in zip(GROUPS, described, NAMES, more, strict=True)
    )


def read_archive(results: str) -> Document:
    record = f"""<clinical_study>
      <study_id><nct_id>NCT01234567</nct_id></study_id><brief_title>Drug X</brief_title>
      <clinical_result>{results}</clinical_result>
    </clinical_study>"""
    found = read_record(record.encode())
    assert found.has_results
    return found.document


def test_the_flow_reads_as_from_the_api() -> None:
    flow = f"""<participantflow>
      <participantflowgroups>{groups("flowgroup")}</participantflowgroups>
      <recruitmentdetails><textblock>In two
        clinics</textblock></recruitmentdetails>
      <periods><period>
        <startedmilestone><milestoneachievements>
          <milestoneachievement>{G1}<comment/><subjectsachieve>30</subjectsachieve></milestoneachievement>
          <milestoneachievement>{G2}<comment>One twice</comment><subjectsachieve>31</subjectsachieve></milestoneachievement>
        </milestoneachievements></startedmilestone>
        <completedmilestone><milestoneachievements>
          <milestoneachievement>{G1}<subjectsachieve>30</subjectsachieve></milestoneachievement>
        </milestoneachievements></completedmilestone>
        <dropwithdrawreasons><dropwithdrawreason><otherreasonname/><reasontype>Death</reasontype>
          <dropwithdrawreasondetails><reasondetail>{G2}<subjectsaffected>1</subjectsaffected></reasondetail></dropwithdrawreasondetails>
        </dropwithdrawreason></dropwithdrawreasons>
        <otherparticipantflowdetails><otherdetail>{G2}<numbernotcompleted>1</numbernotcompleted></otherdetail></otherparticipantflowdetails>
        <title>Overall Study</title>
      </period></periods>
    </participantflow>"""
    expected = deepcopy(FLOW)
    completed = {"type": "COMPLETED", "achievements": [{"groupId": "G1", "numSubjects": "30"}]}
    expected["periods"][0]["milestones"].insert(1, completed)
    assert blocks(read_archive(flow)) == blocks(document(participantFlowModule=expected)) != []


def test_measures_read_as_from_the_api() -> None:
    numbers = ("<subjectsanalyzed>30</subjectsanalyzed>", "<subjectsanalyzed>31</subjectsanalyzed>")
    measured = f"""<measurecategories><measurecategory><title/><reportedvalues>
      <reportedvalue><reportinggroupid>Total</reportinggroupid></reportedvalue>
      <reportedvalue>{G1}<parametervalue>4</parametervalue><dispersionspread>1</dispersionspread></reportedvalue>
      <reportedvalue>{G2}<parametervalue>5</parametervalue><dispersionspread>2</dispersionspread></reportedvalue>
    </reportedvalues></measurecategory></measurecategories>
    <dispersiontype>Standard Deviation</dispersiontype><parametertype>Mean</parametertype><unitofmeasure>points</unitofmeasure>"""
    found = read_archive(f"""<baseline>
        <baselinereportinggroups>{groups("baselinereportinggroup", numbers)}</baselinereportinggroups>
        <baselinemeasures><baselinemeasure><title>Study Specific Characteristic</title><othertitle>Score</othertitle>{measured}
        </baselinemeasure></baselinemeasures>
      </baseline>
      <outcomemeasures><outcomemeasure><title>Change in score</title>{measured}
        <measuretype>Primary</measuretype><reportingstatus>Posted</reportingstatus><timeframe>12 weeks</timeframe>
        <populationanalysisdescription>All</populationanalysisdescription>
        <outcomereportinggroups>{groups("outcomereportinggroup", numbers)}</outcomereportinggroups>
        <outcomemeasureanalyses><measureanalysis>
          <outcomereportinggroups><outcomereportinggroupid>G1</outcomereportinggroupid></outcomereportinggroups>
          <testednoninferiority>No</testednoninferiority><pvalue>0.03</pvalue>
          <statisticalmethod>Other</statisticalmethod><othermethodname>Z Statistic</othermethodname>
        </measureanalysis></outcomemeasureanalyses>
      </outcomemeasure></outcomemeasures>""")
    measure = {
        "unitOfMeasure": "points",
        "paramType": "MEAN",
        "dispersionType": "STANDARD_DEVIATION",
        "classes": [
            {
                "categories": [
                    {
                        "measurements": [
                            {"groupId": "G1", "value": "4", "spread": "1"},
                            {"groupId": "G2", "value": "5", "spread": "2"},
                        ]
                    }
                ]
            }
        ],
    }
    both = {"groups": GROUPS, "denoms": [{"units": "Participants", "counts": counted("30", "31")}]}
    analysis = {
        "groupIds": ["G1"],
        "testedNonInferiority": False,
        "nonInferiorityType": "SUPERIORITY_OR_OTHER",
        "pValue": "0.03",
        "statisticalMethod": "Z Statistic",
    }
    outcome = measure | both
    outcome |= {"title": "Change in score", "type": "PRIMARY", "reportingStatus": "POSTED", "timeFrame": "12 weeks"}
    outcome |= {"populationDescription": "All", "analyses": [analysis]}
    expected = document(
        baselineCharacteristicsModule=both | {"measures": [measure | {"title": "Score"}]},
        outcomeMeasuresModule={"outcomeMeasures": [outcome]},
    )
    assert blocks(found) == blocks(expected) != []


def test_events_and_agreements_are_read() -> None:
    totals = (
        "<numsubjectsseriousevents>3</numsubjectsseriousevents><partatriskseriousevents>30</partatriskseriousevents>"
    )
    found = read_archive(f"""<reportedevents>
        <interventiongroups>{groups("interventiongroup", (totals, ""))}</interventiongroups>
        <sourcevocabulary>MedDRA 9.1</sourcevocabulary><assessmenttype>Systematic Assessment</assessmenttype>
        <seriousadverseevents><seriousevent><term>Anaemia</term><organsystemname>Blood disorders</organsystemname>
          <adverseeventstats><eventstats>{G1}<numsubjectsaffected>2</numsubjectsaffected><numsubjects>30</numsubjects></eventstats>
          </adverseeventstats></seriousevent></seriousadverseevents>
      </reportedevents>
      <certainagreement><pisponsoremployee>No</pisponsoremployee><restrictiveagreement>Yes</restrictiveagreement>
        <restrictiontype>OTHER</restrictiontype><otherdetails><textblock>After the sponsor</textblock></otherdetails>
      </certainagreement>
      <limitationsandcaveats><description>Few took part</description></limitationsandcaveats>""")
    words = " ".join(block.text for block in found.blocks)
    for said in ("Anaemia", "Blood disorders", "MedDRA 9.1", "After the sponsor", "Few took part"):
        assert said in words


def test_a_record_of_the_archive_may_have_empty_results() -> None:
    assert blocks(read_archive("<outcomemeasures/>")) == []
