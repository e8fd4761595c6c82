"""A vocabulary in SKOS, as Turtle or RDF/XML. Pure.

What belongs and what does not are XKOS's notes of inclusion and exclusion; a deprecated topic is
`owl:deprecated`, and the status in words stands beside it. A topic's address is its `skos:notation`.
"""

from collections.abc import Iterable, Iterator

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from rdflib import RDF, SDO, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.exceptions import Error as RdfError
from rdflib.namespace import OWL
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from annotations.vocabularies.entries import STATUSES, Entry, Fault, Read, entry_of, slug_of, writable

XKOS = Namespace("http://rdf-vocabulary.ddialliance.org/xkos#")
SCHEME = URIRef("urn:osbiz:vocabulary")
ENGLISH = "en"
NOTES = {
    "definition": SKOS.definition,
    "belongs": XKOS.inclusionNote,
    "does_not_belong": XKOS.exclusionNote,
}
TURTLE_BEGINS = ("@prefix", "@base", "prefix", "base")

NOT_RDF = "This is no RDF that can be read: {why}. Export the vocabulary anew."
NO_CONCEPTS = "There are no concepts (skos:Concept) in this file."
NO_LABEL = "{concept} has no preferred label (skos:prefLabel). Give it one."


def is_skos(text: str) -> bool:
    """Whether a text looks like RDF."""
    begin = text.lstrip()
    if begin.startswith("#"):
        lines = (line.strip() for line in begin.split("\n"))
        begin = next((line for line in lines if line and not line.startswith("#")), "")
    return begin.startswith("<") or begin.lower().startswith(TURTLE_BEGINS)


def as_turtle(entries: Iterable[Entry]) -> str:
    """The topics as Turtle."""
    return graph_of(entries).serialize(format="turtle")


def as_rdf_xml(entries: Iterable[Entry]) -> str:
    """The topics as RDF/XML."""
    return graph_of(entries).serialize(format="pretty-xml")


def graph_of(entries: Iterable[Entry]) -> Graph:
    """The topics as concepts of one scheme."""
    graph = Graph()
    graph.bind("skos", SKOS)
    graph.bind("xkos", XKOS)
    graph.bind("schema", SDO)
    graph.add((SCHEME, RDF.type, SKOS.ConceptScheme))
    found = list(entries)
    concepts = {entry.slug: concept_of(entry) for entry in found}
    for entry in found:
        describe(graph, entry, concepts)
    return graph


def concept_of(entry: Entry) -> URIRef:
    """How a topic is named: by its id, which lasts, or else its address."""
    return URIRef(f"urn:uuid:{entry.id}" if entry.id else f"urn:osbiz:topic:{entry.slug}")


def describe(graph: Graph, entry: Entry, concepts: dict[str, URIRef]) -> None:
    """Add what there is to say about a topic."""
    concept = concepts[entry.slug]
    graph.add((concept, RDF.type, SKOS.Concept))
    graph.add((concept, SKOS.inScheme, SCHEME))
    graph.add((concept, SKOS.notation, Literal(entry.slug)))
    graph.add((concept, SKOS.prefLabel, words(entry.label)))
    for text in entry.synonyms:
        graph.add((concept, SKOS.altLabel, words(text)))
    for name, predicate in NOTES.items():
        if getattr(entry, name):
            graph.add((concept, predicate, words(getattr(entry, name))))
    if entry.status:
        graph.add((concept, SDO.creativeWorkStatus, Literal(entry.status)))
    if entry.status == "deprecated":
        graph.add((concept, OWL.deprecated, Literal(True)))
    if entry.parent in concepts:
        graph.add((concept, SKOS.broader, concepts[entry.parent]))
        graph.add((concepts[entry.parent], SKOS.narrower, concept))
    else:
        graph.add((concept, SKOS.topConceptOf, SCHEME))
        graph.add((SCHEME, SKOS.hasTopConcept, concept))


def words(text: str) -> Literal:
    """Words in the language of the vocabulary."""
    return Literal(writable(text), lang=ENGLISH)


