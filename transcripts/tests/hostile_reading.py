"""A reading process in which the first line of a document may ask for trouble."""

import ctypes
import os
import sys
import time
from dataclasses import replace

from transcripts import parsing, reading_process
from transcripts.documents import ParsedDocument

MB = 1024 * 1024
kept: list[bytearray] = []


def parse(raw: bytes, name: str, as_format: str | None) -> ParsedDocument:
    first, _, rest = raw.partition(b"\n")
    match first.split():
        case [b"loop"]:
            while True:
                pass
        case [b"stuck"]:
            time.sleep(1000)
        case [b"bomb"]:
            bytearray(4096 * MB)
        case [b"crash"]:
            print("about to fall", file=sys.stderr, flush=True)
            ctypes.string_at(0)
        case [b"exit"]:
            os._exit(7)
        case [b"raise"]:
            raise KeyError("a bug")
        case [b"halves"]:
            return replace(parsing.parse(rest, name), format="half \ud800 a character")
        case [b"chat"]:
            print("nothing that should be in the answer", flush=True)
            return parsing.parse(rest, name)
        case [b"grow"]:
            kept.append(bytearray(b"x") * (160 * MB))
            return parsing.parse(rest, name)
        case [b"die-with-the-worker"]:
            os.kill(os.getppid(), 9)
            time.sleep(1000)
    return parsing.parse(raw, name, as_format)


if __name__ == "__main__":
    reading_process.main(parse)
