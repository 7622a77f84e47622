#!/usr/bin/env python3
"""Check a Focal Point bundle without Focal Point: one file, the standard library, and age, openssl and zstd.

Written from docs/bundle-format.md for whoever must say what a bundle holds and who signed it; Python 3.8 or newer. See
docs/opening-a-bundle.md for the same by hand. It shares no code with the program.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, BinaryIO, Dict, Iterator, List, NoReturn, Optional, Set, Tuple

WHOLE, PARTS_MISSING, CALL, DAMAGED, NOT_FOR_KEY, OTHER_SIGNER, OTHER_READERS = range(7)
BLOCK, CONTROL = 512, "control.age"
MAX_CONTROL, MAX_PART, MAX_MANIFEST = 256 << 20, (8 << 20) + (4 << 10), 64 << 20
MAX_SEGMENT, MAX_BODY, MAX_HEADER, MAX_CARD, MAX_OPS = 512 << 20, 1 << 20, 2_000, 4_000, 5_000
MAX_SEGMENTS, MAX_PARTS, MAX_READERS, MAX_TEXT, MAX_INT, MAX_LINKS = 1_000_000, 1_000_000, 1_000, 256 << 10, 1 << 53, 64
MARK = b"FPBD\r\n\x1a\x01"
TYPE = "application/vnd.focalpoint.%s.v1+json"
DER = bytes.fromhex("302a300506032b6570032100")
TEXTS = ("person", "function", "office", "country", "device")
CARD = ("v", *TEXTS, "public", "recipient", "space", "created", "signature")
KEEPS = (*CARD[:-1], "keeps", "signature")  # of a reader that keeps nothing of what it opens
MANIFEST = ("v", "space", "id", "from", "created", "app", "kind", "to", "segs", "parts", "cards", "have", "note")
CERTIFICATE = (
    "v", "titles", "first", "last", "place", "person", "office", "attended", "of", "least", "issuer", "public", "space",
    "signature",
)  # fmt: skip
MAX_CERTIFICATE = 2_000
ROLL = ("v", "seminar", "title", "created", "trainer", "cards", "signature")
MOST_CARDS = 200
HEADER = ("v", "sp", "cp", "dev", "ep", "sq", "pv", "hl", "sy", "tx", "sv", "ap", "bh", "bl")
VERSIONS, MORE = (
    (1, 2, 3),
    ("vols", "later", "base"),
)  # version 2 may end with the first two, a public pack with the last
PACK, EVERYBODY = "public-pack", "0" * 32
# of public packs, which everybody may open: the key is SHA-256("focalpoint public pack 1")
PUBLISHED = b"AGE-SECRET-KEY-1J62THR3YSJL5YLQPCU9TT5JZH4060Y8ASRVX28FWKDXCZN75XCSQ5AASMW"
TRAINING = "54524e00"  # how the space of a training vault begins
BLOB = ("name", "mime", "size", "sha256", "chunker", "parts")
KINDS = ("set", "add", "rem", "evt", "del", "blob")
Json = Dict[str, Any]
Place = Tuple[Path, int, int]  # file, offset, size


# The y of the points of small order, without its highest bit: openssl takes forgeries under them for signatures.
SMALL_ORDER = {
    bytes.fromhex(text)
    for text in (
        "00" * 32,
        "01" + "00" * 31,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ec" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
    )
}
WEAK_RECIPIENTS = {  # age recipients of small order: whatever is sealed to one of them, anybody can open
    "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z",
    "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqzqqsuwj9m",
    "age1qyqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqj7vrya",
    "age1qyqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqzqqk67yly",
    "age1ur4h5lpmgxu2u9jku0a0r87ydtdqnr0tnsetrlvxvgz3vh6fhqqqzyt4v9",
    "age1ur4h5lpmgxu2u9jku0a0r87ydtdqnr0tnsetrlvxvgz3vh6fhzqqxqejhu",
    "age1t7wft09r2zxzfvwsk92eeql0tvzyghxytqwgapkcyf8dm5ylz9ts6wm9s8",
    "age1t7wft09r2zxzfvwsk92eeql0tvzyghxytqwgapkcyf8dm5ylz8ts72fzt7",
    "age1anlllllllllllllllllllllllllllllllllllllllllllllllals4n2t7m",
    "age1anllllllllllllllllllllllllllllllllllllllllllllllllls3hcv9z",
    "age1ahlllllllllllllllllllllllllllllllllllllllllllllllalsn46ayy",
    "age1ahlllllllllllllllllllllllllllllllllllllllllllllllllsh3g6la",
    "age1amlllllllllllllllllllllllllllllllllllllllllllllllalselrwrv",
    "age1amlllllllllllllllllllllllllllllllllllllllllllllllllsam3fc4",
}


class Refused(Exception):  # noqa: N818 - it carries the exit code
    """What is wrong, and the exit code that says so."""

    def __init__(self, message: str, code: int = DAMAGED) -> None:
        super().__init__(message)
        self.code = code


def need(holds: object, message: str) -> None:
    """Refuse the bundle unless something holds."""
    if not holds:
        raise Refused(message)


def shown(text: str) -> str:
    """Return text that is safe on a terminal: what is not printable, signs that turn the direction too, as codes."""
    return "".join(c if c.isprintable() else "\\u%04x" % ord(c) for c in text)


def hexadecimal(text: object, length: int) -> bool:
    """Tell whether something is lower-case hexadecimal of a length."""
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{%d}" % length, text) is not None


def number(value: object, least: int, most: int) -> bool:
    """Tell whether something is a whole number within bounds."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def canonical(raw: bytes, what: str) -> Json:
    """Decode a JSON object; refuse it unless encoding it again gives the same bytes."""
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_no_number, parse_float=_no_number)
        again = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    except (ValueError, RecursionError):
        raise Refused("%s is not the JSON of this format" % what) from None
    need(isinstance(value, dict) and again == raw, "%s is not canonical JSON" % what)
    return dict(value)


