"""Markup languages of plain text other than Markdown, spelled as Markdown: wikis, Org, LaTeX, forums.

Each is told by its signs. Lines change in place, so that their numbers stay what they are.
"""

import re
from collections.abc import Callable

WIKI_BOLD = re.compile(r"'''(?=\S)([^\n']{1,200}?)'''")
WIKI_ITALIC = re.compile(r"(?<!')''(?=[^'\s])([^'\n]{1,500}?)''(?!')")
WIKI_HEADING = re.compile(r"(={1,6})\s?([^=\n]{1,200}?)\s?\1\s*")
WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{1,200}\|)?([^\[\]|\n]{1,200})\]\]")
WIKI_FURNITURE = re.compile(
    r"\s*(?:\[\[(?:category|file|image|kategorie|catégorie|categoría):[^\n]{0,300}\]\]|\{\{[^{}\n]{0,500}\}\})\s*",
    re.IGNORECASE,
)
# A box of facts, one a line: "{{Infobox episode", "| title = Tin", "}}".
WIKI_BOX = re.compile(r"\s*(?:\{\{[^{}|\n]{1,80}|\}\})\s*")
WIKI_FACT = re.compile(r"\s*\|\s*([A-Za-z][\w ]{1,24}?)\s*=\s*([^|\n]{1,500}?)\s*")
ORG_KEY = re.compile(r"#\+(?P<key>[A-Za-z_]{2,20}):\s?(?P<value>.*)")
ORG_HEADING = re.compile(r"(\*{1,6})\s+(\S.*)")
ORG_TERM = re.compile(r"[-+]\s+(\S[^\n]{0,59}?)\s+::\s+(?=\S)")
ORG_LINK = re.compile(r"\[\[([^\[\]\n]{1,500})\]\[([^\[\]\n]{1,300})\]\]")
ORG_DATE = re.compile(r"[<\[](\d{4}-\d\d-\d\d)[^<>\[\]\n]{0,20}[>\]]")
LATEX_NAME = re.compile(
    r"\\(?:item\s?\[|textbf\{|textsc\{|(?:speaker|speak|says?|character)\{)\s?([^\[\]{}\n]{1,60}?)\s?[:.]?\s?[\]}]\s?[:.]?"
)
LATEX_LINE = re.compile(
    r"\s*\\(?:begin|end|documentclass|usepackage|maketitle|author|date|label|noindent)\b.{0,300}"
)
LATEX_HEADING = re.compile(r"\s*\\(?:title|(?:sub){0,2}section\*?|chapter\*?)\{([^{}\n]{1,200})\}\s*")
LATEX_ESCAPE = re.compile(r"\\([$%&#_{}])")
FORUM_BOLD = re.compile(r"\[b\](?=\S)([^\[\]\n]{1,200}?)\[/b\]", re.IGNORECASE)
FORUM_LINK = re.compile(r"\[url(?:=[^\[\]\n]{1,500})?\]([^\[\]\n]{0,500})\[/url\]", re.IGNORECASE)
FORUM_TAG = re.compile(
    r"\[/?(?:b|i|u|s|quote|center|left|size|colou?r|font|url|list|spoiler)(?:=[^\[\]\n]{1,100})?\]",
    re.IGNORECASE,
)


def as_markdown(text: str) -> str:
    """The text with the signs of its markup language spelled as Markdown's, line by line."""
    if "'''" in text and len(WIKI_BOLD.findall(text[:100_000])) > 3:
        text = _each(text, _from_wiki)
    if text[:100].lstrip().startswith("#+"):
        text = _each(text, _from_org)
    if "\\begin{document}" in text[:20_000]:
        text = _each(text, _from_latex)
    if "[/b]" in text[:20_000].lower() and len(FORUM_BOLD.findall(text[:100_000])) > 3:
        text = _each(text, _from_forum)
    return text


def _each(text: str, spelled: Callable[[str], str]) -> str:
    return "\n".join(spelled(line) for line in text.split("\n"))


def _from_wiki(line: str) -> str:
    if WIKI_FURNITURE.fullmatch(line) or WIKI_BOX.fullmatch(line):
        return ""
    if fact := WIKI_FACT.fullmatch(line):
        return f"{fact[1]}: {fact[2]}"
    if heading := WIKI_HEADING.fullmatch(line):
        return f"{'#' * len(heading[1])} {heading[2]}"
    line = WIKI_BOLD.sub(r"**\1**", line) if "'''" in line else line
    line = WIKI_ITALIC.sub(r"*\1*", line) if "''" in line else line
    return WIKI_LINK.sub(r"\1", line) if "[[" in line else line


def _from_org(line: str) -> str:
    if key := ORG_KEY.match(line):
        name, value = key["key"].lower(), ORG_DATE.sub(r"\1", key["value"])
        return f"# {value}" if name == "title" else value if name == "date" else ""
    if heading := ORG_HEADING.match(line):
        return f"#{'#' * len(heading[1])} {heading[2]}"
    line = ORG_TERM.sub(r"**\1:** ", line, count=1)
    return ORG_LINK.sub(r"\2", line) if "[[" in line else line


def _from_latex(line: str) -> str:
    if heading := LATEX_HEADING.fullmatch(line):
        return f"# {heading[1]}"
    if LATEX_LINE.fullmatch(line):
        return ""
    return LATEX_ESCAPE.sub(r"\1", LATEX_NAME.sub(r"**\1:** ", line, count=1)) if "\\" in line else line


def _from_forum(line: str) -> str:
    if "[" not in line:
        return line
    return FORUM_TAG.sub("", FORUM_LINK.sub(r"\1", FORUM_BOLD.sub(r"**\1**", line)))
