"""Results in the older XML, and the same in the current API's JSON, made for tests."""

from typing import Any

from tests.unit.registry.results import EVENTS, GROUPS, OUTCOME, counted

ID = 'group_id="G1"', 'group_id="G2"'
XML_GROUPS = f"""<group_list>
  <group {ID[0]}><title>Drug X</title><description>200 mg &gt; daily</description></group>
  <group {ID[1]}><title>Placebo</title><description>Nothing</description></group>
</group_list>"""
XML_COUNTS = f"""<count_list><count {ID[0]} value="30"/><count {ID[1]} value="31"/></count_list>"""
XML_FLOW = f"""<participant_flow>
  <recruitment_details>In two
    clinics</recruitment_details>
  {XML_GROUPS}
  <period_list><period><title>Overall Study</title>
    <milestone_list>
      <milestone><title>STARTED</title><participants_list>
        <participants {ID[0]} count="30"/><participants {ID[1]} count="31">One twice</participants>
      </participants_list></milestone>
      <milestone><title>NOT COMPLETED</title><participants_list><participants {ID[1]} count="1"/></participants_list></milestone>
    </milestone_list>
    <drop_withdraw_reason_list><drop_withdraw_reason><title>Death</title><participants_list>
      <participants {ID[1]} count="1"/></participants_list></drop_withdraw_reason></drop_withdraw_reason_list>
  </period></period_list>
</participant_flow>"""
FLOW: dict[str, Any] = {
    "recruitmentDetails": "In two clinics",
    "groups": GROUPS,
    "periods": [
        {
            "title": "Overall Study",
            "milestones": [
                {
                    "type": "STARTED",
                    "achievements": [
                        {"groupId": "G1", "numSubjects": "30"},
                        {"groupId": "G2", "numSubjects": "31", "comment": "One twice"},
                    ],
                },
                {"type": "NOT COMPLETED", "achievements": [{"groupId": "G2", "numSubjects": "1"}]},
            ],
            "dropWithdraws": [{"type": "Death", "reasons": [{"groupId": "G2", "numSubjects": "1"}]}],
        }
    ],
}
XML_BASELINE = f"""<baseline>
  <population>All</population>
  {XML_GROUPS}
  <analyzed_list><analyzed><units>Participants</units><scope>Overall</scope>{XML_COUNTS}</analyzed></analyzed_list>
  <measure_list>
    <measure><title>Sex</title><units>Participants</units><param>Count of Participants</param>
      <class_list><class><category_list><category><title>Female</title><measurement_list>
        <measurement {ID[0]} value="10"/><measurement {ID[1]} value="11"/>
      </measurement_list></category></category_list></class></class_list></measure>
    <measure><title>Score</title><description>At first:
          -  rest</description><population>Some</population><param>Median</param><dispersion>Full Range</dispersion>
      <class_list>
        <class><title>At rest</title><category_list><category><measurement_list>
          <measurement {ID[0]} value="4" lower_limit="1" upper_limit="9"/></measurement_list></category></category_list></class>
        <class><title>In motion</title>
          <analyzed_list><analyzed><units>Knees</units><count_list><count {ID[0]} value="3"/></count_list></analyzed></analyzed_list>
          <category_list><category><measurement_list><measurement {ID[0]} value="5" spread="2">Two left</measurement>
          </measurement_list></category></category_list></class>
      </class_list></measure>
  </measure_list>
</baseline>"""
BASELINE: dict[str, Any] = {
    "populationDescription": "All",
    "groups": GROUPS,
    "denoms": [{"units": "Participants", "counts": counted("30", "31")}],
    "measures": [
        {
            "title": "Sex",
            "paramType": "COUNT_OF_PARTICIPANTS",
            "unitOfMeasure": "Participants",
            "classes": [{"categories": [{"title": "Female", "measurements": counted("10", "11")}]}],
        },
        {
            "title": "Score",
            "description": "At first:\n\n* rest",
            "populationDescription": "Some",
            "paramType": "MEDIAN",
            "dispersionType": "FULL_RANGE",
            "classes": [
                {
                    "title": "At rest",
                    "categories": [
                        {"measurements": [{"groupId": "G1", "value": "4", "lowerLimit": "1", "upperLimit": "9"}]}
                    ],
                },
                {
                    "title": "In motion",
                    "denoms": [{"units": "Knees", "counts": counted("3")}],
                    "categories": [
                        {"measurements": [{"groupId": "G1", "value": "5", "spread": "2", "comment": "Two left"}]}
                    ],
                },
            ],
        },
    ],
}
XML_ANALYSIS = """<analysis_list><analysis>
  <group_id_list><group_id>G1</group_id><group_id>G2</group_id></group_id_list>
  <groups_desc>All &lt; 60</groups_desc>
  <non_inferiority_type>Superiority or Other</non_inferiority_type>
  <non_inferiority_desc>Set before</non_inferiority_desc>
  <p_value>&lt;0.001</p_value><p_value_desc>Not adjusted</p_value_desc>
  <method>ANCOVA</method><method_desc>By site</method_desc>
  <param_type>Mean difference</param_type><param_value>1.2</param_value>
  <dispersion_type>Standard Error of the Mean</dispersion_type><dispersion_value>0.3</dispersion_value>
  <ci_percent>95</ci_percent><ci_n_sides>2-Sided</ci_n_sides>
  <ci_lower_limit>0.8</ci_lower_limit><ci_upper_limit>NA</ci_upper_limit>
  <ci_upper_limit_na_comment>Not reached</ci_upper_limit_na_comment>
  <estimate_desc>X minus placebo</estimate_desc><other_analysis_desc>Another</other_analysis_desc>
</analysis></analysis_list>"""
XML_OUTCOME = f"""<outcome>
  <type>Primary</type><title>Change in score</title><description>Scored 0 to 10</description>
  <time_frame>12 weeks</time_frame><safety_issue>No</safety_issue><population>All * of them</population>
  {XML_GROUPS}
  <measure><title>Change in score</title><description>Scored 0 to 10</description><population>All * of them</population>
    <units>points</units><param>Mean</param><dispersion>Standard Deviation</dispersion>
    <units_analyzed>Participants</units_analyzed>
    <analyzed_list><analyzed><units>Participants</units><scope>Measure</scope>{XML_COUNTS}</analyzed></analyzed_list>
    <class_list><class><category_list><category><measurement_list>
      <measurement {ID[0]} value="3.5" spread="0.4"/><measurement {ID[1]} value="NA">Too few</measurement>
    </measurement_list></category></category_list></class></class_list>
  </measure>
  {XML_ANALYSIS}
</outcome>"""
ANALYSED_OUTCOME: dict[str, Any] = OUTCOME | {
    "populationDescription": "All * of them",
    "denomUnitsSelected": "Participants",
    "analyses": [
        OUTCOME["analyses"][0]
        | {
            "groupDescription": "All \\< 60",
            "nonInferiorityType": "SUPERIORITY_OR_OTHER",
            "nonInferiorityComment": "Set before",
            "pValueComment": "Not adjusted",
            "statisticalComment": "By site",
            "dispersionType": "STANDARD_ERROR_OF_MEAN",
            "dispersionValue": "0.3",
            "ciUpperLimit": "NA",
            "ciUpperLimitComment": "Not reached",
            "estimateComment": "X minus placebo",
            "otherAnalysisDescription": "Another",
        }
    ],
}
XML_OUTCOMES = f"<outcome_list>{XML_OUTCOME}</outcome_list>"
XML_EVENTS = f"""<reported_events>
  <time_frame>1 year</time_frame><desc>Asked at visits</desc>
  {XML_GROUPS}
  <serious_events>
    <frequency_threshold>0</frequency_threshold>
    <default_vocab>MedDRA 18.1</default_vocab><default_assessment>Systematic Assessment</default_assessment>
    <category_list>
      <category><title>Total</title><event_list>
        <event><sub_title>Total, all-cause mortality</sub_title>
          <counts {ID[0]} subjects_affected="0" subjects_at_risk="30"/>
          <counts {ID[1]} subjects_affected="0" subjects_at_risk="30"/></event>
        <event><sub_title>Total, serious adverse events</sub_title>
          <counts {ID[0]} subjects_affected="1" subjects_at_risk="30"/>
          <counts {ID[1]} subjects_affected="1" subjects_at_risk="30"/></event></event_list></category>
      <category><title>Blood</title><event_list><event><sub_title>Anaemia</sub_title>
        <counts {ID[0]} events="2" subjects_affected="1" subjects_at_risk="30"/>
        <counts {ID[1]} subjects_affected="0" subjects_at_risk="31"/></event></event_list></category>
      <category><title>Skin</title><event_list><event><sub_title>Rash</sub_title>
        <assessment>Non-systematic Assessment</assessment><description>By telephone</description>
        <counts {ID[1]} events="1" subjects_affected="1" subjects_at_risk="31"/></event></event_list></category>
    </category_list>
  </serious_events>
  <other_events>
    <frequency_threshold>5</frequency_threshold><default_vocab>MedDRA 18.1</default_vocab>
    <category_list>
      <category><title>Total</title><event_list><event><sub_title>Total, other adverse events</sub_title>
        <counts {ID[0]} subjects_affected="2" subjects_at_risk="30"/></event></event_list></category>
      <category><title>Skin</title><event_list>
        <event><sub_title vocab="Own">Itch</sub_title><counts {ID[0]} subjects_affected="2" subjects_at_risk="30"/></event>
        <event><sub_title>Burn</sub_title><counts {ID[0]} subjects_at_risk="30"/></event></event_list></category>
    </category_list>
  </other_events>
</reported_events>"""
ALL_EVENTS = EVENTS | {
    "description": "Asked at visits",
    "eventGroups": [
        EVENTS["eventGroups"][0] | {"otherNumAffected": 2, "otherNumAtRisk": 30},
        EVENTS["eventGroups"][1],
    ],
    "otherEvents": [
        {
            "term": "Itch",
            "organSystem": "Skin",
            "sourceVocabulary": "Own",
            "stats": [{"groupId": "G1", "numAffected": 2, "numAtRisk": 30}],
        },
        {
            "term": "Burn",
            "organSystem": "Skin",
            "sourceVocabulary": "MedDRA 18.1",
            "stats": [{"groupId": "G1", "numAtRisk": 30}],
        },
    ],
}
