"""The particulars of the current API's record (version 2)."""

from annotate.core.codes import class_words, code_words
from annotate.core.record import Contact, PartialDate
from annotate.registry.shapes.particulars import (
    DataSet,
    DataSharing,
    DocumentLine,
    IdLine,
    Particulars,
    Publication,
    RecordEvent,
    SponsorLine,
)
from annotate.registry.shapes.tree import Tree

_SUBMITTED = (
    ("First", "studyFirst"),
    ("Results first", "resultsFirst"),
    ("Delay of results first", "dispFirst"),
)
_EVENTS = {"RELEASE": "Results sent in", "RESET": "Results sent back", "UNRELEASE": "Results withdrawn"}


def particulars_of(study: Tree) -> Particulars:
    """Return the particulars of a study."""
    protocol = study.at("protocolSection")
    status, references = protocol.at("statusModule"), protocol.at("referencesModule")
    notices = study.at("annotationSection", "annotationModule")
    files = study.at("documentSection", "largeDocumentModule")
    return Particulars(
        sponsors=_sponsors(protocol.at("sponsorCollaboratorsModule")),
        responsible=_responsible(protocol),
        ids=_ids(protocol.at("identificationModule")),
        dates=_dates(status),
        states=_states(status),
        oversight=_oversight(protocol.at("oversightModule")),
        unposted=tuple(_unposted(each) for each in notices.at("unpostedAnnotation").rows("unpostedEvents")),
        violations=tuple(_violation(each) for each in notices.at("violationAnnotation").rows("violationEvents")),
        sharing=_sharing(protocol.at("ipdSharingStatementModule")),
        publications=tuple(_publication(each) for each in references.rows("references") if each.words("citation")),
        links=tuple((each.words("label"), each.words("url")) for each in references.rows("seeAlsoLinks")),
        data_sets=tuple(
            DataSet(each.words("id"), each.words("type"), each.words("url"), each.line("comment"))
            for each in references.rows("availIpds")
        ),
        documents=tuple(_file(each) for each in files.rows("largeDocs")),
        no_plan=files.flag("noSap") is True,
    )


def responsible_people(study: Tree) -> tuple[Contact, ...]:
    """Return the investigator who is responsible for the record, and the contact for its results."""
    party = study.at("protocolSection", "sponsorCollaboratorsModule", "responsibleParty")
    name = party.words("investigatorFullName") or party.words("oldNameTitle")
    titles = dict.fromkeys([party.words("investigatorTitle"), party.words("investigatorAffiliation")])
    person = Contact(name, role="RESPONSIBLE_PARTY", affiliation="; ".join(filter(None, titles)))
    return (*([person] if name else []), *contact_for_results(study.at("resultsSection")))


def contact_for_results(results: Tree) -> tuple[Contact, ...]:
    """Return the contact for a record's results, if it names one."""
    point = results.at("moreInfoModule", "pointOfContact")
    person = Contact(
        point.words("title"),
        role="CONTACT_FOR_RESULTS",
        phone=" ext. ".join(filter(None, (point.words("phone"), point.words("phoneExt")))),
        email=point.words("email"),
        affiliation=point.words("organization"),
    )
    return (person,) if person.name else ()


def _sponsors(module: Tree) -> tuple[SponsorLine, ...]:
    lines = [(module.at("leadSponsor"), "Sponsor"), *((each, "Collaborator") for each in module.rows("collaborators"))]
    return tuple(
        SponsorLine(each.words("name"), role, each.words("class")) for each, role in lines if each.words("name")
    )


def _responsible(protocol: Tree) -> tuple[tuple[str, str], ...]:
    party = protocol.at("sponsorCollaboratorsModule", "responsibleParty")
    registered = protocol.at("identificationModule", "organization")
    kind = party.words("type")
    return (
        ("Responsible party", code_words(kind) if kind else ""),
        ("Organisation", party.words("oldOrganization")),
        ("Registered by", registered.words("fullName")),
        ("Kind of that organisation", class_words(registered.words("class"))),
    )


def _ids(module: Tree) -> tuple[IdLine, ...]:
    own = module.at("orgStudyIdInfo")
    lines = [
        IdLine(own.words("id"), own.words("type") or "SPONSOR'S_OWN_ID", own.words("domain"), own.words("link")),
        *(
            IdLine(each.words("id"), each.words("type"), each.words("domain"), each.words("link"))
            for each in module.rows("secondaryIdInfos")
        ),
        *(IdLine(former, "FORMER_REGISTRY_ID") for former in module.list("nctIdAliases")),
    ]
    return tuple(line for line in lines if line.id)


