"""Word lists for recovery words, generated passphrases and check words: 256 words a language."""

import hashlib
import unicodedata
from collections.abc import Iterator
from functools import cache
from secrets import token_bytes

from focalpoint import paths
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.languages import SOURCE
from focalpoint.domain.wording import N_

LANGUAGES = ("ar", "fr", "en")  # those of which there is a list of words; any other uses that of English
RECOVERY_BYTES = 16
PASSPHRASE_WORDS = 8


class WrongRecoveryWordsError(FocalpointError):
    """The words are not from the list, too few, or one is mistaken."""

    message = N_("These recovery words do not fit together.")
    safe = N_("The vault is unchanged and still locked.")
    remedy = N_("Compare each word with the sheet. There are 17 words; their order matters.")
    code = "VLT-112"


@cache
def word_list(language: str) -> tuple[str, ...]:
    """Return the 256 words of a language."""
    listed = tuple(paths.resource("words", f"{language}.txt").read_text("utf-8").split())
    if len(set(listed)) != 256:
        raise ValueError(language)
    return listed


def say(content: bytes, language: str) -> tuple[str, ...]:
    """Say bytes in words, one word for each byte."""
    listed = word_list(language if language in LANGUAGES else SOURCE)
    return tuple(listed[byte] for byte in content)


def new_recovery(language: str) -> tuple[str, ...]:
    """Return 17 new recovery words: 128 random bits and one word that checks the others."""
    secret = token_bytes(RECOVERY_BYTES)
    return say(secret + hashlib.sha256(secret).digest()[:1], language)


def suggest(language: str) -> str:
    """Return a generated passphrase of eight words (64 bits)."""
    return " ".join(say(token_bytes(PASSPHRASE_WORDS), language))


def folded_word(word: str) -> str:
    """Return a word as it is compared: without accents, hamza and case."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    kept = "".join(c for c in decomposed if not unicodedata.combining(c))
    return kept.translate(str.maketrans("أإآىة", "اااىه")).replace("ى", "ي").replace("ـ", "")


@cache
def _positions() -> dict[str, set[tuple[str, int]]]:
    found: dict[str, set[tuple[str, int]]] = {}
    for language in LANGUAGES:
        for number, word in enumerate(word_list(language)):
            found.setdefault(folded_word(word), set()).add((language, number))
    return found


def root_seed(secret: bytes) -> bytes:
    """Return the signing seed of the root of an office behind recovery words: a keyed hash of their 128 random bits."""
    return hashlib.blake2b(secret, digest_size=32, person=b"fp-office-root").digest()


def _heard(typed: str) -> Iterator[bytes]:
    """Yield what typed words say in each language that has all of them."""
    listed = [folded_word(word) for word in typed.replace(",", " ").replace("،", " ").split()]
    for language in LANGUAGES:
        numbers = [next((n for lang, n in _positions().get(word, ()) if lang == language), None) for word in listed]
        if None not in numbers:
            yield bytes(n for n in numbers if n is not None)


def heard(typed: str) -> bytes | None:
    """Return what words say that were typed with or without accents, in any language; None if they are not listed."""
    return next(_heard(typed), None)


def recovery_secret(typed: str) -> bytes:
    """Return the secret bytes of recovery words typed with or without accents; raise WrongRecoveryWordsError."""
    for content in _heard(typed):
        if len(content) != RECOVERY_BYTES + 1:
            raise WrongRecoveryWordsError
        secret, check = content[:-1], content[-1:]
        if hashlib.sha256(secret).digest()[:1] == check:
            return b"focalpoint recovery " + secret
    raise WrongRecoveryWordsError