def small_order(point: bytes) -> bool:
    """Tell whether the bytes of a point are those of one of small order, or not the only ones it has."""
    y = point[:31] + bytes([point[31] & 0x7F])
    return y in SMALL_ORDER or int.from_bytes(y, "little") >= (1 << 255) - 19


def pae(kind: str, payload: bytes) -> bytes:
    """Return the bytes that a signature covers."""
    name = (TYPE % kind).encode()
    return b"DSSEv1 %d %s %d " % (len(name), name, len(payload)) + payload


class Tools:
    """The programs that do the cryptography, and a private folder for what they must read from a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths = {name: shutil.which(name) or "" for name in ("age", "openssl", "zstd")}
        missing = sorted(name for name, path in self.paths.items() if not path)
        if missing:
            raise Refused("please install: %s" % ", ".join(missing), CALL)

    def file(self, name: str, content: bytes) -> str:
        """Write a file into the private folder and return its path."""
        path = self.folder / name
        path.write_bytes(content)
        return str(path)

    def verified(self, public: str, kind: str, payload: bytes, signature: bytes) -> bool:
        """Tell whether openssl finds that a key signed a payload; nothing of small order signs anything."""
        if small_order(bytes.fromhex(public)) or small_order(signature[:32]):
            return False
        command = [self.paths["openssl"], "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-rawin"]
        command += ["-inkey", self.file("key", DER + bytes.fromhex(public)), "-in", self.file("in", pae(kind, payload))]
        command += ["-sigfile", self.file("signature", signature)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        return done.returncode == 0 and b"Signature Verified Successfully" in done.stdout

    def decrypt(self, sealed: bytes, key: Path) -> bytes:
        """Open an age file with the identity in a file."""
        command = [self.paths["age"], "-d", "-i", str(key), self.file("sealed", sealed)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode == 0:
            return done.stdout
        if b"no identity matched" in done.stderr:
            raise Refused("this bundle is not sealed for the key in %s" % shown(key.name), NOT_FOR_KEY)
        raise Refused("the control part does not decrypt: it was changed, or it is no age file")

    def decrypt_part(self, sealed: bytes, identity: str) -> bytes:
        """Open a part with the identity that the change names."""
        command = [self.paths["age"], "-d", "-i", "-", self.file("sealed", sealed)]
        done = subprocess.run(command, input=identity.encode() + b"\n", capture_output=True, check=False)
        need(done.returncode == 0, "a part does not open with the key that its document names")
        return done.stdout

    def unpacked(self, packed: bytes, size: int) -> bytes:
        """Decompress, but never more than one byte beyond the signed length."""
        with Path(self.file("packed", packed)).open("rb") as stream:
            command = [self.paths["zstd"], "-q", "-d", "-c", "--memory=128MB"]
            running = subprocess.Popen(command, stdin=stream, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            with running:
                assert running.stdout is not None
                plain = running.stdout.read(size + 1)
                if len(plain) > size:
                    running.kill()
        need(len(plain) == size and running.returncode == 0, "a segment does not unpack to its signed length")
        return plain


def ustar_header(name: str, size: int) -> bytes:
    """Return the only header that this format allows for a member."""
    block = bytearray(BLOCK)
    for offset, text in (
        (0, name.encode("ascii")), (100, b"0000600\0"), (108, b"0000000\0"), (116, b"0000000\0"),
        (124, b"%011o\0" % size), (136, b"00000000000\0"), (148, b" " * 8), (156, b"0"), (257, b"ustar\x0000"),
        (329, b"0000000\0"), (337, b"0000000\0"),
    ):  # fmt: skip
        block[offset : offset + len(text)] = text
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def member_size(block: bytes, name: str, most: int) -> int:
    """Return the size that a header tells; refuse one that is not the header of this format."""
    digits = block[124:135]
    need(re.fullmatch(b"[0-7]{11}", digits), "a header of the archive is damaged")
    size = int(digits, 8)
    need(0 < size <= most and ustar_header(name, size) == block, "a header of the archive is damaged")
    return size


def read_control(stream: BinaryIO) -> bytes:
    """Return the sealed control part, which comes first."""
    block = stream.read(BLOCK)
    need(block.startswith(CONTROL.encode()), "this is not a Focal Point bundle")
    need(len(block) == BLOCK, "the file is cut off in its first header")
    size = member_size(block, CONTROL, MAX_CONTROL)
    content, rest = stream.read(size), stream.read(-size % BLOCK)
    need(len(content) == size and len(rest) == -size % BLOCK, "the file is cut off in its control part")
    need(not any(rest), "bytes stand where zeros must")
    return content


def read_parts(stream: BinaryIO, path: Path) -> Iterator[Tuple[str, Place]]:
    """Yield name and place of the parts that follow, each checked against its name; the last is "" if all ended well.

    Stop where a copy was cut off.
    """
    while True:
        block = stream.read(BLOCK)
        if len(block) < BLOCK:
            return
        if block == bytes(BLOCK):
            rest = stream.read(BLOCK + 1)
            need(len(rest) <= BLOCK and not any(rest), "something follows the end of the archive")
            if len(rest) == BLOCK:
                yield "", (path, 0, 0)
            return
        name = block[:64].decode("ascii", "replace")
        need(hexadecimal(name, 64), "the archive holds something that is no part")
        size = member_size(block, name, MAX_PART)
        place, content, rest = stream.tell(), stream.read(size), stream.read(-size % BLOCK)
        if len(content) < size:
            return
        need(not any(rest), "bytes stand where zeros must")
        need(hashlib.sha256(content).hexdigest() == name, "part %s was changed" % name)
        yield name, (path, place, size)


def keys_digest(card: Json) -> bytes:
    """Return the digest of a card's keys, from which its identifier and digits come."""
    keys = b"focalpoint device 1 " + bytes.fromhex(card["public"]) + b" " + card["recipient"].encode()
    return hashlib.sha256(keys).digest()


