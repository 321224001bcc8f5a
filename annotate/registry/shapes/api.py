"""The current API's record (version 2) to a TrialRecord."""

from collections.abc import Iterable
from typing import Any

from annotate.core.criteria import parse_markup, plain_words
from annotate.core.record import Contact, Intervention, MeshTerm, PartialDate, Reference, Site, TrialRecord
from annotate.core.text import collapse
from annotate.registry.shapes import api_models as api
from annotate.registry.shapes.api_particulars import particulars_of, responsible_people
from annotate.registry.shapes.api_results import results_of
from annotate.registry.shapes.canonical import Arm, OutcomeMeasure, Parts, Texts, Treatment, complete
from annotate.registry.shapes.identity import former_ids, identity_of
from annotate.registry.shapes.tree import Tree


def read_api(data: Any) -> TrialRecord:  # noqa: ANN401 - any JSON value
    """Return the record of the API's parsed JSON. Raises UnreadableRecord."""
    study, whole = api.parse_study(data), Tree(data)
    protocol = study.protocol_section
    identification = protocol.identification_module or api.Identification()
    status = protocol.status_module or api.Status()
    sponsors = protocol.sponsor_collaborators_module or api.Sponsors()
    conditions = protocol.conditions_module or api.Conditions()
    design = protocol.design_module or api.Design()
    enrollment = design.enrollment_info or api.Enrollment()
    arms = protocol.arms_interventions_module or api.Arms()
    eligibility = protocol.eligibility_module or api.Eligibility()
    contacts = protocol.contacts_locations_module or api.Contacts()
    derived = study.derived_section or api.Derived()
    condition_browse = derived.condition_browse_module or api.Browse()
    intervention_browse = derived.intervention_browse_module or api.Browse()
    references = (protocol.references_module or api.References()).references or ()
    registry_id, title = identity_of(identification.nct_id, identification.brief_title, identification.official_title)
    record = TrialRecord(
        registry_id=registry_id,
        title=title,
        official_title=_words(identification.official_title),
        acronym=_words(identification.acronym),
        status=_words(status.overall_status),
        study_type=_words(design.study_type),
        phases=_list(design.phases),
        why_stopped=plain_words(status.why_stopped or ""),
        start_date=_date(status.start_date_struct),
        completion_date=_date(status.completion_date_struct),
        primary_completion_date=_date(status.primary_completion_date_struct),
        enrollment=enrollment.count,
        enrollment_kind=_words(enrollment.type),
        sponsor=_words(sponsors.lead_sponsor.name) if sponsors.lead_sponsor else "",
        sponsor_class=whole.at("protocolSection", "sponsorCollaboratorsModule", "leadSponsor").words("class"),
        collaborators=_list(each.name for each in sponsors.collaborators or ()),
        last_updated=_day(status.last_update_post_date_struct, status.last_update_submit_date),
        first_posted=_day(status.study_first_post_date_struct, status.study_first_submit_date),
        org_id=_words(identification.org_study_id_info.id) if identification.org_study_id_info else "",
        secondary_ids=_list(each.id for each in identification.secondary_id_infos or ()),
        former_ids=former_ids(identification.nct_id_aliases or ()),
        keywords=_list(conditions.keywords),
        conditions=_list(conditions.conditions),
        interventions=tuple(
            Intervention(_words(each.type), _words(each.name), _list(each.other_names))
            for each in arms.interventions or ()
            if each.name
        ),
        sex=_words(eligibility.sex),
        minimum_age=_words(eligibility.minimum_age),
        maximum_age=_words(eligibility.maximum_age),
        healthy_volunteers=eligibility.healthy_volunteers,
        condition_terms=_terms(condition_browse.meshes),
        condition_ancestors=_terms(condition_browse.ancestors),
        intervention_terms=_terms(intervention_browse.meshes),
        contacts=_people(contacts.central_contacts),
        officials=(*_people(contacts.overall_officials), *responsible_people(whole)),
        places=tuple(_place(each) for each in contacts.locations or ()),
        has_results=bool(study.has_results),
        references=tuple(
            Reference(_words(each.citation), _words(each.pmid), _words(each.type))
            for each in references
            if each.citation and each.type != "DERIVED"
        ),
        sample=bool(study.annotate_sample),
    )
    return complete(record, _texts(protocol, design, arms, eligibility, whole))


