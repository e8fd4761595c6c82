"""Makes `project.sqlite3` and `highlights.csv` with the real Taguette.

    pip install taguette httpx            # in an environment of its own; made with Taguette 1.5.2
    taguette --no-browser --port 7465 --database made.sqlite3
    python make_project.py 'http://localhost:7465/?token=...'     # the address that it prints

It adds `harbour.html`, makes tags and highlights as Taguette's own pages do, and takes the project away.
Places are counted as those pages count: bytes of UTF-8 in the text of the page, without its tags.
"""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import httpx

HERE = Path(__file__).parent
TAGS = ("licensing.change", "forks", "unknown here")
# Words as they stand in the page's text, and the tags that each gets.
HIGHLIGHTS = (
    ("We changed the licence & moved the 🚢 in March.", ["licensing.change"]),
    ("Nobody came.", ["forks", "unknown here"]),
    ("a café in Zürich – really?", ["forks"]),
    ("licence", []),
)


class Text(HTMLParser):
    """The text of a page, entities resolved."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        self.pieces.append(data)


def main(address: str) -> None:
    """Make the project, and take it away both ways."""
    with httpx.Client(base_url=address.partition("?")[0], follow_redirects=True) as client:
        client.get(address)
        page = client.get("/project/new").text
        token = re.search(r'name="_xsrf" value="([^"]+)"', page)[1]
        made = client.post("/project/new", data={"_xsrf": token, "name": "Harbour", "description": ""})
        project = re.search(r"/project/(\d+)", str(made.url))[1]
        client.headers["X-XSRFToken"] = token
        api = f"/api/project/{project}"
        tags = {
            path: client.post(f"{api}/tag/new", json={"path": path, "description": ""}).json()["id"]
            for path in TAGS
        }
        content = (HERE / "harbour.html").read_bytes()
        document = client.post(
            f"{api}/document/new",
            data={"name": "Harbour Talk 7", "description": ""},
            files={"file": ("harbour.html", content, "text/html")},
        ).json()["created"]
        contents = client.get(f"{api}/document/{document}/contents").json()["contents"]
        text = Text()
        text.feed("".join(one["contents"] for one in contents))
        whole = "".join(text.pieces)
        for words, names in HIGHLIGHTS:
            start = len(whole[: whole.rindex(words)].encode())
            place = {"start_offset": start, "end_offset": start + len(words.encode())}
            sent = {**place, "tags": [tags[name] for name in names]}
            client.post(f"{api}/document/{document}/highlight/new", json=sent).raise_for_status()
        for name, path in (
            ("project.sqlite3", "project.sqlite3"),
            ("highlights.csv", "highlights/.csv"),
        ):
            answer = client.get(f"/project/{project}/export/{path}")
            answer.raise_for_status()
            (HERE / name).write_bytes(answer.content)


if __name__ == "__main__":
    main(sys.argv[1])
