"""Rows as the archive of a person holds them."""

from annotate.core.instants import write_second
from annotate.notes.models import Anchor
from annotate.participation.models import Enquiry
from annotate.participation.volunteers.models import Volunteer


def anchor_entry(anchor: Anchor, number: int) -> dict[str, object]:
    """Write where a note is in another version, which has this number."""
    return {
        "note": anchor.note_id,
        "version": number,
        "state": anchor.state,
        "start": anchor.start_offset,
        "end": anchor.end_offset,
        "score": anchor.score,
        "evidence": anchor.evidence,
        "candidates": anchor.candidates,
        "made_at": write_second(anchor.made_at),
        "chosen": anchor.choice,
        "chosen_at": write_second(anchor.chosen_at),
        "replaced_at": write_second(anchor.replaced_at),
    }


def enquiry_entry(enquiry: Enquiry) -> dict[str, object]:
    """Write a message to a study."""
    return {
        "trial": enquiry.trial.registry_id,
        "contact": enquiry.contact_name,
        "email": enquiry.contact_email,
        "message": enquiry.message,
        "sent_at": write_second(enquiry.created_at),
    }


def volunteer_entry(volunteer: Volunteer) -> dict[str, object]:
    """Write what somebody wants to be mailed about."""
    return {
        "email": volunteer.email,
        "conditions": [each.name for each in volunteer.conditions],
        "country": volunteer.country,
        "age": volunteer.age,
        "confirmed_at": write_second(volunteer.confirmed_at),
    }
