"""What taking part means at each status of a trial: only steps that lead somewhere."""

from dataclasses import dataclass
from enum import StrEnum


class Shows(StrEnum):
    """The part of the record shown with a step."""

    NOTHING = ""
    ELIGIBILITY = "eligibility"
    CONTACTS = "contacts"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of taking part."""

    title: str
    text: str
    shows: Shows = Shows.NOTHING


@dataclass(frozen=True, slots=True)
class Participation:
    """What a status means for somebody who considers taking part; without steps, nobody can join."""

    lede: str
    steps: tuple[Step, ...] = ()


_READ = Step(
    "See whether it may be for you",
    "Read who can take part, and talk it over with your own doctor. Only the study's team can say whether you fit.",
    Shows.ELIGIBILITY,
)
_CONNECT = Step(
    "Connect with a study center",
    "Write to or call one of the study's contacts. Give the trial's registry id, and ask what is open near you.",
    Shows.CONTACTS,
)
_SCREENING = Step(
    "Screening",
    "The team asks about your health and may do tests, to see whether the study is safe and right for you.",
)
_CONSENT = Step(
    "Informed consent",
    "You are told the aims, the procedures, the risks and your rights, in writing. Take your time and ask everything. "
    "You are free to say no, and to leave later at any time.",
)
_COMPLETE = Step(
    "Take part, and complete the study",
    "You come to the visits that were agreed on. At the end the team tells you what follows, and how the results will be made known.",
)
_USUAL = (_READ, _CONNECT, _SCREENING, _CONSENT, _COMPLETE)

_BY_STATUS = {
    "RECRUITING": Participation("This study is looking for participants.", _USUAL),
    "NOT_YET_RECRUITING": Participation(
        "This study is not looking for participants yet.",
        (
            _READ,
            Step(
                "Ask when it begins",
                "The study's contacts can tell when and where it opens, and whether they keep a list of people to call.",
                Shows.CONTACTS,
            ),
            _SCREENING,
            _CONSENT,
            _COMPLETE,
        ),
    ),
    "ENROLLING_BY_INVITATION": Participation(
        "This study is open only to people whom its team invites.",
        (
            _READ,
            Step(
                "Wait for an invitation",
                "The team chooses whom to ask, often from people whom it treats already. If you were invited, answer the person who asked you.",
                Shows.CONTACTS,
            ),
            _SCREENING,
            _CONSENT,
            _COMPLETE,
        ),
    ),
    "AVAILABLE": Participation(
        "This is an expanded access programme: a treatment that is not approved yet, for people who cannot join a study.",
        (
            _READ,
            Step(
                "Ask your doctor",
                "Only a licensed physician can ask for expanded access. The contacts below answer their questions.",
                Shows.CONTACTS,
            ),
            _CONSENT,
            Step("Treatment", "Your doctor treats you and tells the sponsor how you are doing."),
        ),
    ),
    "ACTIVE_NOT_RECRUITING": Participation("This study is under way and takes no new participants."),
    "COMPLETED": Participation("This study has ended as planned. Nobody can join it any more."),
    "SUSPENDED": Participation("This study is paused and may go on later. It takes no new participants now."),
    "TERMINATED": Participation("This study was stopped early and will not go on. Nobody can join it."),
    "WITHDRAWN": Participation("This study was withdrawn before its first participant. Nobody can join it."),
    "TEMPORARILY_NOT_AVAILABLE": Participation("This expanded access programme is not available at present."),
    "NO_LONGER_AVAILABLE": Participation("This expanded access programme is no longer available."),
    "APPROVED_FOR_MARKETING": Participation(
        "The treatment has been approved, so this expanded access programme has ended. Your doctor can tell you more."
    ),
}

_UNSURE = Participation(
    "The record does not say whether this study is looking for participants: its status has not been confirmed for a long time, or is not stated.",
    (
        _READ,
        Step(
            "Ask whether the study still runs",
            "The contacts may have changed since the record was last updated.",
            Shows.CONTACTS,
        ),
        _SCREENING,
        _CONSENT,
        _COMPLETE,
    ),
)


def participation_at(status: str) -> Participation:
    """Return what taking part means at a status of the registry."""
    return _BY_STATUS.get(status, _UNSURE)
