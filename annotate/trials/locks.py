"""Locks on a trial: an import and work on the trial's versions wait for each other."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from annotate.prepared import prepared
from annotate.trials.models import Trial, TrialVersion


def hold_trial(session: Session, trial: Trial) -> TrialVersion:
    """Lock the trial and return its current version; no other comes in until this transaction ends."""
    session.execute(*_held(trial.id))
    current: TrialVersion = session.scalars(*_current(trial.id)).one()
    return current


def newest_version(session: Session, registry_id: str) -> TrialVersion:
    """Lock the trial until the transaction ends, and return its latest import, which need not be the current version."""
    trial = session.scalars(select(Trial).where(Trial.registry_id == registry_id).with_for_update(key_share=True)).one()
    return session.scalars(
        select(TrialVersion).where(TrialVersion.trial_id == trial.id).order_by(TrialVersion.number.desc()).limit(1)
    ).one()


@prepared
def _held(trial_id: str) -> Select[str]:
    return select(Trial.id).where(Trial.id == trial_id).with_for_update(key_share=True)


@prepared
def _current(trial_id: str) -> Select[TrialVersion]:
    number = select(Trial.current_number).where(Trial.id == trial_id).scalar_subquery()
    return select(TrialVersion).where(TrialVersion.trial_id == trial_id, TrialVersion.number == number)
