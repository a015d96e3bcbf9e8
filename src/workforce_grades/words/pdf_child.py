"""Run in a process of its own: print the text of one PDF as JSON, or why it has none.

Started as a file, without the package, so that it imports nothing but pypdfium2. A PDF comes from
outside: what goes wrong in its reading, or never ends, stays in this process, which the system stops
at `seconds` of its work or `megabytes` of memory.
"""

from __future__ import annotations

import contextlib
import json
import sys
from typing import Any


def limit(seconds: int, megabytes: int) -> None:
    """Have the system stop this process where it works too long or takes too much; not on Windows."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(path: str, most_pages: int, most_characters: int) -> dict[str, Any]:
    """Return the text of each page, or the reason why there is none."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        return {"refused": "it is encrypted with a password" if locked else "it is damaged: no PDF reader can open it"}
    if not 0 < len(document) <= most_pages:
        return {"refused": f"it has {len(document):,} pages; an inspection report has 1 to {most_pages}"}
    pages: list[str] = []
    for page in document:
        text = page.get_textpage()
        if sum(map(len, pages)) + text.count_chars() > most_characters:
            return {"refused": f"it holds more than {most_characters:,} characters"}
        pages.append(text.get_text_range())
        text.close()
        page.close()
    return {"pages": pages}


def main() -> None:
    """Answer for the file and the limits on the command line."""
    path, seconds, megabytes, most_pages, most_characters = sys.argv[1:]
    limit(int(seconds), int(megabytes))
    try:
        answer = read(path, int(most_pages), int(most_characters))
    except MemoryError:
        answer = {"refused": f"it takes more than {int(megabytes):,} MB of memory to read"}
    except Exception:  # whatever a damaged file brings about is a reason to refuse it
        answer = {"refused": "it is damaged: its pages cannot be read"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
