"""The same bundles by way of a folder: both sides come to hold the same, whatever is lost, torn or repeated."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from focalpoint.domain.contacts import Contact
from focalpoint.services.care import safety
from focalpoint.services.casework import attachments, listing, records, requests, search
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers
from focalpoint.services.seminars import attendance
from focalpoint.services.sync import servers
from focalpoint.services.sync.servers import RemoteExistsError, RemoteSettings, RemoteUnfitError, UnknownRemoteError
from focalpoint.transports.port import Probe, Remote, RemoteError, RemoteUnreachableError
from focalpoint.transports.remotes import REPLACES
from focalpoint.vault import projection
from tests.helpers import seminars, vaults

Pair = tuple[Workspace, Workspace]


@pytest.fixture
def place(pair: Pair, tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    settings = RemoteSettings(kind="folder", address=str(folder))
    first, second = pair
    servers.add_remote(first, "office", settings, [second.device], everything=True)
    servers.add_remote(second, "office", settings, [first.device], everything=True)
    return folder


def edit(ws: Workspace, request: str, **values: str) -> None:
    records.save(ws, replace(requests.get_request(ws, request), **values))  # type: ignore[arg-type]


def in_step(*all_of_them: Workspace) -> None:
    for _round in range(3):
        for ws in all_of_them:
            servers.run(ws, "office")
    assert len({projection.digest(ws.db) for ws in all_of_them}) == 1
    for ws in all_of_them:
        assert {finding.level for finding in safety.check_vault(ws)} == {"good"}


def test_both_sides_come_to_hold_the_same_documents_too(pair: Pair, place: Path) -> None:
    first, second = pair
    request = vaults.register(first, subject=vaults.ARABIC, notes="TRN note")
    attachments.attach_bytes(first, "request", request, b"the word hippopotamus", name="a.txt")
    assert servers.run(first, "office").put == 1
    report = servers.run(second, "office")
    assert (report.taken, report.parts_taken) == (1, 1)
    assert [hit.type for hit in search.find(second, "hippopotamus")] == ["document"]
    edit(second, request, subject="TRN theirs")
    records.save(second, Contact(kind="court_organ", name="TRN Registry"))
    in_step(first, second)
    assert requests.get_request(first, request).subject == "TRN theirs"


def test_nothing_new_puts_nothing(pair: Pair, place: Path) -> None:
    first, second = pair
    vaults.register(first)
    in_step(first, second)
    before = sorted(path.name for path in place.rglob("*") if path.is_file())
    for ws in pair:
        report = servers.run(ws, "office")
        assert (report.put, report.taken, report.problems) == (0, 0, [])
    assert sorted(path.name for path in place.rglob("*") if path.is_file()) == before


def test_nothing_readable_lies_there_and_names_tell_nothing(pair: Pair, place: Path) -> None:
    first, _second = pair
    request = vaults.register(first, subject="SECRETWORD", own_ref="TRN-2026/014")
    attachments.attach_bytes(first, "request", request, b"SECRETWORD", name="SECRETNAME.txt")
    servers.run(first, "office")
    for path in place.rglob("*"):
        assert "SECRET" not in str(path)
        assert first.device not in str(path)
        assert not path.is_file() or (b"SECRET" not in path.read_bytes() and b"TRN" not in path.read_bytes())


def test_only_what_was_shared_leaves_if_a_reader_does_not_get_everything(pair: Pair, tmp_path: Path) -> None:
    first, second = pair
    folder = tmp_path / "partner"
    folder.mkdir()
    settings = RemoteSettings(kind="folder", address=str(folder))
    peers.set_role(first, second.device, "partner")
    servers.add_remote(first, "office", settings, [second.device])
    servers.add_remote(second, "office", settings, [first.device])
    shown, kept = (
        vaults.register(first, subject="TRN shown", notes="INSIDE"),
        vaults.register(first, subject="TRN kept"),
    )
    assert (servers.run(first, "office").put, servers.run(first, "office").put) == (
        1,
        0,
    )  # what a device says of itself
    servers.share(first, "office", [("request", shown)])
    assert servers.run(first, "office").put == 1
    servers.run(second, "office")
    assert requests.get_request(second, shown).notes == ""
    assert second.db.scalar("SELECT count(*) FROM record WHERE id = ?", (kept,)) == 0
    edit(first, shown, subject="TRN shown again")
    servers.run(first, "office")
    servers.run(second, "office")
    assert requests.get_request(second, shown).subject == "TRN shown again"


def test_a_request_that_must_not_leave_stays(pair: Pair, place: Path) -> None:
    first, second = pair
    request = vaults.register(first)
    records.save(first, replace(requests.get_request(first, request), caveats=("no_export",)))
    other = vaults.register(first)
    for ws in pair:
        servers.run(ws, "office")
    assert second.db.scalar("SELECT count(*) FROM record WHERE id = ?", (request,)) == 0
    assert requests.get_request(second, other).subject == "TRN freezing"


def test_what_the_defence_asked_does_not_go_to_the_prosecutor_by_itself(pair: Pair, place: Path) -> None:
    first, second = pair
    peers.set_role(first, second.device, "prosecutor")
    kept, other = vaults.register(first, sender="DEF"), vaults.register(first, sender="OTP")
    for ws in pair:
        servers.run(ws, "office")
    assert second.db.scalar("SELECT count(*) FROM record WHERE id = ?", (kept,)) == 0
    assert second.db.scalar("SELECT count(*) FROM record WHERE id = ?", (other,)) == 1


def test_a_torn_object_is_looked_at_again(pair: Pair, place: Path) -> None:
    first, second = pair
    request = vaults.register(first)
    servers.run(first, "office")
    (control,) = place.rglob("*.c")
    whole = control.read_bytes()
    control.write_bytes(whole[: len(whole) // 2])
    assert servers.run(second, "office").taken == 0
    control.write_bytes(whole)
    assert servers.run(second, "office").taken == 1
    assert requests.get_request(second, request).subject == "TRN freezing"


def test_many_deletions_wait_for_a_person(pair: Pair, place: Path) -> None:
    first, second = pair
    contacts = [records.save(first, Contact(kind="court_organ", name=f"TRN {n}")).first_id for n in range(30)]
    in_step(first, second)
    for contact in contacts[:25]:
        records.delete(first, "contact", contact)
    servers.run(first, "office")
    report = servers.run(second, "office")
    assert (report.taken, report.waiting) == (0, 1)
    (waiting,) = peers.waiting(second)
    assert waiting.parent.name == "inbox"
    assert records.trash(second) == []


def test_a_folder_that_is_not_there_is_said_and_changes_nothing(pair: Pair, place: Path) -> None:
    first, second = pair
    vaults.register(first)
    place.rename(place.with_name("unplugged"))
    with pytest.raises(RemoteUnreachableError):
        servers.run(first, "office")
    place.with_name("unplugged").rename(place)
    in_step(first, second)


def test_names_are_looked_after(pair: Pair, place: Path, tmp_path: Path) -> None:
    first, second = pair
    settings = RemoteSettings(kind="folder", address=str(place))
    with pytest.raises(RemoteExistsError):
        servers.add_remote(first, "office", settings, [second.device])
    with pytest.raises(UnknownRemoteError):
        servers.run(first, "nowhere")
    with pytest.raises(RemoteError):
        servers.add_remote(
            first,
            "gone",
            RemoteSettings(kind="folder", address=str(tmp_path / "gone")),
            [second.device],
        )
    assert [one.name for one in servers.status(first)] == ["office"]
    servers.remove_remote(first, "office")
    assert servers.status(first) == []


@pytest.mark.parametrize("seed", range(6))
def test_three_who_edit_at_random_over_a_careless_folder_come_to_the_same(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    folder = tmp_path / "shared"
    folder.mkdir()
    everyone = [vaults.create(tmp_path, name).workspace for name in ("a", "b", "c")]
    for number, one in enumerate(everyone):
        for other in everyone[number + 1 :]:
            vaults.introduce(one, other, tmp_path)
    for ws in everyone:
        others = [other.device for other in everyone if other is not ws]
        servers.add_remote(ws, "office", RemoteSettings(kind="folder", address=str(folder)), others, everything=True)
    request = vaults.register(everyone[0], subject="TRN start")
    for _step in range(14):
        ws = rng.choice(everyone)
        if ws.db.scalar("SELECT count(*) FROM row_request WHERE id = ? AND direction <> ''", (request,)):  # all of it
            edit(ws, request, **{rng.choice(("subject", "body", "notes")): f"TRN {rng.random()}"})
        if rng.random() < 0.5:
            records.save(ws, Contact(kind="court_organ", name=f"TRN {rng.random()}"))
        hidden = [path for path in folder.rglob("*.c") if rng.random() < 0.3]  # a listing that is not up to date
        for path in hidden:
            path.rename(path.with_suffix(".hidden"))
        servers.run(rng.choice(everyone), "office")
        for path in hidden:
            path.with_suffix(".hidden").replace(path)
    in_step(*everyone)
    for ws in everyone:
        ws.lock()


class Seen:
    """A remote of which only what a probe saw matters."""

    def __init__(self, probe: Probe) -> None:
        """`probe` is what it answers."""
        self.probe = lambda: probe

    def close(self) -> None:
        """Nothing is open."""


def test_what_was_seen_of_a_server_is_kept_and_one_that_cannot_serve_is_refused(pair: Pair) -> None:
    first, second = pair
    wanted = RemoteSettings("webdav", "https://server.example/dav", "trn", "secret", options={"region": "x"})

    def add(name: str, probe: Probe) -> None:
        def opener(_settings: RemoteSettings, _temporary: str) -> Remote:
            return Seen(probe)  # type: ignore[return-value]

        servers.add_remote(first, name, wanted, [second.device], opener=opener)

    for unfit in (
        Probe(can_list=False, can_write=True, keeps_existing=True, ranges=True, largest=1),
        Probe(can_list=True, can_write=False, keeps_existing=False, ranges=False, largest=0),
    ):
        with pytest.raises(RemoteUnfitError):
            add("unfit", unfit)
    add("replaces", Probe(True, True, keeps_existing=False, ranges=True, largest=1, notes=(REPLACES,)))
    add("keeps", Probe(True, True, keeps_existing=True, ranges=True, largest=1))
    kept = {place.name: place.settings.options for place in servers.places(first)}
    assert kept == {
        "replaces": {"region": "x", "keeps_existing": "no"},
        "keeps": {"region": "x", "keeps_existing": "yes"},
    }
    assert {one.name: one.notes for one in servers.status(first)} == {"replaces": (REPLACES,), "keeps": ()}


def test_a_partner_who_gets_everything_gets_a_seminar_without_its_participants(pair: Pair, place: Path) -> None:
    first, second = pair
    made = seminars.make(first)
    peers.set_role(first, second.device, "partner")
    servers.run(first, "office")
    servers.run(second, "office")
    assert len(listing.ids(second, Listing("session"))) == 2
    assert listing.ids(second, Listing("participant")) == []
    peers.set_role(first, second.device, "office")
    attendance.tick(first, made.sessions[0], made.participants[0])
    in_step(first, second)
    assert attendance.sheet(second, made.seminar).present == {(made.sessions[0], made.participants[0])}
    assert place.is_dir()