def _dates(status: Tree) -> tuple[tuple[str, PartialDate | None], ...]:
    dates: list[tuple[str, PartialDate | None]] = []
    for name, key in _SUBMITTED:
        dates += [
            (f"{name} submitted", _plain(status, f"{key}SubmitDate")),
            (f"{name} submitted, meeting the registry's criteria", _plain(status, f"{key}SubmitQcDate")),
            (f"{name} posted", _struct(status, f"{key}PostDateStruct")),
        ]
    return (
        *dates,
        ("Last update submitted", _plain(status, "lastUpdateSubmitDate")),
        ("Last update posted", _struct(status, "lastUpdatePostDateStruct")),
        ("Status last verified", _plain(status, "statusVerifiedDate")),
    )


def _states(status: Tree) -> tuple[tuple[str, str], ...]:
    access = status.at("expandedAccessInfo")
    offered = {True: "Yes", False: "No", None: ""}[access.flag("hasExpandedAccess")]
    described = ", ".join(filter(None, (access.words("nctId"), code_words(access.words("statusForNctId")).lower())))
    last, late = status.words("lastKnownStatus"), status.flag("delayedPosting")
    return (
        ("Last known status", code_words(last) if last else ""),
        ("Results delayed", "Yes" if late else "No" if late is False else ""),
        ("Expanded access", f"{offered} ({described})" if offered and described else offered or described),
    )


def _oversight(module: Tree) -> tuple[tuple[str, bool | None], ...]:
    return (
        ("Data monitoring committee", module.flag("oversightHasDmc")),
        ("Studies a drug that the FDA regulates", module.flag("isFdaRegulatedDrug")),
        ("Studies a device that the FDA regulates", module.flag("isFdaRegulatedDevice")),
        ("Device not approved or cleared by the FDA", module.flag("isUnapprovedDevice")),
        ("Postmarket surveillance of a device for children", module.flag("isPpsd")),
        ("Product made in and exported from the United States", module.flag("isUsExport")),
        ("Violation of FDAAA 801", module.flag("fdaaa801Violation")),
    )


def _unposted(event: Tree) -> RecordEvent:
    code = event.words("type")
    date = PartialDate(event.words("date")).words() or ("Unknown" if event.flag("dateUnknown") else "")
    return RecordEvent(_EVENTS.get(code) or code_words(code), date)


def _violation(event: Tree) -> RecordEvent:
    named = (
        ("issued", "issuedDate"),
        ("released", "releaseDate"),
        ("posted", "postedDate"),
        ("created", "creationDate"),
    )
    dates = ((name, PartialDate(event.words(key)).words()) for name, key in named)
    words = ", ".join(f"{name} {date}" for name, date in dates if date)
    return RecordEvent(code_words(event.words("type")), words, event.line("description"))


def _sharing(module: Tree) -> DataSharing:
    return DataSharing(
        plan=module.words("ipdSharing"),
        description=module.parts("description"),
        kinds=module.list("infoTypes"),
        time_frame=module.parts("timeFrame"),
        access=module.parts("accessCriteria"),
        address=module.words("url"),
    )


def _publication(reference: Tree) -> Publication:
    retractions = (
        f"Retracted: {each.words('source')} (PubMed {each.words('pmid')})" for each in reference.rows("retractions")
    )
    return Publication(
        reference.words("citation"), reference.words("pmid"), reference.words("type"), tuple(retractions)
    )


def _file(document: Tree) -> DocumentLine:
    size = document.words("size")
    return DocumentLine(
        label=document.words("label") or document.words("typeAbbrev"),
        file=document.words("filename"),
        date=PartialDate(document.words("date")).words(),
        size=int(size) if size.isascii() and size.isdigit() else None,
        uploaded=PartialDate(document.words("uploadDate").partition("T")[0]).words(),
    )


def _plain(status: Tree, name: str) -> PartialDate | None:
    words = status.words(name)
    return PartialDate(words) if words else None


def _struct(status: Tree, name: str) -> PartialDate | None:
    date = status.at(name)
    words = date.words("date")
    return PartialDate(words, date.words("type")) if words else None
