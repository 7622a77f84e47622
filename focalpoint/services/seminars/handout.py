"""What every participant gets on a stick: the pack, the trainer's card, a page to read first, and the verifier."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from focalpoint import paths
from focalpoint.bundles import public_pack
from focalpoint.documents import paper
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.local_texts import local
from focalpoint.domain.seminar_parts import Handout
from focalpoint.domain.wording import N_
from focalpoint.language import format_date, isolate_ltr, translate
from focalpoint.services.casework import records
from focalpoint.services.core import word_lists, world_checks
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.exchange import peers, suffixes
from focalpoint.services.seminars import pack as packs_of_seminars
from focalpoint.services.seminars import programme, sticks
from focalpoint.services.seminars.sticks import Listen, StickCount, StickFile, StickWriter
from focalpoint.transports import drives
from focalpoint.transports.drives import Drive
from focalpoint.vault.packs import Pack

CARD, READ_ME, VERIFIER = "trainer", "READ-ME", "verify_bundle.py"


class PackFileGoneError(FocalpointError):
    """The file of a pack is not where it was written."""

    message = N_("The file of pack {n} is not there, or is not the one that was made.")
    safe = N_("No stick was written.")
    remedy = N_("Name the file where it is now, or make a new pack.")
    code = "PCK-104"


class BesideGoneError(FocalpointError):
    """A file that was to stand beside the pack is not there, or has the name of one that is."""

    message = N_("“{name}” cannot stand on the sticks: it is not there, or has the name of another file on them.")
    safe = N_("No stick was written.")
    remedy = N_("Name a file that is there, under a name of its own.")
    code = "PCK-106"


def stick_files(ws: Workspace, pack: Pack, source: Path, beside: Iterable[Path] = ()) -> list[StickFile]:
    """Return what stands on each stick; `beside` are the trainer's own files, as a package of the program.

    Raise PackFileGoneError if the file is not that of the pack, or a file to stand beside it is not there.
    """
    if not source.is_file():
        raise PackFileGoneError(n=pack.number)
    pack_file = sticks.stick_file(pack.name, source)
    if pack_file.sha256 != pack.sha256:
        raise PackFileGoneError(n=pack.number)
    card, more = world_checks.file_name(ws, CARD + suffixes.CARD), list(beside)
    pages = [
        sticks.stick_file(
            world_checks.file_name(ws, f"{READ_ME}-{code}.pdf"), read_me(ws, pack, code, [one.name for one in more])
        )
        for code in LANGUAGES
    ]
    own = [
        pack_file, sticks.stick_file(card, peers.my_card(ws).content), *pages,
        sticks.stick_file(VERIFIER, paths.verifier()),
    ]  # fmt: skip
    taken = {one.name.casefold() for one in own}
    for path in more:
        if not path.is_file() or path.name.casefold() in taken:
            raise BesideGoneError(name=path.name)
        taken.add(path.name.casefold())
    return [*own, *(sticks.stick_file(path.name, path) for path in more)]


def read_me(ws: Workspace, pack: Pack, language: str, beside: Sequence[str] = ()) -> bytes:
    """Return the page to read first, as PDF in a language; it names what else is on the stick."""
    item, own = programme.seminar_of(ws, pack.seminar), peers.my_card(ws)
    said = {
        "pack": pack.name,
        "card": world_checks.file_name(ws, CARD + suffixes.CARD),
        "person": own.person,
        "office": own.office,
        "digits": isolate_ltr("  ".join(own.groups)),
        "words": "  ".join(word_lists.say(own.check, language)),
        "n": pack.number,
        "when": format_date(pack.at[:10], language),
        "verifier": VERIFIER,
        "key": isolate_ltr(public_pack.IDENTITY),
    }
    lines = [translate(line, language).format(**said) for line in _LINES]  # digits and key are no words
    if beside:
        names = ", ".join(isolate_ltr(name) for name in beside)
        lines.insert(1, translate(_BESIDE, language).format(names=names))
    title = local(item, "title", language) or records.name_of(ws, item)
    public = ws.reference.label("classifications", "public", language)
    return paper.plain_document(title, lines, language, public, footer=own.office, training=ws.info.training)


_LINES = (
    N_("This stick holds the public material of the seminar: programme, documents and conclusions (pack {n}, {when})."),
    N_("With Focal Point: open your vault, put in the stick, and choose “{pack}”. The program asks for the card of the"
       " trainer, “{card}”, which is on the stick too."),
    N_("Compare the digits of the card with those on the wall of the room, all eight groups:"),
    "{digits}",
    N_("The check words are: {words}"),
    N_("The card belongs to {person}, {office}. Only if the digits are the same does the pack come from there."),
    N_("Without Focal Point: whoever has Python, age, openssl and zstd can check the pack and save its documents with"
       " “{verifier}”, which is on the stick. Its first lines say how."),
    N_("The pack is signed, so that nobody can change it unnoticed. It is not secret: everybody can open it, with this"
       " published key:"),
    "{key}",
    N_("It is not a document of the Court and has no legal effect."),
)  # fmt: skip


_BESIDE = N_("Also on this stick, from the same trainer: {names}. It is not part of the signed pack.")


def handout_of(ws: Workspace, pack: Pack) -> Handout:
    """Return how far the hand-out of a pack is; a new one that is not saved yet if it was not begun."""
    for item in programme.parts_of(ws, "handout", pack.seminar):
        if isinstance(item, Handout) and item.digest == pack.digest:
            return item
    return Handout(seminar=pack.seminar, pack=pack.name, digest=pack.digest)


def write_sticks(
    ws: Workspace,
    pack: Pack,
    source: Path,
    wanted: int,
    *,
    beside: Iterable[Path] = (),
    task: Task | None = None,
    listen: Listen | None = None,
    look: Callable[[], Iterable[Drive]] | None = None,
    let_go: Callable[[Path, str], None] | None = None,
) -> StickCount:
    """Write the pack to as many sticks as are wanted in all, four at a time; those of earlier runs count.

    Raise PackFileGoneError, or Cancelled after the sticks that were begun are done.
    """
    files = stick_files(ws, pack, source, beside)
    begun = handout_of(ws, pack)
    failed = begun.failed or 0
    older = [one.name for one in packs_of_seminars.made_packs(ws, pack.seminar) if one.number < pack.number]

    def keep(count: StickCount) -> None:
        now = handout_of(ws, pack)
        fresh = replace(now, written=count.done, failed=failed + len(count.failed))
        records.save(ws, fresh, base=now if now.id else None)

    writer = StickWriter(
        files, wanted, done=begun.written or 0, replaces=older, look=look or drives.removable,
        let_go=let_go or drives.eject, keep=keep,
    )  # fmt: skip
    count = writer.run(task, listen)
    log(ws, "sticks written", pack.seminar, str(count.done))
    return count
