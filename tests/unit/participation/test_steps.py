import pytest

from annotate.participation.steps import Shows, participation_at


@pytest.mark.parametrize(
    "status", ["RECRUITING", "NOT_YET_RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE", "UNKNOWN", "", "NEW_CODE"]
)
def test_where_one_may_join_the_steps_lead_to_the_contacts(status: str) -> None:
    shown = [step.shows for step in participation_at(status).steps]

    assert shown[:2] == [Shows.ELIGIBILITY, Shows.CONTACTS]


@pytest.mark.parametrize(
    "status",
    [
        "ACTIVE_NOT_RECRUITING",
        "COMPLETED",
        "SUSPENDED",
        "TERMINATED",
        "WITHDRAWN",
        "NO_LONGER_AVAILABLE",
        "APPROVED_FOR_MARKETING",
    ],
)
def test_where_nobody_can_join_there_are_no_steps(status: str) -> None:
    assert participation_at(status).steps == ()
    assert participation_at(status).lede
