"""The API's retired first JSON (version 1, until June 2024) to a TrialRecord.

The same tree as today's in PascalCase, with lists wrapped (``ConditionList.Condition``), words for codes, and texts
that have lost their list markers and part of their blank lines.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from annotate.core.codes import code_of
from annotate.core.record import Contact, MeshTerm, PartialDate, Reference, Site, TrialRecord
from annotate.core.text import collapse
from annotate.registry.errors import UnreadableRecord
from annotate.registry.shapes import older
from annotate.registry.shapes.api_particulars import contact_for_results
from annotate.registry.shapes.api_results import results_of
from annotate.registry.shapes.canonical import OutcomeMeasure, Parts, Texts, Treatment, complete
from annotate.registry.shapes.identity import former_ids, identity_of
from annotate.registry.shapes.legacy_results import legacy_results
from annotate.registry.shapes.textblock import parse_lines
from annotate.registry.shapes.tree import Tree

_Row = TypeVar("_Row")


def read_legacy_json(data: dict[str, Any]) -> TrialRecord:
    """Return the record of a version 1 study. Raises UnreadableRecord, naming the part that is wrong."""
    protocol = _Node(data, "").node("ProtocolSection")
    identification = protocol.node("IdentificationModule")
    status = protocol.node("StatusModule")
    sponsors = protocol.node("SponsorCollaboratorsModule")
    conditions = protocol.node("ConditionsModule")
    design = protocol.node("DesignModule")
    eligibility = protocol.node("EligibilityModule")
    contacts = protocol.node("ContactsLocationsModule")
    derived = _Node(data, "").node("DerivedSection")
    registry_id, title = identity_of(
        identification.words("NCTId"), identification.words("BriefTitle"), identification.words("OfficialTitle")
    )
    treatments = protocol.node("ArmsInterventionsModule").rows("Intervention", _treatment)
    results = legacy_results(data.get("ResultsSection"))
    record = TrialRecord(
        registry_id=registry_id,
        title=title,
        official_title=identification.words("OfficialTitle"),
        acronym=identification.words("Acronym"),
        status=code_of(status.words("OverallStatus")),
        study_type=code_of(design.words("StudyType")),
        phases=older.phases(design.texts("Phase")),
        why_stopped=status.words("WhyStopped"),
        start_date=_date(status, "Start"),
        completion_date=_date(status, "Completion"),
        primary_completion_date=_date(status, "PrimaryCompletion"),
        enrollment=older.count(design.node("EnrollmentInfo").words("EnrollmentCount")),
        enrollment_kind=code_of(design.node("EnrollmentInfo").words("EnrollmentType")),
        sponsor=sponsors.node("LeadSponsor").words("LeadSponsorName"),
        sponsor_class=code_of(sponsors.node("LeadSponsor").words("LeadSponsorClass")),
        collaborators=sponsors.rows("Collaborator", lambda each: each.words("CollaboratorName")),
        last_updated=_day(status, "LastUpdate"),
        first_posted=_day(status, "StudyFirst"),
        org_id=identification.node("OrgStudyIdInfo").words("OrgStudyId"),
        secondary_ids=identification.rows("SecondaryIdInfo", lambda each: each.words("SecondaryId")),
        former_ids=former_ids(identification.texts("NCTIdAlias")),
        keywords=conditions.texts("Keyword"),
        conditions=conditions.texts("Condition"),
        interventions=older.interventions(each for each, _ in treatments),
        sex=code_of(eligibility.words("Gender")),
        minimum_age=older.age(eligibility.words("MinimumAge")),
        maximum_age=older.age(eligibility.words("MaximumAge")),
        healthy_volunteers=older.yes(eligibility.words("HealthyVolunteers")),
        condition_terms=_terms(derived.node("ConditionBrowseModule"), "ConditionMesh"),
        condition_ancestors=_terms(derived.node("ConditionBrowseModule"), "ConditionAncestor"),
        intervention_terms=_terms(derived.node("InterventionBrowseModule"), "InterventionMesh"),
        contacts=_people(contacts, "CentralContact"),
        officials=(*_people(contacts, "OverallOfficial"), *contact_for_results(results)),
        places=contacts.rows("Location", _place),
        has_results="ResultsSection" in data,
        references=tuple(
            each
            for each in protocol.node("ReferencesModule").rows("Reference", _reference)
            if each.kind != "DERIVED" and each.citation
        ),
    )
    return complete(record, _texts(protocol, treatments, results))


def _texts(protocol: "_Node", treatments: tuple[tuple[Treatment, tuple[str, ...]], ...], results: Tree) -> Texts:
    description = protocol.node("DescriptionModule")
    arms = protocol.node("ArmsInterventionsModule")
    outcomes = protocol.node("OutcomesModule")
    eligibility = protocol.node("EligibilityModule")
    design = protocol.node("DesignModule")
    info = design.node("DesignInfo")
    masking = info.node("DesignMaskingInfo")
    blinding, masked = older.masking(masking.words("DesignMasking"))
    specimens = design.node("BioSpec")
    return Texts(
        summary=_parts(description, "BriefSummary"),
        description=_parts(description, "DetailedDescription"),
        arms=older.arms_with(
            arms.rows(
                "ArmGroup",
                lambda each: (
                    each.words("ArmGroupLabel"),
                    code_of(each.words("ArmGroupType")),
                    _parts(each, "ArmGroupDescription"),
                ),
            ),
            treatments,
        ),
        treatments=tuple(each for each, _ in treatments),
        primary_outcomes=_outcomes(outcomes, "Primary"),
        secondary_outcomes=_outcomes(outcomes, "Secondary"),
        other_outcomes=_outcomes(outcomes, "Other"),
        criteria=_parts(eligibility, "EligibilityCriteria"),
        gender_description=_parts(eligibility, "GenderDescription"),
        population=_parts(eligibility, "StudyPopulation"),
        sampling=code_of(eligibility.words("SamplingMethod")),
        design=(
            ("Allocation", (code_of(info.words("DesignAllocation")),)),
            ("Intervention model", (code_of(info.words("DesignInterventionModel")),)),
            ("Primary purpose", (code_of(info.words("DesignPrimaryPurpose")),)),
            ("Masking", (blinding,)),
            ("Who is masked", masked or tuple(code_of(who) for who in masking.texts("DesignWhoMasked"))),
            ("Observational model", tuple(code_of(each) for each in info.texts("DesignObservationalModel"))),
            ("Time perspective", tuple(code_of(each) for each in info.texts("DesignTimePerspective"))),
            ("Biospecimens kept", (code_of(specimens.words("BioSpecRetention")),)),
        ),
        design_descriptions=(
            ("Intervention model description", _parts(info, "DesignInterventionModelDescription")),
            ("Masking description", _parts(masking, "DesignMaskingDescription")),
            ("Biospecimen description", _parts(specimens, "BioSpecDescription")),
        ),
        results=results_of(results),
    )


def _parts(node: "_Node", name: str) -> Parts:
    return parse_lines(node.text(name))


def _treatment(node: "_Node") -> tuple[Treatment, tuple[str, ...]]:
    """Return a treatment with the labels of the arms that it belongs to."""
    treatment = Treatment(
        code_of(node.words("InterventionType")),
        node.words("InterventionName"),
        _parts(node, "InterventionDescription"),
        node.texts("InterventionOtherName"),
    )
    return treatment, node.texts("InterventionArmGroupLabel")


def _outcomes(node: "_Node", group: str) -> tuple[OutcomeMeasure, ...]:
    prefix = f"{group}Outcome"
    return node.rows(
        prefix,
        lambda each: OutcomeMeasure(
            each.words(f"{prefix}Measure"), _parts(each, f"{prefix}Description"), each.words(f"{prefix}TimeFrame")
        ),
    )


def _date(status: "_Node", name: str) -> PartialDate | None:
    struct = status.node(f"{name}DateStruct")
    return older.partial_date(struct.words(f"{name}Date"), struct.words(f"{name}DateType"))


def _day(status: "_Node", name: str) -> str:
    posted = status.node(f"{name}PostDateStruct").words(f"{name}PostDate")
    return older.iso_date(posted or status.words(f"{name}SubmitDate"))


def _terms(node: "_Node", name: str) -> tuple[MeshTerm, ...]:
    return node.rows(name, lambda each: MeshTerm(each.words(f"{name}Id"), each.words(f"{name}Term")))


def _people(node: "_Node", name: str) -> tuple[Contact, ...]:
    return node.rows(
        name,
        lambda each: Contact(
            name=each.words(f"{name}Name"),
            role=code_of(each.words(f"{name}Role")),
            phone=" ext. ".join(filter(None, (each.words(f"{name}Phone"), each.words(f"{name}PhoneExt")))),
            email=each.words(f"{name}EMail"),
            affiliation=each.words(f"{name}Affiliation"),
        ),
    )


def _place(node: "_Node") -> Site:
    return Site(
        facility=node.words("LocationFacility"),
        status=code_of(node.words("LocationStatus")),
        city=node.words("LocationCity"),
        state=node.words("LocationState"),
        zip=node.words("LocationZip"),
        country=node.words("LocationCountry"),
        contacts=_people(node, "LocationContact"),
    )


def _reference(node: "_Node") -> Reference:
    return Reference(node.words("ReferenceCitation"), node.words("ReferencePMID"), code_of(node.words("ReferenceType")))


class _Node:
    """One object of the tree with the names that lead to it, so that a wrong part can be named."""

    def __init__(self, data: dict[str, Any], path: str) -> None:
        self._data = data
        self._path = path

    def node(self, name: str) -> "_Node":
        """Return the object of this name; an empty one if it is absent."""
        return _Node(self._typed(name, dict, self._data.get(name)) or {}, self._at(name))

    def words(self, name: str) -> str:
        """Return the text of this name, collapsed."""
        return collapse(self.text(name))

    def text(self, name: str) -> str:
        """Return the text of this name as it is; a bare number becomes its digits."""
        value = self._data.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return self._typed(name, str, value) or ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the texts of a wrapped list: ``{"PhaseList": {"Phase": [...]}}``."""
        return older.listed(self._typed(name, str, each) or "" for each in self._wrapped(name))

    def rows(self, name: str, read: "Callable[[_Node], _Row]") -> tuple[_Row, ...]:
        """Return each object of a wrapped list, read."""
        return tuple(read(_Node(self._typed(name, dict, each) or {}, self._at(name))) for each in self._wrapped(name))

    def _wrapped(self, name: str) -> list[Any]:
        wrapping = self.node(f"{name}List")
        return wrapping._typed(name, list, wrapping._data.get(name)) or []  # noqa: SLF001 - of its own class

    def _typed(self, name: str, kind: type, value: Any) -> Any:  # noqa: ANN401 - any JSON value
        if value is not None and not isinstance(value, kind):
            raise UnreadableRecord(f"The part {self._at(name)} is not as the registry writes it.")
        return value

    def _at(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name