def device_of(card: Json) -> str:
    """Return the device identifier of a card."""
    return keys_digest(card)[:16].hex()


def digits_of(card: Json) -> str:
    """Return the eight groups of digits of a card."""
    return groups(keys_digest(card))


def groups(digest: bytes) -> str:
    """Return a digest as eight groups of five digits."""
    return " ".join("%05d" % (int.from_bytes(digest[i : i + 4], "big") % 100_000) for i in range(0, 32, 4))


def read_card(tools: Tools, raw: bytes, what: str) -> Json:
    """Check the form of a card and its own signature."""
    need(len(raw) <= MAX_CARD, "%s is too long" % what)
    card = canonical(raw, what)
    keys = KEEPS if "keeps" in card else CARD
    shaped = tuple(card) == keys and number(card["v"], 1, 1) and all(isinstance(card[name], str) for name in CARD[1:])
    need(card.get("keeps", False) is False, "%s has not the form of a card" % what)
    need(shaped and all(len(card[name]) <= 200 for name in TEXTS), "%s has not the form of a card" % what)
    keyed = hexadecimal(card["public"], 64) and hexadecimal(card["space"], 32) and hexadecimal(card["signature"], 128)
    sound = re.fullmatch("age1[0-9a-z]{58}", card["recipient"]) and card["recipient"] not in WEAK_RECIPIENTS
    need(keyed and sound, "%s has not the keys of a card" % what)
    ending = b'"signature":"%s"}' % card["signature"].encode()
    plain = raw[: -len(ending)] + b'"signature":""}'
    signature = bytes.fromhex(card["signature"])
    need(tools.verified(card["public"], "card", plain, signature), "%s is not signed by its own key" % what)
    return card


def read_certificate(tools: Tools, raw: bytes) -> Json:
    """Check the form of a certificate of attendance and its signature, which is of the key it names."""
    need(len(raw) <= MAX_CERTIFICATE, "the certificate is too long")
    made = canonical(raw, "the certificate")
    need(tuple(made) == CERTIFICATE and number(made["v"], 1, 1), "this has not the form of a certificate")
    titles = made["titles"]
    need(isinstance(titles, dict) and len(titles) <= 9, "this has not the form of a certificate")
    texts = [*titles.values(), *(made[name] for name in ("first", "last", "place", "person", "office", "issuer"))]
    need(all(isinstance(text, str) and len(text) <= 200 for text in texts), "this has not the form of a certificate")
    counted = number(made["of"], 1, 999) and number(made["attended"], 1, made["of"]) and number(made["least"], 0, 100)
    keyed = hexadecimal(made["public"], 64) and hexadecimal(made["space"], 32) and hexadecimal(made["signature"], 128)
    need(counted and keyed, "this has not the form of a certificate")
    plain = raw[: -len(made["signature"]) - 2] + b'"}'
    signed = tools.verified(made["public"], "certificate", plain, bytes.fromhex(made["signature"]))
    need(signed, "the certificate was altered after it was signed")
    return made


def check_certificate(asked: argparse.Namespace, tools: Tools) -> int:
    """Say what a certificate says, and whose signature it bears."""
    made = read_certificate(tools, asked.bundle[0].read_bytes())
    if asked.card:
        card = read_card(tools, asked.card.read_bytes(), "the issuer's card")
        if card["public"] != made["public"]:
            raise Refused("the certificate is signed, but not by the laptop of this card", OTHER_SIGNER)
    for name in ("person", "office", "place", "first", "last", "issuer"):
        print("%-11s %s" % (name, shown(made[name])))
    for language, title in made["titles"].items():
        print("%-11s %s" % (shown(language), shown(title)))
    print(
        "%-11s %d of %d sessions, at least %d%% asked for" % ("attended", made["attended"], made["of"], made["least"])
    )
    print("%-11s %s" % ("key", made["public"]))
    whose = "as signed by the laptop of the card" if asked.card else "as signed by this key; whose it is, a card says"
    print("verdict     %s" % whose)
    return WHOLE


