"""The current API's JSON (``/api/v2/studies/{nctId}``, version 2) as models: names in camelCase, absent parts left out.

Every part is optional; unknown parts and codes are ignored; a part of the wrong type is refused by name.
Source: the registry's OpenAPI description 2.0.x.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from annotate.registry.errors import UnreadableRecord


class ApiModel(BaseModel):
    """Base of every part: unknown names are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=to_camel)


class Named(ApiModel):
    """A person, office or organisation."""

    name: str | None = None
    role: str | None = None
    phone: str | None = None
    phone_ext: str | None = None
    email: str | None = None
    affiliation: str | None = None


class Id(ApiModel):
    """An id of another registry or of the sponsor."""

    id: str | None = None


class Date(ApiModel):
    """A date as exact as given, with ACTUAL or ESTIMATED."""

    date: str | None = None
    type: str | None = None


class Identification(ApiModel):
    """Ids and titles."""

    nct_id: str | None = None
    nct_id_aliases: list[str] | None = None
    org_study_id_info: Id | None = None
    secondary_id_infos: list[Id] | None = None
    brief_title: str | None = None
    official_title: str | None = None
    acronym: str | None = None


class Status(ApiModel):
    """Status and dates."""

    overall_status: str | None = None
    why_stopped: str | None = None
    start_date_struct: Date | None = None
    completion_date_struct: Date | None = None
    primary_completion_date_struct: Date | None = None
    study_first_submit_date: str | None = None
    study_first_post_date_struct: Date | None = None
    last_update_submit_date: str | None = None
    last_update_post_date_struct: Date | None = None


class Sponsors(ApiModel):
    """Sponsor and collaborators."""

    lead_sponsor: Named | None = None
    collaborators: list[Named] | None = None


class Description(ApiModel):
    """Summary and description, in markup."""

    brief_summary: str | None = None
    detailed_description: str | None = None


class Conditions(ApiModel):
    """Conditions and keywords."""

    conditions: list[str] | None = None
    keywords: list[str] | None = None


class Masking(ApiModel):
    """Masking: who does not know who gets what."""

    masking: str | None = None
    masking_description: str | None = None
    who_masked: list[str] | None = None


class DesignInfo(ApiModel):
    """How the study is built."""

    allocation: str | None = None
    intervention_model: str | None = None
    intervention_model_description: str | None = None
    primary_purpose: str | None = None
    observational_model: str | None = None
    time_perspective: str | None = None
    masking_info: Masking | None = None


class Specimens(ApiModel):
    """Retention of biological samples."""

    retention: str | None = None
    description: str | None = None


class Enrollment(ApiModel):
    """Number of participants."""

    count: int | None = None
    type: str | None = None


class Design(ApiModel):
    """Study type, phases, build and size."""

    study_type: str | None = None
    phases: list[str] | None = None
    design_info: DesignInfo | None = None
    bio_spec: Specimens | None = None
    enrollment_info: Enrollment | None = None


class ArmGroup(ApiModel):
    """One arm or cohort."""

    label: str | None = None
    type: str | None = None
    description: str | None = None
    intervention_names: list[str] | None = None


class ApiIntervention(ApiModel):
    """One treatment."""

    type: str | None = None
    name: str | None = None
    description: str | None = None
    other_names: list[str] | None = None


class Arms(ApiModel):
    """Arms and treatments."""

    arm_groups: list[ArmGroup] | None = None
    interventions: list[ApiIntervention] | None = None


class ApiOutcome(ApiModel):
    """One outcome measure."""

    measure: str | None = None
    description: str | None = None
    time_frame: str | None = None


class Outcomes(ApiModel):
    """The outcome measures in their three groups."""

    primary_outcomes: list[ApiOutcome] | None = None
    secondary_outcomes: list[ApiOutcome] | None = None
    other_outcomes: list[ApiOutcome] | None = None


class Eligibility(ApiModel):
    """Eligibility: who can take part."""

    eligibility_criteria: str | None = None
    healthy_volunteers: bool | None = None
    sex: str | None = None
    gender_description: str | None = None
    minimum_age: str | None = None
    maximum_age: str | None = None
    study_population: str | None = None
    sampling_method: str | None = None


class Location(ApiModel):
    """One site."""

    facility: str | None = None
    status: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None
    contacts: list[Named] | None = None


class Contacts(ApiModel):
    """Contacts, officials and sites."""

    central_contacts: list[Named] | None = None
    overall_officials: list[Named] | None = None
    locations: list[Location] | None = None


class ApiReference(ApiModel):
    """One publication."""

    pmid: str | None = None
    type: str | None = None
    citation: str | None = None


class References(ApiModel):
    """Publications."""

    references: list[ApiReference] | None = None


class Protocol(ApiModel):
    """The sponsor's part of the record."""

    identification_module: Identification | None = None
    status_module: Status | None = None
    sponsor_collaborators_module: Sponsors | None = None
    description_module: Description | None = None
    conditions_module: Conditions | None = None
    design_module: Design | None = None
    arms_interventions_module: Arms | None = None
    outcomes_module: Outcomes | None = None
    eligibility_module: Eligibility | None = None
    contacts_locations_module: Contacts | None = None
    references_module: References | None = None


class Term(ApiModel):
    """One MeSH term."""

    id: str | None = None
    term: str | None = None


class Browse(ApiModel):
    """MeSH terms that the registry found, and those above them."""

    meshes: list[Term] | None = None
    ancestors: list[Term] | None = None


class Derived(ApiModel):
    """The registry's additions."""

    condition_browse_module: Browse | None = None
    intervention_browse_module: Browse | None = None


class Study(ApiModel):
    """One study as the API sends it."""

    protocol_section: Protocol
    derived_section: Derived | None = None
    has_results: bool | None = None
    annotate_sample: bool | None = None


def parse_study(data: Any) -> Study:  # noqa: ANN401 - any JSON value
    """Return the study of parsed JSON. Raises UnreadableRecord, naming the part that is wrong."""
    try:
        return Study.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise UnreadableRecord(f"The part {place} is not as the registry writes it: {first['msg']}.") from error
