"""What a report looks like: page, plot, paragraph, CSV."""

import random
from datetime import date
from pathlib import Path

import pytest
from flask import Flask, render_template

from annotate.core.agreement import (
    AgreementReport,
    DoubleReading,
    MarkedPassage,
    TrialReading,
    TrialReadings,
    measure_agreement,
)
from annotate.reviews.agreement.csv_rows import UnitAnswer, UnitRow, figure_rows, unit_rows
from annotate.reviews.agreement.explanations import EXPLANATIONS, NAMES, ORDER
from annotate.reviews.agreement.methods import MethodsParagraph
from annotate.reviews.agreement.presenters import AgreementPage, LabelName, decimal, present

LABELS = ("dose", "outcome", "rare")
NAMED = {"dose": LabelName("Dose", 1), "outcome": LabelName("Primary outcome", 3), "rare": LabelName("Rare <event>", 7)}
READERS = {"a": "Alice", "b": "Bob", "c": "Charlie"}


def report(readers: str = "ab", trials: int = 30) -> AgreementReport:
    chance = random.Random(5)  # noqa: S311 - made-up readings, nothing secret
    read = []
    for number in range(trials):
        readings = []
        for reader in readers:
            marked = [
                MarkedPassage(label, place * 20, place * 20 + chance.choice((8, 8, 12)))
                for place, label in enumerate(LABELS[:2])
            ]
            readings.append(TrialReading(reader, tuple(each for each in marked if chance.random() < 0.8)))
        read.append(TrialReadings(f"t{number}", 100, tuple(readings[: 1 if number == 0 else None])))
    return measure_agreement(DoubleReading(tuple(readers), LABELS, tuple(read)), seed=11, resamples=100)


def page(readers: str = "ab", trials: int = 30) -> AgreementPage:
    return present(report(readers, trials), READERS, NAMED)


def test_every_measure_has_a_name_a_place_and_one_sentence() -> None:
    assert set(NAMES) == set(EXPLANATIONS) == set(ORDER)
    assert all(words.endswith((".", "?")) for words in EXPLANATIONS.values())


def test_measures_say_unit_interval_and_seed() -> None:
    shown = page()
    [section] = shown.pairs

    assert [line.name for line in section.measures][:2] == ["Per cent agreement", "Positive specific agreement"]
    assert all(line.unit in {"label × trial", "passage", "code point"} for line in section.measures)
    assert "seed 11" in shown.intervals
    assert "1 trial without an answer" in section.trials
    assert section.answers[0].neither is not None


def test_what_is_not_defined_has_no_number() -> None:
    rare = page().by_label[2]

    alpha = rare.measures[0]
    assert (alpha.value, alpha.interval) == ("not defined", "")
    assert alpha.note.startswith("Not defined: every answer is the same")
    assert rare.measures[1].value == "counts only"


def test_three_readers_are_compared_in_pairs_and_together() -> None:
    assert [(each.first, each.second) for each in page("abc").pairs] == [
        ("Alice", "Bob"),
        ("Alice", "Charlie"),
        ("Bob", "Charlie"),
    ]


def test_the_plot_shows_each_label_within_its_axis() -> None:
    [section] = page().pairs
    plot = section.plot

    assert plot is not None
    assert [row.name for row in plot.rows] == ["Dose", "Primary outcome", "Rare <event>"]
    assert plot.rows[2].at is None
    for row in plot.rows[:2]:
        assert row.at is not None
        assert row.low is not None
        assert row.high is not None
        assert 0 <= row.low <= row.at <= row.high <= 1000
    assert "of 2 of 3 labels" in plot.summary
    assert page(trials=5).pairs[0].plot is None


@pytest.mark.parametrize(("value", "words"), [(0.5, "0.500"), (-0.25, "−0.250"), (-0.0001, "0.000"), (1, "1.000")])
def test_numbers_have_three_decimals(value: float, words: str) -> None:
    assert decimal(value) == words


def test_the_paragraph_says_what_was_read_and_how_it_was_measured() -> None:
    paragraph = MethodsParagraph("Heart failure, revision 3", date(2024, 1, 5), date(2025, 2, 1), 1, 9, 8)
    words = paragraph.write(report())

    for part in (
        "Two readers independently",
        "30 registry records",
        "3 labels",
        "5 January 2024 to 1 February 2025; 1 version without a date",
        "1 record had the answers of fewer than two readers",
        "label × record (87 units",
        "seed 11",
        "Of 9 disagreements (label × record), 8 were decided",
    ):
        assert part in words
    assert "good" not in words
    assert "Readers 1 and 3:" in paragraph.write(report("abc"))
    assert "not computed (fewer than 10 units)" in paragraph.write(report(trials=3))


def test_units_as_rows_are_safe_in_a_spreadsheet() -> None:
    row = UnitRow(
        "NCT01",
        "2024-01-05",
        "ab12",
        "=Dose",
        (UnitAnswer("found", ((3, 8, "+5 mg"),)), UnitAnswer("nothing")),
        "presence",
        "Bob",
    )
    head, cells = unit_rows(("Alice", "Bob"), [row])

    assert len(head) == len(cells)
    assert cells[3:8] == ["'=Dose", "found", "3-8", "'+5 mg", "nothing"]


def test_figures_as_rows_say_their_seed() -> None:
    rows = list(figure_rows(report(), ("Alice", "Bob"), ("Dose", "Primary outcome", "Rare")))

    assert all(len(row) == len(rows[0]) for row in rows)
    assert {row[8] for row in rows[1:]} == {"11"}
    assert any(row[7].startswith("not defined") for row in rows)
    assert ["Alice and Bob", "all, pooled", "Cohen’s kappa", "label × trial"] in [row[:4] for row in rows]


def test_the_page_renders(app: Flask, tmp_path: Path) -> None:
    with app.test_request_context("/"):
        html = render_template(
            "reviews/agreement.html",
            page=page("abc"),
            paragraph="Two readers.",
            name="Doses",
            round_href="/r",
            differences_href="/d",
            units_href="/u",
            figures_href="/f",
        )

    assert "Rare &lt;event&gt;" in html
    assert html.count("<title") == 1 + 3 * 3
    assert "style=" not in html
