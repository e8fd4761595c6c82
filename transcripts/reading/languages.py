"""Which language a text is in: by its script where that tells, else by its commonest small words."""

import re
from collections import Counter

SAMPLE_CHARACTERS = 3500
MIN_HITS = 8
MIN_SHARE = 0.06
MIN_LETTERS = 40
# How much more often the words of the best language must be found than those of the next.
LEAD = 1.06

WORDS = {
    "en": "the and of to that is it you was for are with this we what have they but not so be as at on do",
    "de": "der die und das ist nicht ich wir ein eine auch mit dass auf es zu von den dem wie was sie aber",
    "fr": "le la les et des est une que qui pas pour dans vous nous sur avec du ce il je on mais plus c'est",
    "es": "el los las y que en una por con para pero como más está muy del lo es se un no la hay porque eso",
    "it": "il che di è una per non con sono del della anche gli più questo come nel ma ho si un le perché ci",
    "pt": "o que de não uma para com os é mais como mas foi isso muito você na em um do da eu ele porque",
    "nl": "de het een en van dat is niet ik we op zijn voor met ook maar wat je dan die er nog heel naar",
    "no": "og det er jeg ikke på som en til av for med vi har den å så et men kan de fra litt hva mye noe",
    "sv": "och det är jag inte på som en att av för med vi har den så till ett men kan de från lite vad",
    "da": "og det er jeg ikke på som en til af for med vi har den at så et men kan de fra lidt hvad meget",
    "pl": "i w na nie się że to jest z do co jak ale o tak za po czy tym jako są być już tylko może bardzo",
    "cs": "a se na je že to v s z do ale jak co tak pro jsem by jsou byl už nebo jako ten když si tam já",
    "ca": "el la els les i que de és una per amb no ha però com més són del molt això també hi en aquest",
    "gl": "o que de non unha para coa os é máis como mais foi isto moi na do nas polo ten hai tamén pero",
    "tr": "ve bir bu da de için ne çok ama ben var daha gibi olarak kadar mi şey evet değil sonra bunu yani",
    "fi": "ja on ei se että oli hän mutta niin kun tai myös ovat ole minä joka mitä tämä sitä nyt vaan siis",
    "ru": "и в не на что я с он как это по но они мы все так его за у из вы было быть для то же если есть",
    "uk": "і в не на що я з він як це по але вони ми все так його за у із ви було бути для то ж якщо є та",
    "bg": "и в не на че аз с той като това по но те ние всичко така за от вие беше да се ще е са си ли към",
}  # fmt: skip
LANGUAGES: dict[str, list[str]] = {}
for _language, _words in WORDS.items():
    for _word in sorted(set(_words.split())):
        LANGUAGES.setdefault(_word, []).append(_language)
# Languages whose letters are written by no other that is listed here.
SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"),
    "ar": re.compile(r"[\u0620-\u064a]"),
    "he": re.compile(r"[\u05d0-\u05ea]"),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
}
OTHER_SCRIPTS = re.compile(r"[\u0370-\u1fff\u3040-\ud7af]")
KANA_SHARE = 0.1
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def language_of(text: str) -> str | None:
    """The two-letter code of a text's language, None where too little or nothing known is written."""
    sample = text[:SAMPLE_CHARACTERS].lower()
    return (_by_script(sample) if OTHER_SCRIPTS.search(sample) else None) or _by_words(sample)


def _by_script(sample: str) -> str | None:
    letters = sum(map(str.isalpha, sample))
    if letters < MIN_LETTERS:
        return None
    shares = {language: len(script.findall(sample)) / letters for language, script in SCRIPTS.items()}
    if shares["ja"] >= KANA_SHARE:
        return "ja"
    best = max(shares, key=lambda language: shares[language])
    return best if shares[best] > 0.5 else None


def _by_words(sample: str) -> str | None:
    counts = Counter(WORD.findall(sample.replace("’", "'")))
    hits = dict.fromkeys(WORDS, 0)
    for word, count in counts.items():
        for language in LANGUAGES.get(word, ()):
            hits[language] += count
    first, second = sorted(hits, key=lambda language: -hits[language])[:2]
    is_enough = hits[first] >= MIN_HITS and hits[first] >= MIN_SHARE * counts.total()
    return first if is_enough and hits[first] >= LEAD * hits[second] else None
