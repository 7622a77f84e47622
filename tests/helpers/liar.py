"""A dishonest peer: a verified person with a real card who signs and seals whatever they like."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from focalpoint.bundles import card as cards
from focalpoint.bundles import container, ustar
from focalpoint.bundles.manifest import PLAIN, Manifest, PartRef, Reader
from focalpoint.crypto import sealing
from focalpoint.domain.descriptions import CHUNKER, PART_SIZE
from focalpoint.language import instant
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers
from focalpoint.vault import changes, devices
from focalpoint.vault.changes import Body, Header, Op, RawChange, Scope
from tests.helpers import vaults

ZEROS = "0" * 64


class Liar:
    """Holds the keys of a real device and keeps its chains in order, so that nothing but the content is wrong."""

    def __init__(self, folder: Path, name: str = "liar") -> None:
        self.folder = folder
        self.ws = vaults.create(folder, name).workspace
        self.logs: dict[str, tuple[int, str]] = {}
        self.numbers: dict[str, tuple[int, str]] = {}
        self.clock = int(self.ws.now().timestamp() * 1000) << 16

    @property
    def device(self) -> str:
        return self.ws.device

    def meets(self, victim: Workspace, role: str = "partner") -> None:
        """Be verified by somebody, with a role."""
        path = self.folder / f"{self.device}.fpcard"
        peers.save_card(self.ws, path)
        peers.add_peer(victim, path, role)
        peers.mark_verified(victim, self.device)

    def sign(self, scope: Scope, ops: Sequence[Op], hl: int = 0) -> RawChange:
        """Sign a change, whatever it says, as the next one of its chain."""
        identity, compartment = self.ws.vault.identity, scope.compartment(self.ws.vault.identity.space)
        return self.signed_in(identity.space, compartment, scope, ops, hl)

    def signed_in(self, space: str, compartment: str, scope: Scope, ops: Sequence[Op], hl: int = 0) -> RawChange:
        identity = self.ws.vault.identity
        sq, previous = self.logs.get(compartment, (0, ""))
        self.clock += 1 << 16
        header = Header(
            changes.VERSION, space, compartment, identity.device, 1, sq + 1, previous, hl or self.clock, "ok",
            "ab" * 16, 1, "0.1.0", "", 0,
        )  # fmt: skip
        made = changes.make(header, Body(changes.salt(), scope, tuple(ops)), identity.seed)
        self.logs[compartment] = (sq + 1, made.id.hex())
        return made

    def seal(
        self, victim: Workspace, found: Sequence[RawChange], parts: Mapping[str, bytes] | None = None, **more: Any
    ) -> Path:
        """Seal changes and parts for somebody; return the bundle. `more` goes into the manifest."""
        by_compartment: dict[str, list[RawChange]] = {}
        for one in found:
            by_compartment.setdefault(changes.read_header(one.header).cp, []).append(one)
        packed = [
            container.pack(name, [(one.header, one.signature, one.body) for one in some])
            for name, some in by_compartment.items()
        ]
        n, previous = self.numbers.get(victim.device, (0, ""))
        identity, listed = self.ws.vault.identity, parts or {}
        filled: dict[str, Any] = {
            "v": PLAIN,
            "space": identity.space,
            "id": hashlib.sha256(f"{self.device} {victim.device} {n}".encode()).hexdigest()[:32],
            "sender": identity.device,
            "created": instant(self.ws.now()),
            "app": "0.1.0",
            "kind": "full",
            "to": (Reader(victim.device, n + 1, previous),),
            "segs": tuple(segment for segment, _content in packed),
            "parts": tuple(PartRef(name, len(content)) for name, content in listed.items()),
            "cards": (devices.own_card(self.ws.db).decode(),),
            "have": (),
            "note": "",
            **more,
        }
        made = Manifest(**filled)
        recipient = cards.read_card(devices.own_card(victim.db)).recipient
        control = container.seal_bundle(made, [content for _segment, content in packed], identity.seed, [recipient])
        digest = container.opened(made, b"", ()).digest
        self.numbers[victim.device] = (n + 1, digest)
        path = self.folder / f"liar-{victim.device[:6]}-{n + 1}.fpbundle"
        with path.open("wb") as stream:
            ustar.write_member(stream, ustar.CONTROL, control)
            for name, content in listed.items():
                ustar.write_member(stream, name, content)
            ustar.write_end(stream)
        return path


def sealed(plain: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the description of a part and its ciphertext."""
    key = sealing.new_identity()
    ciphertext = sealing.seal(plain, [sealing.recipient_of(key)])
    name = hashlib.sha256(ciphertext).hexdigest()
    return {"h": name, "ph": hashlib.sha256(plain).hexdigest(), "key": key, "size": len(plain)}, ciphertext


def described(plain: bytes, name: str = "letter.pdf") -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the true description of a file, and its sealed parts by name."""
    pieces = [plain[start : start + PART_SIZE] for start in range(0, len(plain), PART_SIZE)]
    made = [sealed(piece) for piece in pieces]
    value = {
        "name": name, "mime": "application/pdf", "size": len(plain), "sha256": hashlib.sha256(plain).hexdigest(),
        "chunker": CHUNKER, "parts": [part for part, _content in made],
    }  # fmt: skip
    return value, {part["h"]: content for part, content in made}


def document(record: str, owner: str, file: str, value: object, title: str = "TRN letter", **more: str) -> list[Op]:
    """Return the operations that make a document of a request in its part `core`."""
    fields = {"owner": owner, "owner_type": "request", "facet": "core", "title": title, "file": file, **more}
    return [
        Op("document", record, file, "blob", value),
        *(Op("document", record, name, "set", said) for name, said in fields.items()),
    ]