def read_roll(tools: Tools, raw: bytes) -> Tuple[Json, List[Json]]:
    """Check the form of the roll of a room, every card in it, and that one of them signed it."""
    need(len(raw) <= MOST_CARDS * (MAX_CARD + 100) + MAX_CARD, "the roll is too long")
    roll = canonical(raw, "the roll")
    need(tuple(roll) == ROLL and number(roll["v"], 1, 1), "this has not the form of a roll")
    texts = all(isinstance(roll[name], str) for name in ("seminar", "title", "created", "trainer", "signature"))
    need(texts and len(roll["title"]) <= 200 and hexadecimal(roll["signature"], 128), "this has not the form of a roll")
    held = roll["cards"]
    need(isinstance(held, list) and all(isinstance(one, str) for one in held), "this has not the form of a roll")
    need(0 < len(held) <= MOST_CARDS, "this has not the form of a roll")
    cards = [read_card(tools, one.encode("utf-8", "surrogatepass"), "a card of the roll") for one in held]
    order = [device_of(card) for card in cards]
    need(order == sorted(set(order)), "the cards of the roll are out of order, or one stands twice")
    need(len({card["space"].startswith(TRAINING) for card in cards}) == 1, "the roll mixes exercise and work")
    need(roll["trainer"] in order, "who signed the roll is not in it")
    plain = raw[: -len(roll["signature"]) - 2] + b'"}'
    trainer = cards[order.index(roll["trainer"])]
    signed = tools.verified(trainer["public"], "roll", plain, bytes.fromhex(roll["signature"]))
    need(signed, "the roll was altered after it was signed")
    return roll, cards


def check_roll(asked: argparse.Namespace, tools: Tools) -> int:
    """Say who stands in a roll, and the digits that stand on the wall."""
    raw = asked.bundle[0].read_bytes()
    roll, cards = read_roll(tools, raw)
    if asked.card:
        own = asked.card.read_bytes()
        need(own in [one.encode() for one in roll["cards"]], "this card does not stand in the roll byte for byte")
    print("%-11s %s" % ("seminar", shown(roll["title"])))
    for card in cards:
        trainer = " (signed the roll)" if device_of(card) == roll["trainer"] else ""
        print("%-11s %s, %s%s" % ("card", shown(card["person"]), shown(card["office"]), trainer))
    digest = hashlib.sha256(b"focalpoint roll 1 " + b"".join(one.encode() for one in roll["cards"]))
    print("%-11s %s" % ("wall", groups(digest.digest())))
    print("verdict     as signed; compare the digits with those on the wall")
    return WHOLE


def listed(value: object, keys: Tuple[str, ...], most: int) -> bool:
    """Tell whether something is a list of objects that have exactly these keys."""
    return isinstance(value, list) and len(value) <= most and all(type(i) is dict and tuple(i) == keys for i in value)


def read_manifest(raw: bytes) -> Json:
    """Check the form of a manifest whose signature was verified."""
    manifest = canonical(raw, "the manifest")
    version = manifest.get("v")
    need(number(version, 1, MAX_INT), "the manifest has not the form of a manifest")
    need(version in VERSIONS, "this bundle was made by a newer version of Focal Point")
    more = tuple(key for key in MORE if key in manifest)
    need(tuple(key for key in manifest if key in MANIFEST) == MANIFEST, "the manifest lacks something")
    need(version == 3 or bool(more) == (version == 2), "the manifest has not the form of its version")
    lists = (
        listed(manifest["to"], ("dev", "n", "prev"), MAX_READERS)
        and listed(manifest["segs"], ("name", "sha256", "clen", "plen", "count"), MAX_SEGMENTS)
        and listed(manifest["parts"], ("h", "size"), MAX_PARTS)
        and listed(manifest["have"], ("dev", "upto", "more"), MAX_READERS)
        and isinstance(manifest["cards"], list)
        and all(isinstance(text, str) for text in manifest["cards"])
        and all(isinstance(manifest[name], str) for name in ("created", "app", "kind", "note"))
    )
    need(lists and manifest["to"], "the manifest has not the form of a manifest")
    shaped = (
        all(hexadecimal(manifest[name], 32) for name in ("space", "id", "from"))
        and manifest["kind"] in ("full", "delta", "receipt", "trust", "address-book", "seminar-pack", PACK)
        and all(hexadecimal(r["dev"], 32) and number(r["n"], 0, MAX_INT - 1) for r in manifest["to"])
        and all(r["n"] or (manifest["kind"] == "receipt" and r["prev"] == "") for r in manifest["to"])
        and all(r["prev"] == "" or hexadecimal(r["prev"], 64) for r in manifest["to"])
        and all(hexadecimal(s["name"], 32) and hexadecimal(s["sha256"], 64) for s in manifest["segs"])
        and all(number(s["clen"], 0, MAX_CONTROL) and number(s["plen"], 0, MAX_SEGMENT) for s in manifest["segs"])
        and all(number(s["count"], 0, MAX_INT) for s in manifest["segs"])
        and all(hexadecimal(p["h"], 64) and number(p["size"], 1, MAX_PART) for p in manifest["parts"])
        and all(hexadecimal(a["dev"], 32) and number(a["upto"], 0, MAX_INT) for a in manifest["have"])
        and all(type(a["more"]) is list and all(number(n, 1, MAX_INT) for n in a["more"]) for a in manifest["have"])
    )
    need(shaped and cut_well(manifest) and public_well(manifest), "a value in the manifest has not its form")
    return manifest


