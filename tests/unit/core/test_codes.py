import pytest

from annotate.core.codes import code_of, code_words, kind_words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("RECRUITING", "Recruiting"),
        ("ACTIVE_NOT_RECRUITING", "Active, not recruiting"),
        ("UNKNOWN", "Unknown status"),
        ("PHASE2", "Phase 2"),
        ("EARLY_PHASE1", "Early phase 1"),
        ("NA", "Not applicable"),
        ("EXPANDED_ACCESS_INTERVENTIONAL", "Expanded access interventional"),
        ("Something else", "Something else"),
        ("", ""),
    ],
)
def test_codes_in_words(code: str, words: str) -> None:
    assert code_words(code) == words


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Active, not recruiting", "ACTIVE_NOT_RECRUITING"),
        ("Enrolling by invitation", "ENROLLING_BY_INVITATION"),
        ("Unknown status", "UNKNOWN"),
        ("Phase 3", "PHASE3"),
        ("Early Phase 1", "EARLY_PHASE1"),
        ("N/A", "NA"),
        ("Both", "ALL"),
        ("Anticipated", "ESTIMATED"),
        ("Open Label", "NONE"),
        ("Double-Blind", "DOUBLE"),
        ("Procedure/Surgery", "PROCEDURE"),
        ("Quite new words", "QUITE_NEW_WORDS"),
        ("", ""),
    ],
)
def test_older_words_as_codes(words: str, code: str) -> None:
    assert code_of(words) == code


def test_kinds_of_treatments_as_the_registry_writes_them() -> None:
    assert kind_words("DIETARY_SUPPLEMENT") == "Dietary Supplement"
    assert kind_words("Drug") == "Drug"
