import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from annotate.core.anchoring.selectors import describe
from annotate.core.criteria import parse_markup
from annotate.core.document import document_from_json, document_to_json
from annotate.core.editions import PLAN
from annotate.core.record import TrialRecord, record_from_json, record_to_json
from annotate.registry.digest import record_digest
from annotate.registry.errors import UnreadableRecord
from annotate.registry.shapes import read_record
from tests.unit.core.oracle import read_by_oracle

pytestmark = [pytest.mark.corpus, pytest.mark.slow]

FOLDERS = ("json", "partial", "xml", "v1json", "versions")
MARKUP = {
    "accessCriteria",
    "briefSummary",
    "description",
    "detailedDescription",
    "eligibilityCriteria",
    "genderDescription",
    "interventionModelDescription",
    "maskingDescription",
    "studyPopulation",
    "whyStopped",
}


@pytest.fixture(scope="module")
def records(corpus: Path) -> dict[Path, TrialRecord]:
    """Every file of the corpus, read."""
    found = {}
    for folder in FOLDERS:
        for path in sorted((corpus / folder).rglob("*")):
            if path.suffix not in (".json", ".xml"):
                continue
            try:
                found[path] = read_record(path.read_bytes())
            except UnreadableRecord as refused:
                pytest.fail(f"{path.name}: {refused.reason}", pytrace=False)
    return found


def test_every_record_is_read(records: dict[Path, TrialRecord], corpus: Path) -> None:
    counts = Counter(path.relative_to(corpus).parts[0] for path in records)

    assert all(counts[folder] for folder in FOLDERS)
    for path, record in records.items():
        assert record.registry_id in str(path)
        assert record.title


def test_every_document_holds_together(records: dict[Path, TrialRecord]) -> None:
    for record in records.values():
        document = record.document
        assert document.text == "\n".join(block.text for block in document.blocks)
        assert len({block.path for block in document.blocks}) == len(document.blocks)
        assert document_from_json(json.loads(json.dumps(document_to_json(document))), document.text) == document
        assert record_from_json(json.loads(json.dumps(record_to_json(record))), document) == record


def test_a_passage_of_every_record_is_described_as_the_only_one(records: dict[Path, TrialRecord]) -> None:
    for number, record in enumerate(records.values()):
        text = record.document.text
        start = number * 7919 % len(text)
        end = min(start + 1 + number % 90, len(text))
        selector = describe(text, start, end)
        quote = selector.prefix + selector.exact + selector.suffix
        assert (text.find(quote), text.find(quote, start - len(selector.prefix) + 1)) == (
            start - len(selector.prefix),
            -1,
        )


def test_every_digest_is_the_same_twice_and_the_versions_differ(corpus: Path) -> None:
    for trial in ("NCT04561557", "NCT06203210", "NCT07227597"):
        files = sorted((corpus / "versions" / trial).iterdir())
        digests = [record_digest(path.read_bytes()) for path in files]
        assert digests == [record_digest(path.read_bytes()) for path in files]
        assert len(set(digests)) == len(files) > 1


def markup_fields(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from markup_fields(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from markup_fields(inner, key)
    elif isinstance(value, str) and key in MARKUP:
        yield value


def test_all_markup_is_read_as_a_whole_commonmark_reader_reads_it(corpus: Path) -> None:
    oracle = MarkdownIt("commonmark", {"html": False})
    fields: set[str] = set()
    for folder in ("json", "partial", "versions"):
        for path in (corpus / folder).rglob("*.json"):
            fields.update(markup_fields(json.loads(path.read_bytes()).get("protocolSection")))

    differing = [field[:200] for field in fields if list(parse_markup(field)) != read_by_oracle(oracle, field)]

    assert len(fields) > 1000
    assert not differing


def shape(file: str) -> str:
    return file.split(".", 1)[1]


ONLY_OF_API = re.compile(
    "eligibility/(age-groups|gender-based)/|design/(patient-registry|each-participant|expanded-access)"
)


def words_by_section(record: TrialRecord) -> dict[str, str]:
    """The words of each section of the plan in one line: an archive may part a paragraph where the registry joined it."""
    return {
        section.key: " ".join(block.text for block in section.blocks if not ONLY_OF_API.match(block.path))
        for section in record.document.sections
        if section.key in PLAN
    }


def test_the_same_trial_reads_the_same_from_every_shape(records: dict[Path, TrialRecord], corpus: Path) -> None:
    """Pairs of one trial in two shapes: a section differs only where the record had really changed between them."""
    with (corpus / "PAIRS.tsv").open(encoding="utf-8", newline="") as table:
        pairs = [row for row in csv.DictReader(table, delimiter="\t") if row["shape"] == "cross"]
    alike: Counter[str] = Counter()
    compared: Counter[str] = Counter()
    for row in pairs:
        folder = corpus / "versions" / row["nct"]
        old, new = (words_by_section(records[folder / row[side]]) for side in ("old", "new"))
        kind = f"{shape(row['old'])} {shape(row['new'])}"
        for key in old.keys() | new.keys():
            compared[kind] += 1
            alike[kind] += old.get(key) == new.get(key)

    # Of the pairs with the API's JSON only enrolment and allocation changed, years later; with the retired JSON nothing.
    assert compared["xml json"] - alike["xml json"] <= 1
    for kind in ("xml v1.json", "v1.json json"):
        assert alike[kind] == compared[kind] > 0
    assert sum(alike.values()) >= 0.88 * sum(compared.values())
