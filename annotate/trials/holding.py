"""Holding a trial: whoever relates something to its versions waits for an import of it, and the import for them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.trials.models import Trial, TrialVersion


def hold_trial(session: Session, trial: Trial) -> TrialVersion:
    """Give the trial's current version; no other comes in until this transaction ends."""
    session.execute(select(Trial.id).where(Trial.id == trial.id).with_for_update(key_share=True))
    number = select(Trial.current_number).where(Trial.id == trial.id).scalar_subquery()
    return session.scalars(
        select(TrialVersion).where(TrialVersion.trial_id == trial.id, TrialVersion.number == number)
    ).one()


def newest_version(session: Session, registry_id: str) -> TrialVersion:
    """Give the version that came in last, which need not be the current one; hold its trial until the transaction ends."""
    trial = session.scalars(select(Trial).where(Trial.registry_id == registry_id).with_for_update(key_share=True)).one()
    return session.scalars(
        select(TrialVersion).where(TrialVersion.trial_id == trial.id).order_by(TrialVersion.number.desc()).limit(1)
    ).one()
