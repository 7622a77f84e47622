"""Makes the example bundles of tests/data/bundles anew: `python -m tests.helpers.examples FOLDER`.

They are kept, so that what was once sealed stays readable: a new set stands beside the old ones, never in their place.
Everything in them is fictional; the keys open nothing else.
"""

import hashlib
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from focalpoint import language
from focalpoint.bundles import card as cards
from focalpoint.bundles import container, public_pack, ustar, volumes
from focalpoint.bundles.errors import NotForYouError
from focalpoint.bundles.manifest import Manifest
from focalpoint.domain.contacts import Contact
from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.seminars import Material, Seminar
from focalpoint.services.casework import attachments, records
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, peers
from focalpoint.services.seminars import pack
from focalpoint.vault import changes, devices
from tests.helpers import vaults

SMALL = 1 << 16  # bytes of a volume


@dataclass
class Making:
    """Two vaults, and where what the first seals for the second is kept."""

    folder: Path
    giver: Workspace
    taker: Workspace

    def keep(self, name: str, plan: export.ExportPlan, limit: int = 0) -> None:
        """Seal a plan under a name and write down what a reader must find in it."""
        target = self.folder / f"{name}.fpbundle"
        made = export.seal_plan(self.giver, plan, target, "TRN example", limit=limit or volumes.LIMIT)
        files = [one.path.name for one in made.volumes] or [made.path.name]
        told = {"files": files, **expected(self.folder / files[0], self.taker)}
        text = json.dumps(told, ensure_ascii=False, indent=1)
        (self.folder / f"{name}.json").write_text(text + "\n", "utf-8")

    def keep_pack(self, name: str, seminar: str) -> None:
        """Seal the public pack of a seminar under a name."""
        path = self.folder / f"{name}.fpbundle"
        pack.seal_pack(self.giver, pack.plan_pack(self.giver, seminar), path)
        text = json.dumps({"files": [path.name], **expected(path, self.taker)}, ensure_ascii=False, indent=1)
        (self.folder / f"{name}.json").write_text(text + "\n", "utf-8")


def expected(path: Path, reader: Workspace) -> dict[str, Any]:
    """Return what stands in a bundle: its manifest in short, and the writes that nobody replaced."""
    with path.open("rb") as stream:
        control = ustar.read_control(stream)
    keys = {one.id: bytes.fromhex(cards.read_card(one.card).public) for one in devices.all_devices(reader.db)}
    try:
        opened = container.open_control(control, reader.vault.identity.age, reader.device, keys)
    except NotForYouError:
        opened = container.open_control(control, public_pack.IDENTITY, public_pack.READER, keys)
    return {**summary(opened.manifest), "values": standing(opened)}


def summary(manifest: Manifest) -> dict[str, Any]:
    """Return what a reader can hold a manifest against."""
    return {
        "v": manifest.v, "kind": manifest.kind, "id": manifest.id, "numbers": [one.n for one in manifest.to],
        "changes": sum(one.count for one in manifest.segs), "parts": [one.h for one in manifest.parts],
        "volumes": len(manifest.vols) or 1, "later": manifest.later,
    }  # fmt: skip


def standing(opened: container.Opened) -> dict[str, dict[str, list[Any]]]:
    """Return the values that stand in each field of each record."""
    writes: dict[tuple[str, str], list[tuple[str, int, Any]]] = {}
    replaced: set[tuple[str, str, str, int]] = set()
    for header, signature, body in opened.frames:
        change = changes.RawChange(header, signature, body)
        for index, op in enumerate(changes.read_body(body, changes.read_header(header)).ops):
            replaced |= {(op.r, op.f, named, at) for named, at in op.p}
            if op.k != "rem":
                writes.setdefault((op.r, op.f), []).append((change.id.hex(), index, op.v))
    found: dict[str, dict[str, list[Any]]] = {}
    for (record, field), listed in writes.items():
        values = [v for change_id, at, v in listed if (record, field, change_id, at) not in replaced]
        found.setdefault(record, {})[field] = values
    return found


def main(folder: Path, work: Path) -> None:
    """Make every kind of bundle, with the keys that open them; the vaults lie in `work`."""
    folder.mkdir(parents=True)
    language.use("en")
    giver, taker = (vaults.create(work, name).workspace for name in ("giver", "taker"))
    vaults.introduce(giver, taker, work)
    (folder / "reader.key").write_text(taker.vault.identity.age + "\n", "ascii")
    peers.save_card(giver, folder / "sender.fpcard")
    peers.save_card(taker, folder / "reader.fpcard")
    making, device = Making(folder, giver, taker), taker.device
    request = vaults.register(giver, subject=vaults.ARABIC, notes="TRN note\nof two lines", own_ref="TRN-2026/1")
    attachments.attach_bytes(giver, "request", request, b"TRN letter\n", name="letter.txt", title="TRN letter")
    chosen = [("request", request)]
    making.keep("full", export.plan_export(giver, chosen, [device]))
    vaults.receive(taker, folder / "full.fpbundle")
    receipt = export.plan_receipt(taker, [giver.device])
    vaults.receive(giver, export.seal_plan(taker, receipt, work / "answer.fpbundle", "TRN").path)
    attachments.attach_bytes(giver, "request", request, b"TRN answer\n", name="answer.txt", title="TRN answer")
    making.keep("delta", export.plan_export(giver, chosen, [device]))
    making.keep("receipt", export.plan_receipt(giver, [device]))
    making.keep("trust", export.plan_statements(giver, [device], again=True))
    contact = records.save(giver, Contact(kind="court_organ", name="TRN Registry")).first_id
    making.keep("address-book", export.plan_export(giver, [("contact", contact)], [device]))
    public = Seminar(**in_languages("title", en="TRN seminar"), classification="public")
    seminar = records.save(giver, public).first_id
    slides = Material(seminar=seminar, **in_languages("title", en="TRN slides"), classification="public")
    material = records.save(giver, slides).first_id
    attachments.attach_bytes(giver, "material", material, b"TRN slides\n", name="slides.txt", title="TRN slides")
    making.keep("seminar-pack", export.plan_export(giver, [("seminar", seminar)], [device]))
    making.keep_pack("public-pack", seminar)
    for number in range(4):
        content = hashlib.sha256(bytes([number])).digest() * 1_200
        attachments.attach_bytes(
            giver,
            "request",
            request,
            content,
            name=f"scan{number}.bin",
            title=f"TRN scan {number}",
        )
    making.keep("volumes", export.plan_export(giver, chosen, [device], again=True), SMALL)
    giver.lock()
    taker.lock()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        main(Path(sys.argv[1]), Path(scratch))
