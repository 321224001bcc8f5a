"""Locks on a trial: an import and work on the trial's versions wait for each other."""

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import Session

from annotate.prepared import prepared
from annotate.trials.models import Trial, TrialVersion


def hold_trial(session: Session, trial: Trial) -> TrialVersion:
    """Lock the trial and return its current version; no other comes in until this transaction ends.

    The version that came with the trial is given again if it is still the current one.
    """
    number = session.scalars(*_held(trial.id)).one()
    if "current_version" not in inspect(trial).unloaded and trial.current_version.number == number:
        return trial.current_version
    current: TrialVersion = session.scalars(*_numbered(trial.id, number)).one()
    return current


def newest_version(session: Session, registry_id: str) -> TrialVersion:
    """Lock the trial until the transaction ends, and return its latest import, which need not be the current version."""
    trial = session.scalars(select(Trial).where(Trial.registry_id == registry_id).with_for_update(key_share=True)).one()
    return session.scalars(
        select(TrialVersion).where(TrialVersion.trial_id == trial.id).order_by(TrialVersion.number.desc()).limit(1)
    ).one()


@prepared
def _held(trial_id: str) -> Select[int]:
    return select(Trial.current_number).where(Trial.id == trial_id).with_for_update(key_share=True)


@prepared
def _numbered(trial_id: str, number: int) -> Select[TrialVersion]:
    return select(TrialVersion).where(TrialVersion.trial_id == trial_id, TrialVersion.number == number)
