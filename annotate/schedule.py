"""Every job of an instance, from the features that bring them."""

import annotate.accounts.jobs
import annotate.activity.jobs
import annotate.codebook.jobs
import annotate.evidence.jobs
import annotate.following.jobs
import annotate.interchange.jobs
import annotate.mail.jobs
import annotate.notes.anchors.jobs
import annotate.notes.saved.jobs
import annotate.notifications.jobs
import annotate.participation.jobs
import annotate.personal_data.jobs
import annotate.registry.jobs
import annotate.replies.jobs
import annotate.reviews.jobs
import annotate.shares.jobs
import annotate.trash.jobs
import annotate.trials.jobs
import annotate.upkeep.jobs
from annotate.jobs.job import Job
from annotate.settings import Settings


def jobs_of(settings: Settings, served_at: str = "") -> tuple[Job, ...]:
    """Return the jobs of an instance with these settings; their names are unique.

    ``served_at`` is the address that its server listens on, if that is known: mails lead there where no setting names another.
    """
    return (
        *annotate.mail.jobs.jobs_of(settings),
        *annotate.notes.anchors.jobs.JOBS,
        *annotate.notes.saved.jobs.JOBS,
        *annotate.accounts.jobs.JOBS,
        *annotate.shares.jobs.JOBS,
        *annotate.activity.jobs.JOBS,
        *annotate.codebook.jobs.JOBS,
        *annotate.following.jobs.JOBS,
        *annotate.evidence.jobs.JOBS,
        *annotate.notifications.jobs.jobs_of(settings, served_at),
        *annotate.participation.jobs.jobs_of(settings, served_at),
        *annotate.trash.jobs.JOBS,
        *annotate.trials.jobs.JOBS,
        *annotate.replies.jobs.JOBS,
        *annotate.reviews.jobs.JOBS,
        *annotate.personal_data.jobs.JOBS,
        *annotate.interchange.jobs.JOBS,
        *annotate.upkeep.jobs.JOBS,
        *annotate.registry.jobs.jobs_of(settings),
    )
