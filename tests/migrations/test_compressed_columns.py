"""Revision 0021: the large columns of versions, with rows in them, there and back."""

import json
import zlib
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from annotate import schema
from annotate.database import opened
from annotate.registry.reading import prepared
from annotate.trials.actions import store_prepared
from annotate.trials.models import TrialVersion
from tests.databases import new_url
from tests.studies import numbered, study
from tests.unit.registry.studies import as_bytes


@pytest.mark.slow
def test_large_columns_are_compressed_and_come_back(tmp_path: Path) -> None:
    with opened(new_url(tmp_path)) as fresh:
        schema.upgrade(fresh)
        raws = [as_bytes(study(numbered(number), summary="* One\n* Two 𝄞 ≥ 5")) for number in range(450)]
        with fresh.transaction() as session:
            for raw in raws:
                store_prepared(session, prepared(raw))
        with fresh.reader() as session:
            before = _versions_by_id(session)
            keep_id = next(iter(before))
        schema.downgrade(fresh, "0020")
        with fresh.reader() as session:
            plain = "SELECT text, document, facts, raw FROM trial_versions WHERE id = :id"
            words, structure, facts, raw = session.execute(text(plain), {"id": keep_id}).one()
        structure, facts = (json.loads(each) if isinstance(each, str) else each for each in (structure, facts))
        assert zlib.decompress(raw) == before[keep_id][3]
        assert facts == before[keep_id][2]
        blocks = [block for section in structure["sections"] for block in section["blocks"]]
        assert "\n".join(words[block["start"] : block["end"]] for block in blocks) == words == before[keep_id][0]
        assert [section["title"] for section in structure["sections"]][:2] == ["Title", "Key facts"]
        kinds = {block["kind"] for block in blocks}
        assert kinds <= {"heading", "paragraph", "item", "cell"}, "earlier releases know no others"
        schema.upgrade(fresh)
        with fresh.reader() as session:
            after = _versions_by_id(session)
        assert {key: (row[0], *row[2:]) for key, row in after.items()} == {
            key: (row[0], *row[2:]) for key, row in before.items()
        }
        assert sorted(before[version_id][3] for version_id in before) == sorted(raws)


def _versions_by_id(session: Session) -> dict[str, tuple[str, object, object, bytes]]:
    rows = session.scalars(select(TrialVersion))
    return {row.id: (row.text, row.document, row.facts, row.record) for row in rows}