def read(text: str) -> Read:
    """The topics of a file, parents first; a line is the number of a concept."""
    try:
        graph = parsed(text)
    except (ParseError, DefusedXmlException) as error:
        return Read((), (Fault(0, NOT_RDF.format(why=error)),))
    except (BadSyntax, RdfError, ValueError, TypeError, AssertionError, IndexError, RecursionError) as error:
        why = " ".join(str(getattr(error, "_why", error)).split())[:200]
        return Read((), (Fault(0, NOT_RDF.format(why=why or "it breaks off")),))
    entries: list[Entry] = []
    faults: list[Fault] = []
    slugs = {concept: slug_in(graph, concept) for concept in graph.subjects(RDF.type, SKOS.Concept)}
    for line, concept in enumerate(in_order(graph, slugs), start=1):
        if not said(graph, concept, SKOS.prefLabel):
            faults.append(Fault(line, NO_LABEL.format(concept=concept)))
            continue
        entries.append(entry(graph, concept, slugs, line))
    return Read(entries, faults or (() if entries else (Fault(0, NO_CONCEPTS),)))


def parsed(text: str) -> Graph:
    """The statements of a file of either kind. XML that declares anything of its own is refused."""
    if not text.lstrip().startswith(("<?", "<rdf:", "<!")):
        return Graph().parse(data=text, format="turtle")
    fromstring(text.encode(), forbid_dtd=True)
    return Graph().parse(data=text, format="xml")


def in_order(graph: Graph, slugs: dict[Node, str]) -> Iterator[Node]:
    """The concepts by their slugs, each after the one it stands under."""
    children: dict[Node | None, list[Node]] = {}
    for concept in sorted(slugs, key=lambda one: (slugs[one], str(one))):
        children.setdefault(broader(graph, concept, slugs), []).append(concept)
    waiting = children.pop(None, [])[::-1]
    while waiting or children:
        if not waiting:  # a circle, which the import complains about
            waiting = children.pop(next(iter(children)))[::-1]
        concept = waiting.pop()
        yield concept
        waiting += children.pop(concept, [])[::-1]


def broader(graph: Graph, concept: Node, slugs: dict[Node, str]) -> Node | None:
    """What a concept stands under, said from either side; of several the first by slug."""
    above = {*graph.objects(concept, SKOS.broader), *graph.subjects(SKOS.narrower, concept)}
    known = sorted((one for one in above if one in slugs), key=lambda one: (slugs[one], str(one)))
    return known[0] if known else None


def entry(graph: Graph, concept: Node, slugs: dict[Node, str], line: int) -> Entry:
    """A topic of a concept; where it is not defined, its label has to do."""
    above = broader(graph, concept, slugs)
    row = {name: said(graph, concept, predicate) for name, predicate in NOTES.items()}
    row |= {"label": said(graph, concept, SKOS.prefLabel), "slug": slugs[concept]}
    row |= {"parent": slugs[above] if above is not None else "", "status": status(graph, concept)}
    row["definition"] = row["definition"] or said(graph, concept, SKOS.scopeNote) or row["label"]
    synonyms = sorted({str(one) for one in graph.objects(concept, SKOS.altLabel)})
    return entry_of(row, synonyms, line)


def slug_in(graph: Graph, concept: Node) -> str:
    """The address of a concept: its notation, or one made of its label."""
    notation = sorted(str(one) for one in graph.objects(concept, SKOS.notation))
    return notation[0] if notation else slug_of(said(graph, concept, SKOS.prefLabel))


def status(graph: Graph, concept: Node) -> str:
    """The status of a concept; empty where nothing is said of it."""
    told = sorted(str(one) for one in graph.objects(concept, SDO.creativeWorkStatus) if str(one) in STATUSES)
    if told:
        return told[0]
    deprecated = any(str(one).lower() in ("true", "1") for one in graph.objects(concept, OWL.deprecated))
    return "deprecated" if deprecated else ""


def said(graph: Graph, concept: Node, predicate: URIRef) -> str:
    """What is said of a concept: in English, else in no language, else in any."""
    found = [one for one in graph.objects(concept, predicate) if isinstance(one, Literal)]
    ranked = sorted(found, key=lambda one: (rank(one.language), one.language or "", str(one)))
    return str(ranked[0]) if ranked else ""


def rank(language: str | None) -> int:
    """English first, then no language, then others."""
    if language is None:
        return 1
    return 0 if language.lower().partition("-")[0] == ENGLISH else 2
