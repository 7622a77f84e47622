"""What arrives in an exercise: papers in the sender's language, messages, cards, bundles sealed by the actors."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from focalpoint import durable
from focalpoint.documents import paper, written_mail
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.languages import LANGUAGES, SOURCE
from focalpoint.domain.training.scenarios import Actor, Inject, ScenarioStep
from focalpoint.language import format_date
from focalpoint.services.core import workspace
from focalpoint.services.core.run_clock import RunClock
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, imports, peers, suffixes
from focalpoint.services.training import deeds, run_vaults, scenario_files
from focalpoint.services.training.stage import DeliveredFile, Stage
from focalpoint.services.training.training_vaults import PASSPHRASE
from focalpoint.vault import files

DOMAIN = "trn.example"  # reserved: no message ever goes there


def arrive(stage: Stage, step: ScenarioStep, moment: datetime) -> None:
    """Put what a step brings into `in/` and note it on the stage. Doing it again replaces what was there."""
    (stage.folder / "in").mkdir(mode=0o700, exist_ok=True)
    for inject in step.injects:
        name, content = _made(stage, step, inject, moment)
        digest = hashlib.sha256(content).hexdigest() if name else ""
        if name:
            durable.write(stage.folder / "in" / name, content)
        stage.delivered[inject.id] = DeliveredFile(name, digest)


def hand_over(stage: Stage, moment: datetime) -> None:
    """Take the bundles of `out/`, which is the stick to the actors, to those of them who can read one."""
    for path in sorted((stage.folder / "out").glob(f"*{suffixes.BUNDLE}")):
        if path.name in stage.handed:
            continue
        stage.handed.append(path.name)
        for actor in sorted(stage.devices):
            with actor_vault(stage, actor, moment) as ws, suppress(FocalpointError):  # not for this one
                for office in stage.scenario.offices:
                    card = run_vaults.card_path(stage.folder, office.id).read_bytes()
                    peers.mark_verified(ws, peers.add_card(ws, card, "partner").device)
                imports.apply(ws, imports.preview(ws, imports.inspect(ws, path)))


def language_of(actor: Actor | None, language: str) -> str:
    """Return the language in which somebody writes to a participant of a language."""
    known = [code for code in (actor.languages if actor else ()) if code in LANGUAGES]
    return language if language in known or not known else known[0]


def _made(stage: Stage, step: ScenarioStep, inject: Inject, moment: datetime) -> tuple[str, bytes]:
    match inject.deliver:
        case "paper":
            return f"TRN-{inject.id}.pdf", _paper(stage, inject, moment)
        case "message":
            return f"TRN-{inject.id}.eml", _message(stage, inject, moment)
        case "card":
            with actor_vault(stage, inject.sender, moment) as ws:
                return f"TRN-{inject.sender}{suffixes.CARD}", peers.my_card(ws).content
        case "bundle":
            return f"TRN-{inject.id}{suffixes.BUNDLE}", _bundle(stage, step, inject, moment)
        case _:
            return "", b""


def _paragraphs(stage: Stage, inject: Inject, code: str) -> Iterator[str]:
    for line in stage.scenario.text(f"{inject.id}.text", code).split("\n"):
        if line.strip():
            yield line


def _paper(stage: Stage, inject: Inject, moment: datetime) -> bytes:
    code = language_of(stage.scenario.actor(inject.sender), stage.language)
    if inject.file:
        return scenario_files.paper_path(stage.source, inject.file, code).read_bytes()
    sender = stage.scenario.text(f"{inject.sender}.name", code)
    on = format_date(moment.astimezone().date().isoformat(), code)
    title = stage.scenario.text(f"{inject.id}.subject", code)
    lines = [sender, on, *_paragraphs(stage, inject, code)]
    return paper.plain_document(title, lines, code, "", footer=sender, training=True)


def _message(stage: Stage, inject: Inject, moment: datetime) -> bytes:
    code = language_of(stage.scenario.actor(inject.sender), stage.language)
    name = stage.scenario.text(f"{inject.sender}.name", code)
    subject = stage.scenario.text(f"{inject.id}.subject", code)
    paragraphs = list(_paragraphs(stage, inject, code))
    return written_mail.message(
        (name, f"{inject.sender.lower()}@{DOMAIN}"), f"office@{DOMAIN}", subject, paragraphs, moment=moment
    )


@contextmanager
def actor_vault(stage: Stage, actor: str, moment: datetime) -> Iterator[Workspace]:
    """Open the vault of an actor, made when it is first needed, and lock it again."""
    place = stage.folder / "actors" / f"{actor}{files.SUFFIX}"
    if place.is_dir():
        ws = workspace.unlock(place, PASSPHRASE, clock=RunClock(moment).clock)
    else:
        ws = run_vaults.make_actor(stage, actor, place, moment)
    stage.devices[actor], stage.digits[actor] = ws.device, " ".join(peers.my_card(ws).groups)
    try:
        yield ws
    finally:
        ws.lock()


def _bundle(stage: Stage, step: ScenarioStep, inject: Inject, moment: datetime) -> bytes:
    """Let an actor's vault do what the scenario says, and seal what it made for the office that receives it."""
    with actor_vault(stage, inject.sender, moment) as ws:
        office = peers.add_card(ws, run_vaults.card_path(stage.folder, step.office).read_bytes(), "partner")
        peers.mark_verified(ws, office.device)
        own = replace(stage, offices={inject.sender: ws}, choices=dict(stage.choices))
        made = [deeds.act(own, inject.sender, deed).first for deed in inject.of]
        plan = export.plan_export(ws, [one for one in made if one[1]], [office.device])
        target = Path(stage.folder) / "actors" / plan.suggested_name
        export.seal_plan(ws, plan, target, stage.scenario.text(f"{inject.id}.subject", SOURCE) or inject.id)
        content = target.read_bytes()
        target.unlink()
        return content
