"""Sponsor reads: told by the language of advertising, not by the names of advertisers.

A read thanks a sponsor, tells the listener to go somewhere, and offers something; talk about a product does
one of these at most. So the recogniser counts different kinds of signs, never the repetition of one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from transcripts.reading.names import NOT_NAMES, without_possessive
from transcripts.reading.phrases import holders, phrases

MIN_WORDS = 25
# The last stretch of a long turn that may hold its call to action; reads are rarely longer than the first
# figure.
MAX_WORDS = 600

ORGANISATION = r"[^\W\d_a-zà-öø-ÿ][\w&'’\-]*(?:\.(?:io|ai|com|dev))?(?:\s[^\W\d_a-zà-öø-ÿ][\w&'’\-]*){0,3}"
ADDRESS = r"(?:[a-z0-9\-]{1,63}\.){1,4}[a-z]{2,12}\b(?:/[\w\-./]*)?"

# Only someone who is paid says these.
THANKS = phrases(
    "spons|brought to you|made possible|friends |word from|supporting |werbepartner|präsentiert von|"
    "unterstützt |soutenu par|présenté par|patrocinad|presentado por",
    r"\b(?:brought to you by|sponsored by|made possible by|thank(?:s|\s?you)?\b[^.?!]{0,80}\bsponsor|"
    r"\bfor (?:being|becoming) (?:a|an|our|the)\b[^.?!]{0,40}\bsponsor|for sponsoring|as (?:a|"
    r"our) (?:new )?sponsor|our (?:sponsors?|friends (?:at|over at))|"
    r"(?:today's|(?:this (?:week's|episode's))) sponsor|"
    r"sponsors? (?:of|for) (?:this|the|today's) (?:show|podcast|episode)|word from our|"
    r"supporting (?:this|the|our) (?:show|podcast)|gesponsert von|werbepartner|präsentiert von|"
    r"unterstützt (?:von|durch)|sponsorisé par|soutenu par|présenté par|patrocinad[oa] por|presentado por)",
    flags=re.IGNORECASE,
)
# Speech engines and transcribers lose addresses: "just go to and sign up".
LOST_ADDRESS = phrases(
    "go to| to to|check out to| dot | slash ",
    r"\b(?:go|going|head) to to\b|\bgo to(?: and\b|[,.])|\bcheck out to\b|"
    r"\b(?:visit|at) \S+ (?:dot|slash) \w+",
    flags=re.IGNORECASE,
)
GO = re.compile(
    rf"\b(?:go|going|head|visit|visiting|check(?:ing)?|log on|sign up|surf)\b[^.?!]{{0,30}}?\b{ADDRESS}",
    re.IGNORECASE,
)
TRACKED = re.compile(r"\b(?:[a-z0-9\-]{1,63}\.){1,4}[a-z]{2,12}/[a-z]\w+", re.IGNORECASE)
DOTTED = re.compile(r"\.[a-zA-Z0-9]")
SPELLED = re.compile(r"\b(?:[A-Z]-){3,}[A-Z]\b")
SIGNS = {
    "offer": phrases(
        "promo|coupon|discount|offer|voucher|bonus|free|$| off|first |money|download",
        r"\b(?:promo|coupon|discount|offer|voucher) ?codes?\b|\bspecial offer\b|"
        r"\b(?:sign(?:ing|-?on|ing-on)?|sign-up) bonus\b|\bfirst (?:week|month|year)(?: is)? free\b|"
        r"\$ ?[\d,]+ (?:(?:off|credit|bonus|sign|at bonus)|in (?:free |hosting |platform )?credits?)|"
        r"\b\d+ ?(?:%|percent) off\b|"
        r"\bfree (?:trial|account|scan|credits?|shipping|tier|demo|copy|month|consultation|guide|e-?book)\b|"
        r"\bfree \w+ e-?book\b|\bfor free today\b|\bfree for \d+ days\b|"
        r"\b(?:get|is) (?:your )?first (?:month|box|year)\b|\bmoney[- ]back\b|"
        r"\bfor free, for as long as\b|\bdownload (?:the|your|a free)\b[^.?!]{0,60}\btoday\b",
        flags=re.IGNORECASE,
    ),
    "start": phrases(
        "get started|sign up|try it|try out|try them|start your|start building|start hiring|learn more|"
        "find out more|a demo|apply t|apply n|apply a|get a |get your |make sure|make check|make visit|"
        "see for yourself|create your",
        r"\b(?:get started|sign up|try (?:it|out|them)\b[^.?!]{0,40}|start (?:your|building|"
        r"hiring)[^.?!]{0,30}|learn more|find out more|"
        r"book a demo|schedule a demo|request a demo|apply (?:to|today|now|at)|get (?:a|your) (?:free|"
        r"special)|make (?:sure to )?(?:check|visit)|see for yourself|create your)\b",
        flags=re.IGNORECASE,
    ),
    "audience": phrases(
        "listeners|support|let them know|tell them|heard about",
        r"\b(?:listeners|support(?:s|ing)? (?:the|this|our) (?:show|podcast)|"
        r"support [A-Z]\w+(?: [A-Z]\w+){1,3}|let them know|tell them|heard about (?:them|it|us))\b",
    ),
    "pitch": phrases(
        "is the |is a|are a|makes |make |made |making |easy to use|easily|effortless|powerful|seamless|"
        "whether you|whatever you need|trusted by|rely on|thousands of|hundreds of|millions of|companies |"
        "save time|save money|if you|you deserve|are you |do you want|imagine",
        r"\b(?:is the (?:most|leading|best|easiest|world|tool|platform|only|simplest|fastest)|"
        r"(?:is|are) (?:an?|the) (?:\w+[ \-]){1,5}?(?:platform|marketplace|service|tool|studio|solution|"
        r"company|provider|course)\b|"
        r"is the (?:\w+ ){1,3}for (?:people|teams|developers|companies|everyone|anyone)|"
        r"(?:makes?|made|making) it (?:\w+ )?(?:easy|simple|easier)|easy to use|"
        r"easily|effortless(?:ly)?|powerful|seamless(?:ly)?|whether you(?:'re|r| are| work| need| want)|"
        r"whatever you need|trusted by|rely on|"
        r"(?:thousands|hundreds|millions) of (?:\w+ )?(?:companies|teams|developers|customers)|"
        r"companies (?:like|including|such as)|save (?:time|money)|if you(?:'re| are) (?:looking|"
        r"building|starting|ready)|you deserve|do you want to|"
        r"are you (?:ready|looking|tired|building|struggling|interested|overwhelmed)|imagine)\b",
        flags=re.IGNORECASE,
    ),
    "urge": phrases(
        "waiting for|you covered|possibilities are|happen today|it's easy|it’s easy|it's free|it’s free|"
        "that simple|risk-free|risk free|no credit card|don't miss|don’t miss|limited time",
        r"\b(?:what are you waiting for|ha(?:s|ve) you covered|possibilities are endless|happen today|"
        r"(?:it's) (?:easy|free|that simple)|risk[- ]free|no credit card|don't miss|limited time)\b",
        flags=re.IGNORECASE,
    ),
}
NAMED_SPONSOR = re.compile(
    rf"(?:brought to you by|sponsored by|[Tt]hanks?(?: you)?(?: so much| again)? to(?: our friends at)?|"
    rf"[Tt]hank you,?|have)"
    rf"\s(?:our sponsor,? )?(?P<name>{ORGANISATION})"
    rf"(?=,|\.|\s(?:for|as|which|who|and|is|was|the)\b|$)"
)
PRESENTED = re.compile(rf"\b(?P<name>{ORGANISATION}) (?:is|are) (?:an?|the)\b")
WORD_RUN = re.compile(ORGANISATION)


def suspects(texts: Sequence[str]) -> set[int]:
    """The places of texts that may be reads: the others hold no word that every read holds."""
    return holders(texts, THANKS, LOST_ADDRESS, SIGNS["offer"], also=DOTTED)


def is_read(text: str, set_apart: bool = False) -> bool:
    """Whether one turn is a sponsor's message from beginning to end.

    `set_apart` says that its speaker also speaks right before or after it, which is a sign by itself.
    """
    words = text.count(" ") + 1
    if not MIN_WORDS <= words <= MAX_WORDS:
        return False
    lowered = text.lower()
    thanks = THANKS.search(text, lowered) is not None
    if not (acts(text, lowered) or (thanks and set_apart)):
        return False
    count = len(signs_of(text))
    return count >= 3 if thanks else count + set_apart >= 4


def acts(text: str, lowered: str | None = None) -> bool:
    """Whether a text tells the listener where to go or what to get."""
    lowered = text.lower() if lowered is None else lowered
    return SIGNS["offer"].search(text, lowered) is not None or _sends(text, lowered) or _is_tracked(text)


def signs_of(text: str) -> set[str]:
    """The different kinds of advertising language in a text."""
    lowered = text.lower()
    found = {name for name, pattern in SIGNS.items() if pattern.search(text, lowered)}
    others = {
        "go": _sends(text, lowered),
        "tracked": _is_tracked(text),
        "spelled": "-" in text and SPELLED.search(text) is not None,
        "thanks": THANKS.search(text, lowered) is not None,
    }
    return found | {name for name, is_there in others.items() if is_there}


def _sends(text: str, lowered: str) -> bool:
    """Whether the listener is told to go to an address, even if the address itself is lost."""
    if LOST_ADDRESS.search(text, lowered):
        return True
    return DOTTED.search(text) is not None and GO.search(text) is not None


def _is_tracked(text: str) -> bool:
    """Whether an address with a path is given, as sponsors give to see where listeners come from."""
    return "/" in text and DOTTED.search(text) is not None and TRACKED.search(text) is not None


def sponsor_of(text: str, podcast: str | None) -> str | None:
    """The sponsor of a read: the one it thanks, repeats most or presents; None where unclear.
    unclear.
    """
    thanked = [_clean(match["name"]) for match in NAMED_SPONSOR.finditer(text)]
    repeated = Counter(_names(text, podcast))
    for name in thanked:
        if name and name != podcast and (repeated[name] > 1 or len(thanked) == 1):
            return name
    best = repeated.most_common(2)
    if best and best[0][1] > 1 and (len(best) == 1 or best[1][1] < best[0][1]):
        return best[0][0]
    presented = (_clean(match["name"]) for match in PRESENTED.finditer(text))
    return next((name for name in presented if name and name != podcast), None)


def _names(text: str, podcast: str | None) -> Iterable[str]:
    for match in WORD_RUN.finditer(text):
        name = _clean(match.group())
        if name and name != podcast:
            yield name


def _clean(name: str) -> str:
    words = [without_possessive(word) for word in name.split()]
    while words and words[0].casefold() in NOT_NAMES - {"app", "cloud", "open", "art"}:
        words.pop(0)
    return " ".join(words).rstrip("'’-.")
