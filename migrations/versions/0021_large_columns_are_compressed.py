"""The large columns of versions are compressed: texts, structures, facts and records as they came."""

import json
import zlib
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from annotate.trials.compression import pack_facts, pack_record, pack_structure, pack_text, unpack, unpack_record

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_AT_ONCE = 200
_NAMES = ("text", "document", "facts", "raw")
_Types = dict[str, sa.types.TypeEngine[Any]]

_PLAIN: _Types = {
    "text": sa.Text(),
    "document": sa.JSON(),
    "facts": sa.JSON(),
    "raw": sa.LargeBinary(),
}


_COMPRESSED: _Types = dict.fromkeys(_NAMES, sa.LargeBinary())


def upgrade() -> None:
    """Go forward; a structure names its text by a checksum and repeats neither its offsets nor its headings."""
    _convert(_COMPRESSED, _PLAIN, _packed)


def downgrade() -> None:
    """Go back."""
    _convert(_PLAIN, _COMPRESSED, _unpacked)


def _convert(after: _Types, before: _Types, converted: Callable[[Any], dict[str, Any]]) -> None:
    """Fill new columns from the old ones, a batch of rows at a time, and let them take the old ones' names."""
    for name in _NAMES:
        op.add_column("trial_versions", sa.Column(f"new_{name}", after[name], nullable=True))
    if not op.get_context().as_sql:
        _fill(after, before, converted)
    with op.batch_alter_table("trial_versions") as versions:
        for name in _NAMES:
            versions.drop_column(name)
            versions.alter_column(f"new_{name}", existing_type=after[name], nullable=False)
    for name in _NAMES:
        op.execute(f"ALTER TABLE trial_versions RENAME COLUMN new_{name} TO {name}")


def _fill(after: _Types, before: _Types, converted: Callable[[Any], dict[str, Any]]) -> None:
    columns = [sa.column(name, kind) for name, kind in before.items()]
    table = sa.table(
        "trial_versions", sa.column("id"), *columns, *(sa.column(f"new_{name}", after[name]) for name in _NAMES)
    )
    batch = sa.select(table.c.id, *columns).order_by(table.c.id).limit(_AT_ONCE)
    changed = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("of"))
        .values({f"new_{name}": sa.bindparam(f"now_{name}", type_=after[name]) for name in _NAMES})
    )
    connection, last = op.get_bind(), ""
    while rows := connection.execute(batch.where(table.c.id > last)).all():
        last = rows[-1].id
        connection.execute(
            changed, [{"of": row.id} | {f"now_{name}": value for name, value in converted(row).items()} for row in rows]
        )


def _packed(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of the table
    structure = {
        "text": f"{zlib.crc32(row.text.encode()):08x}",
        "sections": [
            {
                "key": section["key"],
                "blocks": [
                    {name: value for name, value in block.items() if name not in ("start", "end")}
                    for block in section["blocks"]
                ],
            }
            | _cut(section)
            for section in row.document["sections"]
        ],
    }
    return {
        "text": pack_text(row.text),
        "document": pack_structure(structure),
        "facts": pack_facts(row.facts),
        "raw": _packed_record(row.raw, row.text),
    }


def _cut(section: dict[str, Any]) -> dict[str, bool]:
    return {"cut": True} if section.get("cut") else {}


def _packed_record(raw: bytes, text: str) -> bytes:
    """Return a record packed anew; a damaged one stays as it is, for check-data to find."""
    try:
        return pack_record(zlib.decompress(raw), text)
    except zlib.error:
        return raw


def _unpacked(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of the table
    text = unpack(bytes(row.text)).decode()
    lines, start = iter(text.split("\n")), 0
    sections = []
    for section in json.loads(unpack(bytes(row.document)))["sections"]:
        blocks: list[dict[str, Any]] = []
        title = ""
        for block in section["blocks"]:
            words = next(lines)
            title = words if not blocks else title
            # Earlier releases know no other kind of a table's blocks; what is read anew has its own again.
            kind = "cell" if block["kind"] in ("column", "group") else block["kind"]
            placed = {"kind": kind, "path": block["path"], "start": start, "end": start + len(words)}
            blocks.append(placed | block | {"kind": kind})
            start += len(words) + 1
        sections.append({"key": section["key"], "title": title, "blocks": blocks} | _cut(section))
    return {
        "text": text,
        "document": {"sections": sections},
        "facts": json.loads(unpack(bytes(row.facts))),
        "raw": _plain_record(bytes(row.raw), text),
    }


def _plain_record(raw: bytes, text: str) -> bytes:
    try:
        return zlib.compress(unpack_record(raw, text))
    except zlib.error:
        return raw