def public_well(manifest: Json) -> bool:
    """Tell whether a public pack is for everybody and nobody else, and other bundles are for somebody."""
    everybody = [one for one in manifest["to"] if one["dev"] == EVERYBODY]
    if manifest["kind"] != PACK:
        return manifest["v"] != 3 and "base" not in manifest and not everybody
    alone = len(manifest["to"]) == len(everybody) == 1 and everybody[0]["prev"] == ""
    plain = not manifest["have"] and "vols" not in manifest and "later" not in manifest
    base = manifest.get("base", 1)
    return manifest["v"] == 3 and alone and plain and number(base, 1, MAX_INT) and base <= everybody[0]["n"]


def cut_well(manifest: Json) -> bool:
    """Tell whether the volumes are runs of parts, one after the other."""
    firsts = manifest.get("vols", [])
    later = number(manifest.get("later", 1), 1, MAX_INT - 1)
    if "vols" not in manifest:
        return later
    whole = type(firsts) is list and all(number(first, 0, MAX_PARTS) for first in firsts) and len(firsts) > 1
    if not (later and whole and firsts[0] == 0):
        return False
    ends = [*firsts[1:], len(manifest["parts"])]
    return all(firsts[place] < ends[place] for place in range(len(firsts)))


def take(plain: bytes, position: int, most: int) -> Tuple[bytes, int]:
    """Return a counted run of bytes of a segment, and where it ends."""
    size = int.from_bytes(plain[position : position + 4], "big")
    end = position + 4 + size
    need(position + 4 <= len(plain) and size <= most and end <= len(plain), "a segment ends inside a change")
    return plain[position + 4 : end], end


def frames(plain: bytes) -> Iterator[Tuple[bytes, bytes, bytes]]:
    """Yield header, signature and body of the changes of a segment."""
    position = 0
    while position < len(plain):
        header, position = take(plain, position, MAX_HEADER)
        signature = plain[position : position + 64]
        body, position = take(plain, position + 64, MAX_BODY)
        yield header, signature, body


def clock(header: Json) -> bool:
    """Tell whether the clock is written as the version of the change writes it: a number in the first, then text."""
    if header["v"] == 1:
        return number(header["hl"], 0, (1 << 63) - 1)
    return hexadecimal(header["hl"], 16) and int(header["hl"], 16) < 1 << 63


def read_header(raw: bytes, compartment: str) -> Json:
    """Check the form of the header of a change."""
    header = canonical(raw, "the header of a change")
    need(tuple(header) == HEADER, "the header of a change lacks something")
    shaped = (
        all(hexadecimal(header[name], 32) for name in ("sp", "cp", "dev", "tx"))
        and hexadecimal(header["bh"], 64)
        and (header["pv"] == "" or hexadecimal(header["pv"], 64))
        and all(number(header[name], 1, MAX_INT - 1) for name in ("ep", "sq"))
        and all(number(header[name], 0, MAX_INT) for name in ("v", "sv"))
        and clock(header)
        and number(header["bl"], 1, MAX_BODY)
        and isinstance(header["sy"], str)
        and isinstance(header["ap"], str)
    )
    need(shaped, "a value in the header of a change has not its form")
    need((header["sq"] == 1) == (header["pv"] == ""), "a change does not stand in its log")
    need(header["cp"] == compartment, "a change stands in the segment of another compartment")
    return header


def bounded(value: object, depth: int) -> bool:
    """Tell whether a value keeps the limits of the format."""
    if depth < 0:
        return False
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, str):
        return len(value) <= MAX_TEXT
    if isinstance(value, int):
        return abs(value) < MAX_INT
    if isinstance(value, dict):
        named = all(len(key) <= 40 and not re.fullmatch("0|[1-9][0-9]*", key) for key in value)
        return named and all(bounded(item, depth - 1) for item in value.values())
    return isinstance(value, list) and all(bounded(item, depth - 1) for item in value)


def link(pair: object) -> bool:
    """Tell whether something names a write: a change and an index."""
    return type(pair) is list and len(pair) == 2 and hexadecimal(pair[0], 64) and number(pair[1], 0, MAX_OPS - 1)


