"""BibTeX, in UTF-8. A name is one unit in braces: nobody can tell which part of it comes first."""

from annotations.citations.cited import Cited

NAME, TITLE, MEDIA_TYPE = "bib", "BibTeX", "application/x-bibtex"
# What means something to TeX, written so that it is printed.
SIGNS = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_{}"},
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "\\": r"\textbackslash{}",
    }
)


def write(cited: Cited) -> str:
    """One entry of the type `misc`, which every style knows."""
    day = cited.published_on
    number = f", no. {cited.number}" if cited.number is not None else ""
    fields = {
        "author": braced(cited.speaker),
        "title": braced(cited.episode),
        "howpublished": escaped(f"Podcast: {cited.podcast}{number}"),
        "year": str(day.year) if day else "",
        "month": f"{day:%b}".lower() if day else "",
        "url": cited.address,
        "note": escaped(", ".join(part for part in (cited.place, f"“{cited.words}”") if part)),
        "language": escaped(cited.language),
    }
    lines = [f"  {name} = {value_of(name, value)}" for name, value in fields.items() if value]
    return f"@misc{{{cited.id},\n" + ",\n".join(lines) + "\n}\n"


def value_of(name: str, value: str) -> str:
    """A field's value; months are BibTeX's own words."""
    return value if name == "month" else f"{{{value}}}"


def braced(text: str) -> str:
    """Text that no style cuts or puts in small letters."""
    return f"{{{escaped(text)}}}"


def escaped(text: str) -> str:
    """Text as TeX prints it."""
    return " ".join(text.split()).translate(SIGNS)