def _texts(
    protocol: api.Protocol, design: api.Design, arms: api.Arms, eligibility: api.Eligibility, whole: Tree
) -> Texts:
    description = protocol.description_module or api.Description()
    outcomes = protocol.outcomes_module or api.Outcomes()
    info = design.design_info or api.DesignInfo()
    masking = info.masking_info or api.Masking()
    specimens = design.bio_spec or api.Specimens()
    return Texts(
        summary=_parts(description.brief_summary),
        description=_parts(description.detailed_description),
        arms=tuple(
            Arm(_words(each.label), _words(each.type), _parts(each.description), _list(each.intervention_names))
            for each in arms.arm_groups or ()
        ),
        treatments=tuple(
            Treatment(_words(each.type), _words(each.name), _parts(each.description), _list(each.other_names))
            for each in arms.interventions or ()
        ),
        primary_outcomes=_outcomes(outcomes.primary_outcomes),
        secondary_outcomes=_outcomes(outcomes.secondary_outcomes),
        other_outcomes=_outcomes(outcomes.other_outcomes),
        criteria=_parts(eligibility.eligibility_criteria),
        gender_description=_parts(eligibility.gender_description),
        population=_parts(eligibility.study_population),
        sampling=_words(eligibility.sampling_method),
        design=(
            ("Allocation", _list([info.allocation])),
            ("Intervention model", _list([info.intervention_model])),
            ("Primary purpose", _list([info.primary_purpose])),
            ("Masking", _list([masking.masking])),
            ("Who is masked", _list(masking.who_masked)),
            ("Observational model", _list([info.observational_model])),
            ("Time perspective", _list([info.time_perspective])),
            ("Biospecimens kept", _list([specimens.retention])),
            *_more_design(whole.at("protocolSection", "designModule")),
        ),
        design_descriptions=(
            ("Intervention model description", _parts(info.intervention_model_description)),
            ("Masking description", _parts(masking.masking_description)),
            ("Biospecimen description", _parts(specimens.description)),
        ),
        age_groups=whole.at("protocolSection", "eligibilityModule").list("stdAges"),
        gender_based=whole.at("protocolSection", "eligibilityModule").flag("genderBased"),
        results=results_of(whole.at("resultsSection")),
        particulars=particulars_of(whole),
    )


def _more_design(module: Tree) -> tuple[tuple[str, tuple[str, ...]], ...]:
    registry, offered = module.flag("patientRegistry"), module.at("expandedAccessTypes")
    answer = () if registry is None else ("Yes" if registry else "No",)
    return (
        ("Patient registry", answer),
        ("Each participant is followed for", _list([module.words("targetDuration")])),
        ("Expanded access for", tuple(words for key, words in _ACCESS.items() if offered.flag(key))),
    )


_ACCESS = {
    "individual": "Individual patients",
    "intermediate": "Groups of patients",
    "treatment": "Treatment under a protocol",
}


def _words(text: str | None) -> str:
    return collapse(text) if text else ""


def _list(texts: Iterable[str | None] | None) -> tuple[str, ...]:
    return tuple(words for text in texts or () if (words := _words(text)))


def _parts(markup: str | None) -> Parts:
    return parse_markup(markup) if markup else ()


def _date(date: api.Date | None) -> PartialDate | None:
    return PartialDate(_words(date.date), _words(date.type)) if date is not None and date.date else None


def _day(posted: api.Date | None, submitted: str | None) -> str:
    return _words(posted.date if posted is not None and posted.date else submitted)


def _terms(terms: list[api.Term] | None) -> tuple[MeshTerm, ...]:
    return tuple(MeshTerm(_words(each.id), _words(each.term)) for each in terms or () if each.term)


def _people(people: list[api.Named] | None) -> tuple[Contact, ...]:
    return tuple(
        Contact(
            _words(each.name),
            _words(each.role),
            " ext. ".join(filter(None, (_words(each.phone), _words(each.phone_ext)))),
            _words(each.email),
            _words(each.affiliation),
        )
        for each in people or ()
        if each.name or each.phone or each.email
    )


def _place(place: api.Location) -> Site:
    return Site(
        _words(place.facility),
        _words(place.status),
        _words(place.city),
        _words(place.state),
        _words(place.zip),
        _words(place.country),
        _people(place.contacts),
    )


def _outcomes(outcomes: list[api.ApiOutcome] | None) -> tuple[OutcomeMeasure, ...]:
    return tuple(
        OutcomeMeasure(_words(each.measure), _parts(each.description), _words(each.time_frame))
        for each in outcomes or ()
    )
