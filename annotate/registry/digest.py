"""Digest of a record's protocol part, by which a new version is recognised; ignores what the registry rewrites at each refresh.

Omitted are the registry's own additions (MeSH terms, ``versionHolder``, the XML's header with its download date),
results, documents, and references of kind DERIVED, which come from PubMed and not from the sponsor.
"""

import hashlib
import json
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
        "clinical_results",
        "clinical_result",
        "provided_document_section",
    }
)


def record_digest(raw: bytes) -> str:
    """Return the hex SHA-256 of a record's protocol part. Raises UnreadableRecord when the bytes cannot be parsed."""
    return source_digest(open_source(raw))


def source_digest(source: Source) -> str:
    """Return the digest of parsed bytes."""
    if source.shape is Shape.XML:
        return _hash(_elements(source.root))
    if source.shape is Shape.LEGACY_JSON:
        return _hash(
            _without_derived(
                source.data["ProtocolSection"], "ReferencesModule", ("ReferenceList", "Reference"), "ReferenceType"
            )
        )
    protocol = _without_derived(source.data["protocolSection"], "referencesModule", ("references",), "type")
    return _hash([protocol, "sample"] if source.data.get("annotateSample") else protocol)


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


def _elements(root: Element) -> list[Any]:
    """Return the tree below the root as a flat list of steps: no recursion, whatever its depth."""
    steps: list[Any] = []
    waiting: list[tuple[Element, int]] = [(child, 1) for child in reversed(root) if child.tag not in _NOT_PROTOCOL]
    while waiting:
        element, depth = waiting.pop()
        own = [depth, element.tag, collapse(element.text or ""), collapse(element.tail or "")]
        steps.append([*own, sorted(element.attrib.items())])
        waiting.extend((child, depth + 1) for child in reversed(element))
    return steps
