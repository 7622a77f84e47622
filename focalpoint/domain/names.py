"""Whether two spellings may be one name: Arabic and Latin letters, with or without vowels, article and order.

The skeleton of a name keeps what spellings share: its consonants, in classes that transliterations mix (q, g, k, ق and
غ; dh, d, ذ and د; t and th). It is made to be too kind: a person decides whether two contacts are one.
"""

import re

from focalpoint.domain.text import fold

ARABIC = {
    "ا": "", "ب": "b", "ت": "t", "ث": "t", "ج": "j", "ح": "h", "خ": "k", "د": "d", "ذ": "d", "ر": "r", "ز": "z",
    "س": "s", "ش": "x", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "", "غ": "k", "ف": "f", "ق": "k", "ك": "k",
    "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "", "ي": "", "ء": "",
}  # fmt: skip
LATIN = (
    ("sch", "x"), ("sh", "x"), ("ch", "x"), ("kh", "k"), ("gh", "k"), ("dh", "d"), ("th", "t"), ("ph", "f"),
    ("dj", "j"), ("ou", ""), ("q", "k"), ("g", "k"), ("c", "k"), ("v", "f"), ("p", "b"), ("y", ""), ("w", ""),
)  # fmt: skip
PARTS_LEFT_OUT = frozenset({"al", "el", "ال", "bin", "ben", "ibn", "بن", "ابن", "mr", "mrs", "dr", "m", "mme"})
SHORTEST = 3  # consonants of a whole name below which nothing is said


def same_name(name: str) -> str:
    """Return what all spellings of a name share, "" if it is too short to tell."""
    words = [word for word in re.split(r"[^\w]+", fold(name)) if word and word not in PARTS_LEFT_OUT]
    found = sorted(skeleton for word in words if (skeleton := _skeleton(word)))
    return " ".join(found) if sum(len(part) for part in found) >= SHORTEST else ""


def _skeleton(word: str) -> str:
    if re.search("[\u0600-\u06ff]", word):
        bare = word.removeprefix("ال") if len(word) > 4 else word
        kept = "".join(ARABIC.get(letter, "") for letter in bare)
    else:
        kept = re.sub("^(?:al|el)-?(?=.{3})", "", word) if len(word) > 5 and word[:2] in ("al", "el") else word
        for written, sound in LATIN:
            kept = kept.replace(written, sound)
        kept = re.sub("[aeiou']", "", kept)
    return re.sub(r"(.)\1+", r"\1", re.sub("h$", "", kept))
