"""Talk about open-source business made from phrases: endless, meaningless, and the same for the same seed.

Every theme has its own words, so that topics differ in what is said of them; rare names are sprinkled in, as
real talk has a long tail of them.
"""

from dataclasses import dataclass
from random import Random

OPENINGS = (
    "Well,", "So,", "I think", "Honestly,", "You know,", "In the end", "Back then", "What we saw was that",
    "To be fair,", "Looking back,", "My view is that", "The funny thing is,", "If you ask me,", "Early on,",
    "Two years later", "At that point", "And then", "The board felt that", "Our users told us that",
)  # fmt: skip
SUBJECTS = (
    "the team", "our community", "the foundation", "a small company", "the maintainer", "every customer",
    "the cloud provider", "our investors", "the core developers", "a competitor", "the sales team",
    "the enterprise edition", "the hosted service", "the contributor agreement", "our pricing",
)  # fmt: skip
VERBS = (
    "changed", "questioned", "paid for", "forked", "supported", "rewrote", "measured", "gave up", "defended",
    "underestimated", "sold", "explained", "kept", "moved away from", "could not live without", "grew with",
)  # fmt: skip
THEMES = {
    "licensing": (
        "the licence",
        "a copyleft clause",
        "the source-available terms",
        "the contributor agreement",
    ),
    "hosting": ("the managed service", "the control plane", "usage-based billing", "the free tier"),
    "governance": ("the steering committee", "a neutral foundation", "the trademark", "the roadmap process"),
    "revenue": (
        "annual recurring revenue",
        "the support contract",
        "the first paying customer",
        "net retention",
    ),
    "community": ("the mailing list", "first-time contributors", "the yearly conference", "the chat server"),
    "security": ("the audit", "a signed build", "the vulnerability report", "the dependency tree"),
    "hiring": ("the first ten engineers", "a remote team", "the developer advocates", "the second office"),
    "funding": ("the seed round", "the board seat", "a bridge loan", "the term sheet"),
    "standards": ("the wire protocol", "the reference implementation", "an open format", "the test suite"),
    "data": ("the storage engine", "the query planner", "the replication log", "the benchmark"),
}
ENDINGS = (
    "and that changed everything", "because nobody else would", "which took us two years",
    "before we had a single customer", "and I would do it again", "even though it hurt", "to this day",
    "without telling anybody", "for reasons that I still find hard to explain", "in the middle of a launch",
    "and the numbers showed it", "long before it was fashionable", "as everybody in the room knew",
)  # fmt: skip
SYLLABLES = (
    "ar", "bel", "cor", "da", "el", "fen", "gor", "hal", "in", "jo", "ka", "lor", "ma", "nor", "ol", "per",
    "qua", "ri", "sa", "tor", "ul", "ven", "wi", "xan", "yo", "zel",
)  # fmt: skip
FIRST_NAMES = (
    "Ada", "Bela", "Chidi", "Dora", "Emre", "Farah", "Goran", "Hana", "Ines", "Jonas", "Kaito", "Lena",
    "Mateo", "Nadia", "Omar", "Petra", "Quentin", "Rosa", "Sven", "Tess", "Uma", "Viktor", "Wanjiru", "Yara",
)  # fmt: skip
COMPANY_ENDS = ("Labs", "Systems", "Works", "Data", "Cloud", "Foundation", "Software", "Networks")
SENTENCES_A_THEME = 4000
RARE = 40  # one sentence in so many names somebody or something of the long tail


def name(random: Random, syllables: int = 3) -> str:
    """A made-up name, such as Corvenda."""
    return "".join(random.choice(SYLLABLES) for _ in range(syllables)).capitalize()


def person(random: Random) -> str:
    """A made-up person."""
    return f"{random.choice(FIRST_NAMES)} {name(random)}"


def company(random: Random) -> str:
    """A made-up company."""
    return f"{name(random)} {random.choice(COMPANY_ENDS)}"


@dataclass(frozen=True)
class Phrasebook:
    """Sentences by theme, enough of them that two turns are hardly ever the same."""

    sentences: dict[str, list[str]]

    @classmethod
    def make(cls, random: Random) -> "Phrasebook":
        """A book of its own for every state of `random`."""
        return cls({theme: [_sentence(random, theme) for _ in range(SENTENCES_A_THEME)] for theme in THEMES})

    def turn(self, random: Random, theme: str, sentences: int) -> str:
        """That many sentences, most of them about the theme."""
        book = self.sentences[theme]
        return " ".join([book[int(random.random() * SENTENCES_A_THEME)] for _ in range(sentences)])


def _sentence(random: Random, theme: str) -> str:
    parts = [
        random.choice(OPENINGS),
        random.choice(SUBJECTS),
        random.choice(VERBS),
        random.choice(THEMES[theme]),
    ]
    if random.random() < 0.6:
        parts.append(random.choice(ENDINGS))
    if random.random() < 1 / RARE:
        parts.append(f"as {name(random)} would have said")
    if random.random() < 0.1:
        parts.append(f"for {random.randint(2, 900)} thousand dollars")
    return " ".join(parts) + "."
