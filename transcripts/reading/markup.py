"""Markdown and HTML left in plain text, undone: what a reader would see."""

import re
from html import unescape

ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
IMAGE = re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\s]{0,2000}\)")
LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\(<?[^()\s<>]{1,2000}>?(?:\s\"[^\"\n]{0,200}\")?\)")
AUTOLINK = re.compile(r"<(https?://[^\s<>]{1,2000})>")
BOLD = re.compile(r"(\*\*\*|\*\*|___|__)(?=\S)([^*_\n]{1,2000}?)(?<=\S)\1")
ITALIC = re.compile(r"(?<![\w*\\])([*_])(?=\S)([^*_\n]{1,500}?)(?<=[^\s\\])\1(?![\w*])")
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!$&~<>|\"'^%@=:;/?,])")
NUMBERED = re.compile(r"#\d")
LEADING = re.compile(r"(?:#{1,6}(?=[\s*\[])|>\s|\s|\*{2,3}(?=\S))+")


def plain(text: str) -> str:
    """The words that markdown or HTML text shows, on one line with single spaces."""
    if "](" in text:
        text = LINK.sub(r"\1", IMAGE.sub("", text))
    if "<http" in text:
        text = AUTOLINK.sub(r"\1", text)
    if "*" in text or "_" in text:
        text = ITALIC.sub(r"\2", BOLD.sub(r"\2", text)).replace("**", "")
    if "\\" in text:
        text = ESCAPE.sub(r"\1", text)
    if "&" in text:
        text = ENTITY.sub(lambda found: unescape(found.group()), text)
    return " ".join(text.split())


def undecorated(line: str) -> str:
    """A line without the heading, quotation and bold marks around it."""
    line = line.rstrip()
    if line[:1].isalnum() and line[-1] != "*":  # nearly every line
        return line
    if is_hashed(line):
        line = line.rstrip("# ")
    while line.endswith("**"):
        line = line[:-2].rstrip("* ")
    match = LEADING.match(line)
    return "" if line == ">" else line[match.end() :] if match else line


def is_hashed(line: str) -> bool:
    """Whether a line is a heading of Markdown; "#58" is a number."""
    return line[:1] == "#" and NUMBERED.match(line) is None
