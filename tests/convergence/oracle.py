"""What a set of changes means, read from docs/bundle-format.md ("Merge") in the plainest way. No code of the program.

Quadratic, without order, without tables: every question is asked of all operations anew.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Change = tuple[bytes, bytes]  # header and body, as they were signed
KINDS = {
    "subject": "text", "due_on": "text", "languages": "set", "confirmation_needed": "flag", "state": "step",
    "notes": "text", "keywords": "set", "items": "number", "court_note": "text", "instructions": "text",
    "name": "text", "themes": "set",
}  # fmt: skip
EMPTY: dict[str, Any] = {"text": "", "set": (), "flag": False, "number": None, "step": ""}
DELETED, ALIAS = "~deleted", "~alias"
Ref = tuple[str, int]


@dataclass(frozen=True)
class Operation:
    """One operation of one change. `rank` orders what is shown."""

    ref: Ref
    rank: tuple[int, str, str, int]
    record: str
    field: str
    kind: str
    value: Any
    names: tuple[Ref, ...]


@dataclass
class Meaning:
    """What one record is."""

    heads: dict[str, set[Ref]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    contested: set[str] = field(default_factory=set)
    deleted: bool = False
    alias: str = ""


def identifier(header: bytes) -> str:
    """Return the identifier of a change."""
    kind = b"application/vnd.focalpoint.change.v1+json"
    return hashlib.sha256(b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(header), header)).hexdigest()


def operations(changes: Iterable[Change]) -> list[Operation]:
    """Return every operation of some changes."""
    found = []
    for header, body in set(changes):
        told, change = json.loads(header), identifier(header)
        for index, op in enumerate(json.loads(body)["ops"]):
            names = tuple((name, at) for name, at in op.get("p", ()))
            rank = (told["hl"], told["dev"], change, index)
            found.append(Operation((change, index), rank, op["r"], op["f"], op["k"], op.get("v"), names))
    return found


def replaced(op: Operation, all_of_them: list[Operation]) -> bool:
    """Tell whether some write of the same field of the same record names this one."""
    return any(op.ref in other.names for other in all_of_them if (other.record, other.field) == (op.record, op.field))


def said(kind: str, value: Any) -> Any:
    """Return what a write says, for comparing it with another."""
    if kind == "step":
        value = value["to"]
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value


def meaning(changes: Iterable[Change]) -> dict[str, Meaning]:
    """Return what some changes say of each record that has a write standing."""
    everything = operations(changes)
    result: dict[str, Meaning] = {}
    for record in {op.record for op in everything}:
        mine = [op for op in everything if op.record == record]
        standing = [op for op in mine if op.kind in ("set", "add", "evt", "del") and not replaced(op, mine)]
        if standing:
            result[record] = of_record(standing)
    return result


def of_record(standing: list[Operation]) -> Meaning:
    """Return what the writes that stand in one record mean."""
    found = Meaning()
    for name in {op.field for op in standing}:
        found.heads[name] = {op.ref for op in standing if op.field == name}
    for name, kind in KINDS.items():
        heads = [op for op in standing if op.field == name]
        if kind == "set":
            found.values[name] = tuple(sorted({op.value for op in heads}))
            continue
        if not heads:
            found.values[name] = EMPTY[kind]
            continue
        shown = max(heads, key=lambda op: op.rank).value
        found.values[name] = shown["to"] if kind == "step" else shown
        if any(said(kind, one.value) != said(kind, other.value) for one in heads for other in heads):
            found.contested.add(name)
    given = [op for op in standing if op.field == ALIAS]
    found.alias = max(given, key=lambda op: op.rank).value if given else ""
    marks = [op for op in standing if op.field == DELETED and op.kind == "del"]
    seen = {(change, at) for mark in marks for change, at in mark.value["seen"]}
    unseen = [op for op in standing if op.field != DELETED and op.ref not in seen]
    found.deleted = bool(marks) and not unseen
    if marks and unseen:
        found.contested.add(DELETED)
    return found


def joined(told: dict[str, Meaning]) -> set[str]:
    """Return the records that give way to another that is there and not in the trash."""
    away = set()
    for record in told:
        way = [record]
        while (target := told[way[-1]].alias if way[-1] in told else "") and target != way[-1]:
            if target in way:
                way.append(min(way[way.index(target) :]))
                break
            way.append(target)
        end = way[-1]
        if end != record and end in told and not told[end].deleted:
            away.add(record)
    return away
