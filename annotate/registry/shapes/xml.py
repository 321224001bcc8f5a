"""The older public XML (``public.xsd``), and the archive's XML whose tags differ, to a TrialRecord."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from annotate.core.codes import code_of
from annotate.core.record import Contact, MeshTerm, PartialDate, Reference, Site, TrialRecord
from annotate.core.text import collapse
from annotate.registry.shapes import older
from annotate.registry.shapes.api_particulars import contact_for_results
from annotate.registry.shapes.api_results import results_of
from annotate.registry.shapes.archive_results import archive_results
from annotate.registry.shapes.canonical import OutcomeMeasure, Parts, Texts, Treatment, complete
from annotate.registry.shapes.identity import former_ids, identity_of
from annotate.registry.shapes.textblock import parse_textblock, with_plain_markers
from annotate.registry.shapes.tree import Tree
from annotate.registry.shapes.xml_particulars import class_of, xml_particulars
from annotate.registry.shapes.xml_results import xml_results


def read_xml(root: Element) -> TrialRecord:
    """Return the record of a ``<clinical_study>``. Raises UnreadableRecord.

    Each fact is searched under the public tag, then under the archive's.
    """
    _mark_typed_lists(root)
    official_title = _words(root, "official_title")
    registry_id, title = identity_of(
        _words(root, "id_info/nct_id", "study_id/nct_id"), _words(root, "brief_title"), official_title
    )
    enrollment, enrollment_kind = _kinded(root, "enrollment", "eligibility/expected_enrollment")
    treatments, results = tuple(_treatments(root)), xml_results(root) or archive_results(root)
    record = TrialRecord(
        registry_id=registry_id,
        title=title,
        official_title=official_title,
        acronym=_words(root, "acronym"),
        status=code_of(_words(root, "overall_status", "status_block/status")),
        study_type=code_of(_words(root, "study_type").partition("[")[0]),
        phases=older.phases(_all(root, "phase", "phase_block/phase")),
        why_stopped=_words(root, "why_stopped", "status_block/why_stopped"),
        start_date=_date(root, "start_date"),
        completion_date=_date(root, "completion_date", "last_follow_up_date", "end_date"),
        primary_completion_date=_date(root, "primary_completion_date", "primary_compl_date"),
        enrollment=older.count(enrollment),
        enrollment_kind=code_of(enrollment_kind),
        sponsor=_words(root, "sponsors/lead_sponsor/agency", "study_sponsor/lead_sponsor/agency"),
        sponsor_class=class_of(_words(root, "sponsors/lead_sponsor/agency_class")),
        collaborators=_all(root, "sponsors/collaborator/agency", "study_sponsor/sponsor/agency"),
        last_updated=older.iso_date(
            _words(root, "last_update_posted", "lastchanged_date", "last_update_submitted", "last_release_date")
        ),
        first_posted=older.iso_date(
            _words(root, "study_first_posted", "firstreceived_date", "study_first_submitted", "initial_release_date")
        ),
        org_id=_words(root, "id_info/org_study_id", "study_id/org_study_id"),
        secondary_ids=_all(root, "id_info/secondary_id", "study_id/secondary_id/id", "study_id/secondary_id"),
        former_ids=former_ids(_all(root, "id_info/nct_alias")),
        keywords=_all(root, "keyword"),
        conditions=_all(root, "condition"),
        interventions=older.interventions(each for each, _ in treatments),
        sex=code_of(_words(root, "eligibility/gender")),
        minimum_age=older.age(_words(root, "eligibility/minimum_age")),
        maximum_age=older.age(_words(root, "eligibility/maximum_age")),
        healthy_volunteers=older.yes(_words(root, "eligibility/healthy_volunteers")),
        condition_terms=tuple(MeshTerm("", term) for term in _all(root, "condition_browse/mesh_term")),
        intervention_terms=tuple(MeshTerm("", term) for term in _all(root, "intervention_browse/mesh_term")),
        contacts=_people(root, "overall_contact", "overall_contact_backup", "contact"),
        officials=(*_people(root, "overall_official", "investigator"), *contact_for_results(results)),
        places=tuple(_place(each) for each in root.iterfind("location")),
        has_results=root.find("clinical_results") is not None or root.find("clinical_result") is not None,
        references=tuple(_references(root)),
    )
    return complete(record, _texts(root, treatments, results))


def _mark_typed_lists(root: Element) -> None:
    """Add the list markers of the public XML to the archive's typed texts."""
    if root.find("study_id") is None:
        return
    for tag in ("brief_summary", "detailed_descr", "criteria", "description"):
        for field in root.iter(tag):
            for block in field.iter("textblock"):
                block.text = with_plain_markers(block.text or "")