def check_op(op: Any) -> None:
    """Check the form of one operation."""
    keys = ("e", "r", "f", "k", *(key for key in ("v", "p") if isinstance(op, dict) and key in op))
    need(isinstance(op, dict) and tuple(op) == keys, "an operation has not its form")
    links = op.get("p")
    sized = all(isinstance(op[name], str) and 0 < len(op[name]) <= 40 for name in ("e", "f", "k"))
    linked = "p" not in op or (type(links) is list and 0 < len(links) <= MAX_LINKS and all(map(link, links)))
    need(sized and linked and hexadecimal(op["r"], 32) and op["k"] in KINDS, "an operation has not its form")
    need(bounded(op.get("v"), 4) and op.get("v", "") is not None, "the value of an operation has not its form")


def read_body(raw: bytes, header: Json) -> List[Json]:
    """Check a body against its header and return its operations."""
    same = len(raw) == header["bl"] and hashlib.sha256(raw).hexdigest() == header["bh"]
    need(same, "the body of a change was changed")
    body = canonical(raw, "the body of a change")
    need(tuple(body) == ("salt", "scope", "ops") and isinstance(body["salt"], str), "a body has not its form")
    scope = body["scope"]
    need(isinstance(scope, dict) and tuple(scope) == ("kind", "root", "facet"), "a scope has not its form")
    need(all(isinstance(text, str) for text in scope.values()), "a scope has not its form")
    words = " ".join(("focalpoint compartment", header["sp"], scope["kind"], scope["root"], scope["facet"]))
    need(hashlib.sha256(words.encode()).hexdigest()[:32] == header["cp"], "a change stands in another compartment")
    need(isinstance(body["ops"], list) and 0 < len(body["ops"]) <= MAX_OPS, "a change has no operations, or too many")
    for op in body["ops"]:
        check_op(op)
    return list(body["ops"])


class Content:
    """What the changes say: every write of every field, and which of them were replaced."""

    def __init__(self) -> None:
        self.types: Dict[str, str] = {}
        self.writes: Dict[Tuple[str, str], List[Tuple[str, int, Any]]] = {}
        self.replaced: Set[Tuple[str, str, str, int]] = set()

    def add(self, change: str, ops: List[Json]) -> None:
        """Take in the operations of a change."""
        for index, op in enumerate(ops):
            self.types.setdefault(op["r"], op["e"])
            self.replaced.update((op["r"], op["f"], named, at) for named, at in op.get("p", ()))
            if op["k"] != "rem":
                self.writes.setdefault((op["r"], op["f"]), []).append((change, index, op.get("v")))

    def files(self) -> Iterator[Any]:
        """Yield the descriptions of files that stand; of two under one identifier both."""
        for record, kind in self.types.items():
            for field, values in self.standing(record) if kind == "document" else ():
                if hexadecimal(field, 32):
                    yield from values

    def standing(self, record: str) -> Iterator[Tuple[str, List[Any]]]:
        """Yield each field of a record with the values that nobody replaced."""
        for (owner, field), writes in self.writes.items():
            if owner == record:
                yield field, [v for change, at, v in writes if (record, field, change, at) not in self.replaced]


