"""The particulars of the older public XML; the archive's XML has fewer of them, under the same tags."""

from xml.etree.ElementTree import Element

from annotate.core.codes import code_of, code_words
from annotate.core.record import PartialDate
from annotate.core.text import collapse
from annotate.registry.shapes import older
from annotate.registry.shapes.particulars import (
    DataSharing,
    DocumentLine,
    IdLine,
    Particulars,
    Publication,
    SponsorLine,
)
from annotate.registry.shapes.textblock import parse_textblock

_DATES = (
    ("First submitted", ("study_first_submitted", "firstreceived_date")),
    ("First submitted, meeting the registry's criteria", ("study_first_submitted_qc",)),
    ("First posted", ("study_first_posted",)),
    ("Results first submitted", ("results_first_submitted", "firstreceived_results_date")),
    ("Results first submitted, meeting the registry's criteria", ("results_first_submitted_qc",)),
    ("Results first posted", ("results_first_posted",)),
    ("Delay of results first submitted", ("disposition_first_submitted",)),
    ("Delay of results first submitted, meeting the registry's criteria", ("disposition_first_submitted_qc",)),
    ("Delay of results first posted", ("disposition_first_posted",)),
    ("Last update submitted", ("last_update_submitted",)),
    ("Last update posted", ("last_update_posted", "lastchanged_date")),
    ("Status last verified", ("verification_date",)),
)
_OVERSIGHT = (
    ("Data monitoring committee", "has_dmc"),
    ("Studies a drug that the FDA regulates", "is_fda_regulated_drug"),
    ("Studies a device that the FDA regulates", "is_fda_regulated_device"),
    ("Device not approved or cleared by the FDA", "is_unapproved_device"),
    ("Postmarket surveillance of a device for children", "is_ppsd"),
    ("Product made in and exported from the United States", "is_us_export"),
)


def xml_particulars(root: Element) -> Particulars:
    """Return the particulars of a ``<clinical_study>``."""
    kind = _words(root, "responsible_party/responsible_party_type")
    last = _words(root, "last_known_status")
    return Particulars(
        sponsors=_sponsors(root),
        responsible=(
            ("Responsible party", code_words(code_of(kind)) if kind else ""),
            ("Organisation", _words(root, "responsible_party/organization")),
        ),
        ids=_ids(root),
        dates=tuple((name, _date(root, tags)) for name, tags in _DATES),
        states=(("Last known status", code_words(code_of(last)) if last else ""),),
        oversight=tuple((name, older.yes(_words(root, f"oversight_info/{tag}"))) for name, tag in _OVERSIGHT),
        sharing=_sharing(root),
        publications=tuple(
            Publication(_words(each, "citation"), _words(each, "PMID"), code)
            for tag, code in (("reference", "BACKGROUND"), ("results_reference", "RESULT"))
            for each in root.iterfind(tag)
            if _words(each, "citation")
        ),
        links=tuple((_words(each, "description"), _words(each, "url")) for each in root.iterfind("link")),
        documents=tuple(
            DocumentLine(
                _words(each, "document_type"),
                _words(each, "document_url"),
                PartialDate(older.iso_date(_words(each, "document_date"))).words(),
            )
            for each in root.iterfind("provided_document_section/provided_document")
        ),
    )


def _sponsors(root: Element) -> tuple[SponsorLine, ...]:
    lines = (("Sponsor", "sponsors/lead_sponsor"), ("Collaborator", "sponsors/collaborator"))
    return tuple(
        SponsorLine(_words(each, "agency"), role, class_of(_words(each, "agency_class")))
        for role, path in lines
        for each in root.iterfind(path)
        if _words(each, "agency")
    )


def class_of(words: str) -> str:
    """Return the code of an organisation's class in words."""
    return {"U.S. Fed": "FED"}.get(words, code_of(words))


def _ids(root: Element) -> tuple[IdLine, ...]:
    own = _words(root, "id_info/org_study_id")
    others = (collapse("".join(each.itertext())) for each in root.iterfind("id_info/secondary_id"))
    former = (collapse("".join(each.itertext())) for each in root.iterfind("id_info/nct_alias"))
    lines = [
        IdLine(own, "SPONSOR'S_OWN_ID"),
        *map(IdLine, others),
        *(IdLine(each, "FORMER_REGISTRY_ID") for each in former),
    ]
    return tuple(line for line in lines if line.id)


def _sharing(root: Element) -> DataSharing:
    data = root.find("patient_data")
    if data is None:
        return DataSharing()
    kinds = tuple(code_of(collapse("".join(each.itertext()))) for each in data.iterfind("ipd_info_type"))
    return DataSharing(
        plan=code_of(_words(data, "sharing_ipd")),
        description=parse_textblock(_text(data, "ipd_description")),
        kinds=tuple(_KINDS.get(kind, kind) for kind in kinds),
        time_frame=parse_textblock(_text(data, "ipd_time_frame")),
        access=parse_textblock(_text(data, "ipd_access_criteria")),
        address=_words(data, "ipd_url"),
    )


_KINDS = {
    "STATISTICAL_ANALYSIS_PLAN_SAP": "SAP",
    "INFORMED_CONSENT_FORM_ICF": "ICF",
    "CLINICAL_STUDY_REPORT_CSR": "CSR",
}


def _date(root: Element, tags: tuple[str, ...]) -> PartialDate | None:
    for tag in tags:
        found = root.find(tag)
        if found is not None and (words := collapse("".join(found.itertext()))):
            return older.partial_date(words, collapse(found.get("type", "")))
    return None


def _text(parent: Element, path: str) -> str:
    found = parent.find(path)
    return "" if found is None else "".join(found.itertext())


def _words(parent: Element, path: str) -> str:
    return collapse(_text(parent, path))
