"""Messages as Outlook saves them, made byte by byte: a compound file ([MS-CFB]) of properties ([MS-OXMSG])."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Union

Tree = Mapping[str, Union[bytes, "Tree"]]
END, FREE, FAT, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
SECTOR, SMALL, LEAST = 512, 64, 4096
Values = Mapping[int, str | bytes | int | datetime]
TEXT, BINARY, NUMBER, MOMENT = 0x1F, 0x102, 0x3, 0x40


@dataclass
class _Entry:
    name: str
    kind: int  # 1 storage, 2 stream, 5 root
    content: bytes = b""
    right: int = NONE
    child: int = NONE
    start: int = END
    size: int = 0


@dataclass
class _Table:
    """Chains of sectors of one size."""

    size: int
    chains: list[int] = field(default_factory=list)
    data: bytearray = field(default_factory=bytearray)

    def add(self, content: bytes) -> int:
        """Store content and return its first sector."""
        count = -(-len(content) // self.size)
        if not count:
            return END
        first = len(self.chains)
        self.chains += [*range(first + 1, first + count), END]
        self.data += content.ljust(count * self.size, b"\0")
        return first


def compound(tree: Tree) -> bytes:
    """Return a compound file of version 3 with these storages and streams."""
    entries = [_Entry("Root Entry", 5)]
    _enter(entries, 0, tree)
    sectors, small = _Table(SECTOR), _Table(SMALL)
    for entry in entries[1:]:
        if entry.kind == 2:
            entry.size = len(entry.content)
            entry.start = (small if entry.size < LEAST else sectors).add(entry.content)
    entries[0].start, entries[0].size = sectors.add(bytes(small.data)), len(small.data)
    small_table = struct.pack(f"<{len(small.chains)}I", *small.chains)
    small_start = sectors.add(small_table + b"\xff" * (-len(small_table) % SECTOR))
    listed = b"".join(map(_packed, entries))
    directory = sectors.add(listed + _packed(_Entry("", 0)) * (-len(entries) % 4))
    fat = len(sectors.chains)
    chains = [*sectors.chains, FAT]
    assert len(chains) <= SECTOR // 4, "one sector of chains is enough for the tests"
    chains += [FREE] * (SECTOR // 4 - len(chains))
    head = struct.pack(
        "<8s16s5H6x9I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, 0, 1, directory, 0,
        LEAST, small_start, -(-len(small_table) // SECTOR), END, 0,
    )  # fmt: skip
    head += struct.pack("<109I", fat, *[FREE] * 108)
    return head + bytes(sectors.data) + struct.pack(f"<{len(chains)}I", *chains)


def _enter(entries: list[_Entry], parent: int, tree: Tree) -> None:
    before = 0
    for name in sorted(tree, key=lambda name: (len(name), name.upper())):
        held, place = tree[name], len(entries)
        entries.append(_Entry(name, 2, held) if isinstance(held, bytes) else _Entry(name, 1))
        if before:
            entries[before].right = place
        else:
            entries[parent].child = place
        before = place
        if not isinstance(held, bytes):
            _enter(entries, place, held)


def _packed(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    length = len(name) + 2 if entry.name else 0
    return struct.pack(
        "<64sHBB3I16sI16sIQ", name, length, entry.kind, 1, NONE, entry.right, entry.child, bytes(16), 0, bytes(16),
        entry.start if entry.kind in (2, 5) else 0, entry.size,
    )  # fmt: skip


def _object(head: int, values: Values) -> dict[str, bytes]:
    """Return the streams of a message, recipient or attachment: `head` bytes before its list of properties."""
    streams: dict[str, bytes] = {}
    listed = bytes(head)
    for tag, value in values.items():
        match value:
            case str():
                streams[f"__substg1.0_{tag:04X}{TEXT:04X}"] = value.encode("utf-16-le")
                kind, held = TEXT, struct.pack("<Q", len(value) * 2 + 2)
            case bytes():
                streams[f"__substg1.0_{tag:04X}{BINARY:04X}"] = value
                kind, held = BINARY, struct.pack("<Q", len(value))
            case int():
                kind, held = NUMBER, struct.pack("<Q", value)
            case datetime():
                since = value - datetime(1601, 1, 1, tzinfo=UTC)
                kind, held = MOMENT, struct.pack("<Q", int(since.total_seconds()) * 10_000_000)
        listed += struct.pack("<HHI8s", kind, tag, 6, held)
    return {"__properties_version1.0": listed, **streams}


def message(
    subject: str, sender: str, body: str, sent: datetime, *, to: tuple[str, ...] = (), files: Mapping[str, bytes]
) -> bytes:
    """Return a message in Unicode with recipients and attached files."""
    tree: dict[str, bytes | Tree] = {
        "__nameid_version1.0": {f"__substg1.0_{tag:04X}0102": b"" for tag in (2, 3, 4)},
        **_object(
            32,
            {
                0x0037: subject,
                0x0C1A: sender,
                0x0C1F: "registry@example.org",
                0x1000: body,
                0x0039: sent,
                0x001A: "IPM.Note",
            },
        ),
    }
    for number, name in enumerate(to):
        tree[f"__recip_version1.0_#{number:08X}"] = _object(8, {0x3001: name, 0x3003: f"{number}@example.org"})
    for number, (name, content) in enumerate(files.items()):
        attached: Values = {0x3707: name, 0x3701: content, 0x3705: 1}
        tree[f"__attach_version1.0_#{number:08X}"] = _object(8, attached)
    return compound(tree)