def _texts(root: Element, treatments: tuple[tuple[Treatment, tuple[str, ...]], ...], results: Tree) -> Texts:
    listed = older.listed_design(_words(root, "study_design")) or older.named_design(_all(root, "design"))
    masking, masked = older.masking(_words(root, "study_design_info/masking") or listed.get("masking", ""))

    def design(tag: str, *names: str) -> tuple[str, ...]:
        words = _words(root, f"study_design_info/{tag}") or next((listed[name] for name in names if name in listed), "")
        return (code_of(words),) if words else ()

    return Texts(
        summary=_parts(root, "brief_summary"),
        description=_parts(root, "detailed_description", "detailed_descr"),
        arms=older.arms_with(
            (
                (
                    _words(arm, "arm_group_label"),
                    code_of(_words(arm, "arm_group_type", "arm_type")),
                    _parts(arm, "description"),
                )
                for arm in root.iterfind("arm_group")
            ),
            treatments,
        ),
        treatments=tuple(each for each, _ in treatments),
        primary_outcomes=_outcomes(root, "primary_outcome"),
        secondary_outcomes=_outcomes(root, "secondary_outcome"),
        other_outcomes=_outcomes(root, "other_outcome"),
        criteria=_parts(root, "eligibility/criteria"),
        gender_description=_parts(root, "eligibility/gender_description"),
        population=_parts(root, "eligibility/study_pop"),
        sampling=code_of(_words(root, "eligibility/sampling_method")),
        design=(
            ("Allocation", design("allocation", "allocation")),
            ("Intervention model", design("intervention_model", "intervention model")),
            ("Primary purpose", design("primary_purpose", "primary purpose")),
            ("Masking", (masking,)),
            ("Who is masked", masked),
            ("Observational model", design("observational_model", "observational model")),
            ("Time perspective", design("time_perspective", "time perspective")),
            ("Biospecimens kept", (code_of(_words(root, "biospec_retention")),)),
        ),
        design_descriptions=(
            ("Intervention model description", _parts(root, "study_design_info/intervention_model_description")),
            ("Masking description", _parts(root, "study_design_info/masking_description")),
            ("Biospecimen description", _parts(root, "biospec_descr")),
        ),
        results=results_of(results),
        particulars=xml_particulars(root),
    )


def _treatments(root: Element) -> Iterator[tuple[Treatment, tuple[str, ...]]]:
    """Yield each treatment with the labels of the arms that it belongs to."""
    for each in root.iterfind("intervention"):
        kind = code_of(_words(each, "intervention_type", "intervent_type"))
        name = _words(each, "intervention_name", "primary_name")
        yield (
            Treatment(kind, name, _parts(each, "description"), _all(each, "other_name")),
            _all(each, "arm_group_label"),
        )


def _outcomes(root: Element, tag: str) -> tuple[OutcomeMeasure, ...]:
    return tuple(
        OutcomeMeasure(
            # the archive's oldest records have the words directly inside
            _words(each, "measure") or collapse(each.text or ""),
            _parts(each, "description"),
            _words(each, "time_frame"),
        )
        for each in root.iterfind(tag)
    )


def _references(root: Element) -> Iterator[Reference]:
    tags = (
        ("reference", "BACKGROUND"),
        ("background/reference", "BACKGROUND"),
        ("results_reference", "RESULT"),
        ("results/reference", "RESULT"),
    )
    for tag, kind in tags:
        for each in root.iterfind(tag):
            citation = _words(each, "citation")
            if citation:
                yield Reference(citation, _words(each, "PMID", "medline_ui"), kind)


def _people(parent: Element, *tags: str) -> tuple[Contact, ...]:
    return tuple(
        Contact(
            name=_words(each, "last_name", "name"),
            role=code_of(_words(each, "role")),
            phone=" ext. ".join(filter(None, (_words(each, "phone"), _words(each, "phone_ext")))),
            email=_words(each, "email"),
            affiliation=_words(each, "affiliation"),
        )
        for tag in tags
        for each in parent.iterfind(tag)
    )


def _place(location: Element) -> Site:
    address = "facility/address"
    return Site(
        facility=_words(location, "facility/name"),
        status=code_of(_words(location, "status")),
        city=_words(location, f"{address}/city"),
        state=_words(location, f"{address}/state"),
        zip=_words(location, f"{address}/zip"),
        country=_words(location, f"{address}/country"),
        contacts=_people(location, "contact", "contact_backup", "investigator"),
    )


def _date(root: Element, *paths: str) -> PartialDate | None:
    return older.partial_date(*_kinded(root, *paths))


def _kinded(root: Element, *paths: str) -> tuple[str, str]:
    """Return the words and the ``type`` of the first path that has words."""
    for path in paths:
        found = root.find(path)
        if found is not None and (words := collapse("".join(found.itertext()))):
            return words, collapse(found.get("type", ""))
    return "", ""


def _words(parent: Element, *paths: str) -> str:
    return _kinded(parent, *paths)[0]


def _all(parent: Element, *paths: str) -> tuple[str, ...]:
    """Return the words of every element under the first path that has any."""
    for path in paths:
        words = older.listed("".join(each.itertext()) for each in parent.iterfind(path))
        if words:
            return words
    return ()


def _parts(parent: Element, *paths: str) -> Parts:
    """Return the blocks of the first path that has words."""
    for path in paths:
        found = parent.find(path)
        if found is not None and (parts := parse_textblock("".join(found.itertext()))):
            return parts
    return ()
