"""A note's own words and its author's choices, brought together."""

from annotate.core.anchoring import decision
from annotate.core.anchoring.reanchoring import Ambiguous, Changed, Exact, Moved, Orphaned, Reanchored, Span

TEXT = "Dose: 250 mg daily. Dose: 200 mg daily."
OWN = "200 mg"
THERE, OTHER = Span(26, 32), Span(6, 12)

EXACT = Exact(THERE, 1.0, ("same",))
MOVED = Moved(THERE, 0.9, ("moved",))
CROSSED = Moved(THERE, 0.9, ("crossed",), crossed=True)
CHANGED = Changed(OTHER, 0.7, ("changed",))
AMBIGUOUS = Ambiguous((THERE, OTHER), 0.3, ("either",))
ORPHANED = Orphaned((), 0.0, ("gone",))


def chosen(own: Reanchored, stands: Reanchored) -> decision.Settled:
    return decision.settle_chosen(OWN, own, stands, TEXT, 2)


def test_without_a_choice_only_what_is_in_doubt_asks() -> None:
    asks = [
        reanchored
        for reanchored in (EXACT, MOVED, CROSSED, CHANGED, AMBIGUOUS, ORPHANED)
        if decision.settle(reanchored).asks
    ]
    assert asks == [CROSSED, CHANGED, AMBIGUOUS, ORPHANED]


def test_chosen_words_that_are_not_the_note_s_own_are_never_exact_or_moved() -> None:
    for stands in (Exact(OTHER, 1.0, ("same",)), Moved(OTHER, 0.9, ("moved",))):
        settled = chosen(ORPHANED, stands)
        assert isinstance(settled.reanchored, Changed)
        assert (settled.reanchored.span, settled.follows, settled.asks) == (OTHER, True, False)
        assert settled.reanchored.evidence[0] == "Its author put it on these words in version 2."


def test_one_of_two_equal_places_that_was_chosen_stays_chosen() -> None:
    settled = chosen(AMBIGUOUS, EXACT)
    assert isinstance(settled.reanchored, Moved)
    assert (settled.reanchored.span, settled.follows, settled.asks) == (THERE, True, False)


def test_own_words_that_come_home_win_over_chosen_ones_that_are_gone_or_changed() -> None:
    for stands in (ORPHANED, AMBIGUOUS, CHANGED):
        settled = chosen(EXACT, stands)
        assert (settled.reanchored, settled.follows, settled.asks) == (EXACT, False, False)


def test_chosen_words_that_changed_ask_again() -> None:
    settled = chosen(ORPHANED, CHANGED)
    assert isinstance(settled.reanchored, Changed)
    assert settled.follows
    assert settled.asks
    assert "They changed since" in settled.reanchored.evidence[0]


def test_chosen_words_that_cross_into_another_list_ask_again() -> None:
    settled = chosen(ORPHANED, CROSSED)
    assert decision.crossed(settled.reanchored)
    assert settled.asks


def test_when_all_is_gone_the_chosen_words_are_asked_for() -> None:
    gone = Orphaned((OTHER,), 0.0, ("gone as well",))
    settled = chosen(ORPHANED, gone)
    assert isinstance(settled.reanchored, Orphaned)
    assert settled.reanchored.candidates == (OTHER,)
    assert settled.asks


def test_kept_without_a_place_stays_so_until_there_is_one() -> None:
    for own in (ORPHANED, AMBIGUOUS):
        settled = decision.settle_kept(own, 2)
        assert settled.reanchored.state == own.state
        assert (settled.follows, settled.asks) == (True, False)
    assert decision.settle_kept(EXACT, 2) == decision.settle(EXACT)
    assert decision.settle_kept(CHANGED, 2).asks