class Bundle:
    """A bundle in one file or several: checked step by step as docs/bundle-format.md, "Opening", numbers them."""

    def __init__(self, tools: Tools, paths: List[Path]) -> None:
        self.tools, self.paths = tools, paths
        self.places: Dict[str, Place] = {}
        self.notes: List[str] = []
        self.content = Content()
        self.bare: Set[str] = set()  # changes that came without what they said
        self.logs: Dict[Tuple[str, str, int], Dict[int, Dict[str, str]]] = {}
        self.changes = 0
        self.manifest: Json = {}
        self.people: Dict[str, Json] = {}

    def check(self, key: Path, card: Json, reader: Optional[Json]) -> None:
        """Check everything; raise Refused at the first thing that is wrong."""
        with self.paths[0].open("rb") as stream:
            control = read_control(stream)
        plain = self.tools.decrypt(control, key)
        manifest, rest = self._signed(plain, card)
        need(manifest["from"] == device_of(card), "the signed sender is not the owner of the card")
        if manifest["kind"] == PACK:
            self.notes.append("a public pack: signed, not secret; compare the digits with those on the wall")
        elif reader is None:
            self.notes.append("not checked: whether the signed list of readers names you (give --reader)")
        elif device_of(reader) not in {one["dev"] for one in manifest["to"]}:
            raise Refused("signed for other readers, and passed on to you", OTHER_READERS)
        self.manifest = manifest
        extra = [shown(name) for name in manifest if name not in (*MANIFEST, *MORE)]
        if extra:
            self.notes.append("the manifest says more than this program knows: %s" % ", ".join(extra))
        if manifest.get("base"):
            self.notes.append("it brings pack %d up to date: what came with that is not here" % manifest["base"])
        if manifest["space"].startswith(TRAINING):
            self.notes.append("TRAINING - fictitious data")
        if manifest.get("later"):
            self.notes.append("%d documents come with a later bundle" % manifest["later"])
        self._parts(control)
        cards = [read_card(self.tools, text.encode(), "a card in the manifest") for text in manifest["cards"]]
        self.people = {device_of(one): one for one in [*cards, card]}
        self._segments(rest)
        self._chains()
        self._erased()

    def _signed(self, plain: bytes, card: Json) -> Tuple[Json, bytes]:
        need(plain.startswith(MARK) and len(plain) >= 12, "the mark of a bundle is not there")
        end = 12 + int.from_bytes(plain[8:12], "big")
        need(end - 12 <= MAX_MANIFEST and len(plain) >= end + 64, "the manifest is cut off")
        if not self.tools.verified(card["public"], "bundle", plain[12:end], plain[end : end + 64]):
            raise Refused("not signed by the owner of this card, or changed after signing", OTHER_SIGNER)
        return read_manifest(plain[12:end]), plain[end + 64 :]

    def _parts(self, control: bytes) -> None:
        """Find the parts in all files; each file holds some of those in the manifest, in their order."""
        order = {part["h"]: place for place, part in enumerate(self.manifest["parts"])}
        sizes = {part["h"]: part["size"] for part in self.manifest["parts"]}
        for path in self.paths:
            last, ended = -1, False
            with path.open("rb") as stream:
                need(read_control(stream) == control, "%s belongs to another bundle" % shown(path.name))
                for name, place in read_parts(stream, path):
                    ended = not name
                    if name:
                        need(sizes.get(name) == place[2], "the archive holds a part that the manifest does not name")
                        need(order[name] > last, "the parts stand in another order than in the manifest")
                        last = order[name]
                        self.places[name] = place
            if not ended:
                self.notes.append("%s is cut off: its end is missing" % shown(path.name))

    def missing(self) -> List[str]:
        """Return the parts that the manifest names and no file holds."""
        return [part["h"] for part in self.manifest["parts"] if part["h"] not in self.places]

    def _segments(self, rest: bytes) -> None:
        position = 0
        for segment in self.manifest["segs"]:
            packed = rest[position : position + segment["clen"]]
            need(hashlib.sha256(packed).hexdigest() == segment["sha256"], "a segment was changed")
            position += segment["clen"]
            count = 0
            for header, signature, body in frames(self.tools.unpacked(packed, segment["plen"])):
                self._change(header, signature, body, segment["name"])
                count += 1
            need(count == segment["count"], "a segment holds another number of changes than was signed")
        need(not any(rest[position:]), "something follows the last segment")

    def _change(self, raw: bytes, signature: bytes, body: bytes, compartment: str) -> None:
        header = read_header(raw, compartment)
        author = self.people.get(header["dev"])
        if author is None:
            raise Refused("a change is by somebody whose card is not in the bundle: %s" % header["dev"])
        need(self.tools.verified(author["public"], "change", raw, signature), "the signature of a change is wrong")
        identifier = hashlib.sha256(pae("change", raw)).hexdigest()
        log = self.logs.setdefault((header["cp"], header["dev"], header["ep"]), {})
        log.setdefault(header["sq"], {})[identifier] = header["pv"]
        if body:
            self.content.add(identifier, read_body(body, header))
        else:
            self.bare.add(identifier)
        self.changes += 1

    def _erased(self) -> None:
        """Say which changes came without their content, and whether a statement in the bundle names them as erased."""
        named = {
            name
            for (_record, field), writes in self.content.writes.items()
            if field in ("purge", "purged")
            for _change, _index, value in writes
            if type(value) is dict
            for name in value.get("names", ())
        }
        if self.bare & named:
            self.notes.append("%d changes were erased; a signed statement says so" % len(self.bare & named))
        if self.bare - named:
            self.notes.append(
                "%d changes came without their content, and no statement in this bundle says that they were erased"
                % len(self.bare - named)
            )

    def _chains(self) -> None:
        for (_compartment, device, _epoch), log in self.logs.items():
            who = shown(self.people[device]["person"])
            for place, found in log.items():
                before = log.get(place - 1)
                need(before is None or set(found.values()) <= set(before), "a change does not follow the one before it")
                if before is None and place > 1:
                    self.notes.append("a log of %s goes on after number %d, which is not here" % (who, place - 1))
                if len(found) > 1:
                    self.notes.append("%s has two changes with number %d: was the laptop copied?" % (who, place))

    def write_documents(self, folder: Path) -> List[str]:
        """Write the documents under numbers into a new folder, with a list of their original names."""
        folder.mkdir(mode=0o700)
        lines: List[str] = []
        for count, blob in enumerate(self.content.files(), 1):
            name = "document-%04d" % count
            lines.append("%s  %s" % (name, self._write(folder / name, blob)))
        (folder / "names.txt").write_text("".join(line + "\n" for line in lines), "utf-8")
        return lines

    def _write(self, path: Path, blob: Any) -> str:
        need(type(blob) is dict and tuple(blob) == BLOB, "a document is not described as it must be")
        need(listed(blob["parts"], ("h", "ph", "key", "size"), MAX_PARTS), "a document is not described as it must be")
        keyed = all(re.fullmatch("AGE-SECRET-KEY-1[0-9A-Z]{58}", str(part["key"])) for part in blob["parts"])
        need(keyed, "the key of a part has not its form")
        told = "%s (%s)" % (shown(str(blob["name"])), shown(str(blob["mime"])))
        whole = hashlib.sha256()
        if any(str(part["h"]) not in self.places for part in blob["parts"]):
            return told + ": parts are missing, not written"
        with path.open("xb") as out:
            for part in blob["parts"]:
                file, offset, size = self.places[part["h"]]
                with file.open("rb") as stream:
                    stream.seek(offset)
                    plain = self.tools.decrypt_part(stream.read(size), str(part["key"]))
                held = len(plain) == part["size"] and hashlib.sha256(plain).hexdigest() == part["ph"]
                need(held, "a part of a document does not hold what its change describes")
                whole.update(plain)
                out.write(plain)
        if whole.hexdigest() != blob["sha256"] or path.stat().st_size != blob["size"]:
            path.unlink()
            raise Refused("a document is not what its change describes")
        return "%s, SHA-256 %s" % (told, whole.hexdigest())


