"""JSON-LD that goes out, read by pyld as statements (RDF), without any network.

The contexts are answered from here. They are **not** the published files: they hold what the Web Annotation Vocabulary, the Activity Streams
vocabulary and the Linked Data Platform say that our keys mean, and nothing of keys that we do not use. So a key of ours that is missing here
is lost by reading, and a test fails.
"""

import json
from typing import Any

from pyld import jsonld

from annotate.interchange.writers.web_annotation import CONTEXT
from annotate.w3c.presenters import LDP_CONTEXT

Json = dict[str, Any]


def _leads_to(name: str) -> Json:
    return {"@id": name, "@type": "@id"}


def _one_of(name: str) -> Json:
    return {"@id": name, "@type": "@vocab"}


def _typed(name: str, kind: str) -> Json:
    return {"@id": name, "@type": f"xsd:{kind}"}


_OA = ("Annotation", "TextualBody", "SpecificResource", "TextQuoteSelector", "TextPositionSelector", "TimeState")
_MOTIVATIONS = ("commenting", "highlighting", "replying", "tagging", "classifying")
_PLAIN = ("exact", "prefix", "suffix")
_MEANINGS: Json = {
    "oa": "http://www.w3.org/ns/oa#",
    "as": "http://www.w3.org/ns/activitystreams#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": "@id",
    "type": "@type",
    **{name: f"oa:{name}" for name in (*_OA, *_MOTIVATIONS, *_PLAIN)},
    "Person": "foaf:Person",
    "Software": "as:Application",
    "AnnotationCollection": "as:OrderedCollection",
    "AnnotationPage": "as:OrderedCollectionPage",
    "motivation": _one_of("oa:motivatedBy"),
    "purpose": _one_of("oa:hasPurpose"),
    "body": _leads_to("oa:hasBody"),
    "target": _leads_to("oa:hasTarget"),
    "source": _leads_to("oa:hasSource"),
    "selector": _leads_to("oa:hasSelector"),
    "state": _leads_to("oa:hasState"),
    "sourceDate": _typed("oa:sourceDate", "dateTime"),
    "start": _typed("oa:start", "nonNegativeInteger"),
    "end": _typed("oa:end", "nonNegativeInteger"),
    "value": "rdf:value",
    "format": "dc:format",
    "creator": _leads_to("dcterms:creator"),
    "created": _typed("dcterms:created", "dateTime"),
    "modified": _typed("dcterms:modified", "dateTime"),
    "generator": _leads_to("as:generator"),
    "name": "foaf:name",
    "label": "rdfs:label",
    "items": {"@id": "as:items", "@type": "@id", "@container": "@list"},
    "partOf": _leads_to("as:partOf"),
    "first": _leads_to("as:first"),
    "last": _leads_to("as:last"),
    "next": _leads_to("as:next"),
    "prev": _leads_to("as:prev"),
    "total": _typed("as:totalItems", "nonNegativeInteger"),
    "startIndex": _typed("as:startIndex", "nonNegativeInteger"),
}
_CONTAINERS: Json = {"BasicContainer": "http://www.w3.org/ns/ldp#BasicContainer"}

_CONTEXTS = {CONTEXT: _MEANINGS, LDP_CONTEXT: _CONTAINERS}


def _load(url: str, _options: object) -> Json:
    """Answer with a context from here; any other address is a mistake of ours."""
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": _CONTEXTS[url]}}


def expanded(document: Json) -> list[Json]:
    """Give what a document says, with every key and type by its IRI (JSON-LD 1.1, expansion)."""
    found: list[Json] = jsonld.expand(document, {"documentLoader": _load})
    return found


def statements(document: Json) -> set[str]:
    """Give what a document says as statements (N-Quads), in canonical names for what has none (RDF Dataset Canonicalization)."""
    options = {"documentLoader": _load, "algorithm": "URDNA2015", "format": "application/n-quads"}
    written: str = jsonld.normalize(document, options)
    return set(written.splitlines())


def items_of(document: Json) -> list[Json]:
    """Give the annotations of an expanded collection or page."""
    whole = json.dumps(document)
    assert "@list" in whole
    page = document.get("http://www.w3.org/ns/activitystreams#first", [document])[0]
    found: list[Json] = page["http://www.w3.org/ns/activitystreams#items"][0]["@list"]
    return found


def lost_keys(document: object) -> set[str]:
    """Give the keys and types of a document that no context knows: reading drops them without a word."""
    known = {*_MEANINGS, *_CONTAINERS, "@context"}
    if isinstance(document, list):
        return set().union(*map(lost_keys, document))
    if not isinstance(document, dict):
        return set()
    kinds = document.get("type", [])
    types = set(kinds if isinstance(kinds, list) else [kinds])
    return set().union((set(document) | types) - known, *map(lost_keys, document.values()))
