"""How much words there are in a text, whatever its script."""

import re

SPACELESS = re.compile("[\u3040-\u9fff]")


def words_in(text: str) -> int:
    """How many words a text has; of scripts without spaces between them, every two signs are one."""
    if not text:
        return 0
    return text.count(" ") + 1 + (0 if text.isascii() else len(SPACELESS.findall(text)) // 2)