def moment(text: str) -> str:
    """Return the claimed moment, or what stands there."""
    try:
        return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").strftime("%Y-%m-%d %H:%M:%S UTC")  # noqa: DTZ007
    except ValueError:
        return shown(text)


def report(bundle: Bundle, card: Json, *, show: bool) -> None:
    """Say what was found."""
    manifest, missing = bundle.manifest, bundle.missing()
    print("signed by   %s, %s (%s)" % (shown(card["person"]), shown(card["office"]), shown(card["country"])))
    print("digits      %s   compare them with the sender" % digits_of(card))
    print("made        %s by its sender's clock" % moment(manifest["created"]))
    print("bundle      %s (%s)" % (manifest["id"], manifest["kind"]))
    for one in manifest["to"]:
        print("for reader  %s, %s" % (one["dev"], "number %d" % one["n"] if one["n"] else "a receipt has no number"))
    for device, person in bundle.people.items():
        print("author      %s %s, %s" % (device, shown(person["person"]), shown(person["office"])))
    print("holds       %d changes, %d of %d parts" % (bundle.changes, len(bundle.places), len(manifest["parts"])))
    for record, kind in bundle.content.types.items():
        print("record      %s %s" % (shown(kind), record))
        for field, values in bundle.content.standing(record) if show else ():
            for value in values:
                print("    %s = %s" % (shown(field), shown(json.dumps(value, ensure_ascii=False))))
    for one in missing:
        print("missing     part %s" % one)
    for note in bundle.notes:
        print("note        %s" % note)


def arguments(words: Optional[List[str]]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Check a Focal Point bundle without Focal Point.")
    parser.add_argument(
        "bundle",
        nargs="+",
        type=Path,
        help="the .fpbundle file; several if it was spread over files; or one .fpcert or .fproll",
    )
    parser.add_argument("--key", type=Path, help="file with your age identity; not for a public pack or a certificate")
    parser.add_argument(
        "--card", type=Path, help="the sender's .fpcard; of a certificate, that of the issuer; of a roll, yours"
    )
    parser.add_argument("--reader", type=Path, help="your own .fpcard: checks that the bundle was signed for you")
    parser.add_argument("--show", action="store_true", help="print the values that stand in each field")
    parser.add_argument("--documents", type=Path, help="write the documents into this new folder, under numbers")
    return parser.parse_args(words)


def run(asked: argparse.Namespace, folder: Path) -> int:
    """Check, report, write out; return the exit code."""
    tools = Tools(folder)
    if asked.bundle[0].suffix == ".fpcert":
        return check_certificate(asked, tools)
    if asked.bundle[0].suffix == ".fproll":
        return check_roll(asked, tools)
    if asked.card is None:
        raise Refused("a bundle needs --card", CALL)
    if asked.key is None:
        asked.key = folder / "published.key"
        asked.key.write_bytes(PUBLISHED)
    if not re.search(rb"^(AGE-SECRET-KEY-1|age-encryption\.org|-----BEGIN AGE)", asked.key.read_bytes()[:65_536], re.M):
        raise Refused("%s holds no age identity" % shown(str(asked.key)), CALL)
    card = read_card(tools, asked.card.read_bytes(), "the sender's card")
    reader = read_card(tools, asked.reader.read_bytes(), "your card") if asked.reader else None
    if asked.documents and asked.documents.exists():
        raise Refused("%s is there already; name a new folder" % shown(str(asked.documents)), CALL)
    bundle = Bundle(tools, asked.bundle)
    bundle.check(asked.key, card, reader)
    report(bundle, card, show=asked.show)
    for line in bundle.write_documents(asked.documents) if asked.documents else ():
        print("document    %s" % line)
    cut = any("cut off" in note for note in bundle.notes)
    print("verdict     %s" % ("as signed, but something is missing" if bundle.missing() or cut else "whole, as signed"))
    return PARTS_MISSING if bundle.missing() or cut else WHOLE


def main(words: Optional[List[str]] = None) -> int:
    """Check a bundle; say in one line what is wrong with it."""
    asked = arguments(words)
    try:
        with tempfile.TemporaryDirectory(prefix="verify-") as folder:
            return run(asked, Path(folder))
    except Refused as refused:
        print("refused: %s" % refused, file=sys.stderr)
        return refused.code
    except OSError as error:
        print("cannot go on: %s" % error, file=sys.stderr)
        return CALL
    except MemoryError:
        print("refused: this bundle asks for more memory than there is", file=sys.stderr)
        return DAMAGED


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main())
