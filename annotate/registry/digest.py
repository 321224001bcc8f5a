"""Digest of a record, by which a new version is recognised; ignores what the registry rewrites at each refresh.

Omitted are the registry's own additions (MeSH terms, ``versionHolder``, the XML's header with its download date), and
references of kind DERIVED, which come from PubMed and not from the sponsor.

The digest of a record with results, documents or notices has a second part, after a stop: the first editions had none.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element

from annotate.core.text import collapse
from annotate.registry.shapes.source import Shape, Source, open_source

_NOT_PROTOCOL = frozenset(
    {
        "required_header",
        "condition_browse",
        "intervention_browse",
        "removed_countries",
    }
)
_MORE_ELEMENTS = frozenset({"clinical_results", "clinical_result", "provided_document_section"})
_MORE = ("resultsSection", "documentSection", "annotationSection")


def record_digest(raw: bytes) -> str:
    """Return the hex SHA-256 of a record's protocol part and, after a stop, of its results, documents and notices.

    Raises UnreadableRecord when the bytes cannot be parsed.
    """
    return source_digest(open_source(raw))


def source_digest(source: Source) -> str:
    """Return the digest of parsed bytes."""
    if source.shape is Shape.XML:
        more: object = _elements(each for each in source.root if each.tag in _MORE_ELEMENTS)
        apart = _NOT_PROTOCOL | _MORE_ELEMENTS
        return _joined(_elements(each for each in source.root if each.tag not in apart), more)
    if source.shape is Shape.LEGACY_JSON:
        protocol = _without_derived(
            source.data["ProtocolSection"], "ReferencesModule", ("ReferenceList", "Reference"), "ReferenceType"
        )
        return _joined(protocol, _present(source.data, [f"{name[0].upper()}{name[1:]}" for name in _MORE]))
    protocol = _without_derived(source.data["protocolSection"], "referencesModule", ("references",), "type")
    more = _present(source.data, _MORE)
    return _joined([protocol, "sample"] if source.data.get("annotateSample") else protocol, more)


def _present(data: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: data[name] for name in names if data.get(name)}


def _joined(protocol: object, more: object) -> str:
    return f"{_hash(protocol)}.{_hash(more)}" if more else _hash(protocol)


def _hash(value: object) -> str:
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def _without_derived(protocol: Any, module: str, path: tuple[str, ...], kind: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return the protocol without the references that come from PubMed; a part of another shape stays as it is."""
    if not isinstance(protocol, dict):
        return protocol
    remaining = dict(protocol)
    references = remaining.pop(module, None)
    holder = references
    for name in path[:-1]:
        holder = holder.get(name) if isinstance(holder, dict) else None
    rows = holder.get(path[-1]) if isinstance(holder, dict) else None
    if not isinstance(rows, list):
        return protocol
    own = [row for row in rows if not (isinstance(row, dict) and str(row.get(kind)).upper() == "DERIVED")]
    others = {name: value for name, value in references.items() if name != path[0]}
    if own:
        others[path[0]] = own
    if others:
        remaining[module] = others
    return remaining


def _elements(trees: Iterable[Element]) -> list[Any]:
    """Return trees as a flat list of steps: no recursion, whatever their depth."""
    steps: list[Any] = []
    waiting: list[tuple[Element, int]] = [(child, 1) for child in reversed(list(trees))]
    while waiting:
        element, depth = waiting.pop()
        own = [depth, element.tag, collapse(element.text or ""), collapse(element.tail or "")]
        steps.append([*own, sorted(element.attrib.items())])
        waiting.extend((child, depth + 1) for child in reversed(element))
    return steps
