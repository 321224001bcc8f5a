"""Records for the benchmark of a whole registry: varied from real ones, in an archive as the registry offers it."""

import os
import random
import re
import zipfile
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json

from tests.studies import numbered

ROOT = Path(__file__).parents[1]
SYLLABLES = tuple(first + last for first in "b d f g k l m n p r s t v z".split() for last in "a e i o u an il".split())
MADE_WORDS = 3
"""Words made up for each record, most of which stand in few others: without them the rarest would be as common as in the model."""
_MIXED = ("descriptionModule", "eligibilityModule", "outcomesModule", "contactsLocationsModule", "designModule")
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z])")


def corpus() -> Path:
    """The folder of real records, which is no part of the project."""
    return Path(os.environ.get("ANNOTATE_CORPUS", ROOT.parent / "shared" / "data" / "trials")) / "json"


class RecordMaker:
    """Makes the same records each time: modules of several real ones, sentences in another order, and words of their own."""

    def __init__(self, folder: Path) -> None:
        """Read the real records; raises SystemExit when there are none."""
        self._real = [from_json(path.read_bytes()) for path in sorted(folder.glob("*.json"))]
        if not self._real:
            raise SystemExit(f"There are no records in {folder}; ANNOTATE_CORPUS names a folder with them.")

    def record(self, number: int) -> dict[str, Any]:
        """Make the nth record."""
        chance = random.Random(number)  # noqa: S311 - what a made-up record says is no secret
        made: dict[str, Any] = copy(chance.choice(self._real))
        protocol = made["protocolSection"] = dict(made["protocolSection"])
        for module in _MIXED:
            other = chance.choice(self._real)["protocolSection"].get(module)
            if other is not None:
                protocol[module] = other
        words = [self._word(chance, number) for _ in range(MADE_WORDS)]
        names = protocol["identificationModule"]
        protocol["identificationModule"] = names | {
            "nctId": numbered(number),
            "nctIdAliases": [],
            "briefTitle": f"{names['briefTitle']} and {words[0]}",
        }
        told = protocol.get("descriptionModule", {})
        sentences = _SENTENCE.split(told.get("briefSummary", ""))
        chance.shuffle(sentences)
        protocol["descriptionModule"] = told | {"briefSummary": " ".join([*sentences, *words[1:]])}
        return made

    @staticmethod
    def _word(chance: random.Random, number: int) -> str:
        """Make up a word; the pool grows with the records."""
        of_word = random.Random(chance.randrange(1 + number // 2))  # noqa: S311 - as above
        return "".join(of_word.choices(SYLLABLES, k=4))


def archive(path: Path, maker: RecordMaker, numbers: range) -> Path:
    """Write an archive of so many records, in a hundred folders."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
        for name, content in _entries(maker, numbers):
            zipped.writestr(name, content)
    return path


def _entries(maker: RecordMaker, numbers: range) -> Iterator[tuple[str, bytes]]:
    for number in numbers:
        yield f"{number % 100:02}/{numbered(number)}.json", to_json(maker.record(number))
