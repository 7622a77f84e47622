"""Two languages that nobody speaks, to see what a fourth language would meet: all screens are rendered in them.

`qps` is English with accents, in brackets and half again as long; `qpr` is written from right to left. Run as
`python -m tests.screens.pseudo OUT`, options as for `tests.screens.render`. They are a row of data and a catalogue
each, as `docs/translating.md` tells, and are added before the record types are made.
"""

import io
import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from focalpoint import paths
from focalpoint.domain.languages import LANGUAGES

ACCENTED = str.maketrans("aceinouyACEINOUY", "âçëîñöüÿÂÇËÎÑÖÜŸ")
FROM_RIGHT = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "ابتدهوزحطيكلمنسعفصقرشثخذضظ" * 2
)  # fmt: skip
KEPT = re.compile(r"(\{[^}]*\}|&\w+;|\n)")
NAMES = {"qps": ("[Ñöñë]", "None", False), "qpr": ("لغة للتجربة", "None from the right", True)}


def longer(message: str) -> str:
    """Return a message with accents, in brackets, half again as long; what is filled in stays."""
    words = KEPT.split(message)
    letters = sum(len(word) for word in words[::2])
    said = "".join(word if KEPT.fullmatch(word) else word.translate(ACCENTED) for word in words)
    return f"[{said}{' ·' * max(1, letters // 4)}]"


def turned(message: str) -> str:
    """Return a message in letters that are written from right to left; what is filled in stays."""
    return "".join(word if KEPT.fullmatch(word) else word.translate(FROM_RIGHT) for word in KEPT.split(message))


def add(folder: Path) -> None:
    """Make both languages known, with catalogues in a folder beside links to the real ones."""
    for code in list(LANGUAGES):
        (folder / code).symlink_to(paths.catalogues() / code)
    template = (paths.catalogues() / "focalpoint.pot").read_bytes()
    for code, change in (("qps", longer), ("qpr", turned)):
        catalogue = read_po(io.BytesIO(template), locale="en")
        for message in catalogue:
            if isinstance(message.id, (tuple, list)):
                message.string = tuple(change(one) for one in message.id)
            elif message.id:
                message.string = change(str(message.id))
        target = folder / code / "LC_MESSAGES"
        target.mkdir(parents=True)
        with (target / "focalpoint.mo").open("wb") as stream:
            write_mo(stream, catalogue)
        name, english, rtl = NAMES[code]
        LANGUAGES[code] = replace(LANGUAGES["en"], name=name, english=english, rtl=rtl)
    paths.catalogues = lambda: folder


def main(arguments: list[str]) -> int:
    """Render every screen in both; return the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        add(Path(folder))
        from tests.screens import render  # after the languages are known: record types have a field for each

        return render.main([*arguments, "--languages", ",".join(NAMES)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
