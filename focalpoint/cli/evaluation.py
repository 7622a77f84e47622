"""`focalpoint form`: evaluation forms, their slips, the urn and the results."""

from dataclasses import asdict
from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli import records as shared_commands
from focalpoint.cli.context import Shared, shared
from focalpoint.domain.local_texts import local
from focalpoint.language import _, current, format_number, isolate
from focalpoint.services.core import output_files
from focalpoint.services.seminars import evaluation, evaluation_papers, urn
from focalpoint.services.seminars.evaluation import QuestionResult

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
TARGET = click.Path(path_type=Path, dir_okay=False)


def group(name: str, about: str) -> click.Group:
    """Return `focalpoint form`."""
    made = shared_commands.group(name, about)
    for command in (_slips, _questions, _fill, _take, _results):
        made.add_command(command())
    return made


def _slips() -> click.Command:
    @click.command("slips", help=_("Print slips to draw, three words each, on the laptop on which the form was made."))
    @click.argument("form")
    @click.option("--number", type=click.IntRange(1, urn.MOST_SLIPS), default=30, help=_("How many."))
    @click.option("--output", "-o", "target", type=TARGET, required=True, help=_("The PDF to write."))
    @shared
    def print_slips(options: Shared, form: str, number: int, target: Path) -> None:
        with options.workspace() as ws:
            found = shared_commands.find_record(ws, "form", form)
            output_files.write_file(target, evaluation_papers.slips_pdf(ws, found, number, current()))
        output.answer(str(target), {"file": str(target)}, json_wanted=options.json)

    return print_slips


def _questions() -> click.Command:
    @click.command("questions", help=_("Show the questions of a form with their choices."))
    @click.argument("form")
    @shared
    def show(options: Shared, form: str) -> None:
        with options.workspace() as ws:
            found = evaluation.questions(ws, shared_commands.find_record(ws, "form", form))
        if options.json:
            output.as_json([asdict(one) | {"codes": evaluation.codes(one)} for one in found])
            return
        for number, one in enumerate(found, 1):
            output.line(f"{number}. {local(one, 'text', current())}")
            for code, label in zip(evaluation.codes(one), evaluation.labels(one, current()), strict=False):
                output.line(f"   {code}  {label}")

    return show


def _fill() -> click.Command:
    @click.command("fill", help=_("Answer a form with a slip; the file goes onto the stick that is the urn."))
    @click.argument("form")
    @click.option("--slip", required=True, help=_("The three words of your slip."))
    @click.option("--answer", "answers", multiple=True, metavar="NUMBER=ANSWER", help=_("Question and answer."))
    @click.option("--folder", type=FOLDER, required=True, help=_("The stick that is the urn."))
    @shared
    def fill(options: Shared, form: str, slip: str, answers: tuple[str, ...], *, folder: Path) -> None:
        with options.workspace() as ws:
            found = shared_commands.find_record(ws, "form", form)
            listed = evaluation.questions(ws, found)
            said: dict[str, str] = {}
            for given in answers:
                number, equals, answer = given.partition("=")
                if not (equals and number.isdecimal() and 0 < int(number) <= len(listed)):
                    raise click.BadParameter(given, param_hint="--answer")
                said[listed[int(number) - 1].id] = answer
            target = urn.fill_in(ws, found, slip, said, folder=folder)
        said_so = _("It is in the urn. Nothing of it is kept here.")
        output.answer(said_so, {"file": str(target)}, json_wanted=options.json)

    return fill


def _take() -> click.Command:
    @click.command("take", help=_("Count the forms in the urn; each slip counts once."))
    @click.argument("form")
    @click.argument("folder", type=FOLDER)
    @shared
    def take(options: Shared, form: str, folder: Path) -> None:
        with options.workspace() as ws:
            _changes, taken = urn.count_urn(ws, shared_commands.find_record(ws, "form", form), folder)
        if options.json:
            output.as_json(asdict(taken))
            return
        said = _("Counted: {n}. Slips that had counted already: {twice}.")
        output.line(said.format(n=taken.counted, twice=taken.twice))
        for name in taken.strange:
            output.line("! " + _("Not a form for this urn: {name}").format(name=name))

    return take


def _results() -> click.Command:
    @click.command("results", help=_("Show the results of a form; small numbers are hidden."))
    @click.argument("form")
    @click.option("--output", "-o", "target", type=TARGET, help=_("The PDF to write."))
    @shared
    def results(options: Shared, form: str, target: Path | None) -> None:
        with options.workspace() as ws:
            found = shared_commands.find_record(ws, "form", form)
            if target is not None:
                output_files.write_file(target, evaluation_papers.results_pdf(ws, found, current()))
            listed = evaluation.results(ws, found, current())
        if options.json:
            output.as_json([_data(one) for one in listed])
            return
        for one in listed:
            _tell(one)

    return results


def _data(one: QuestionResult) -> dict[str, object]:
    return {
        "question": one.question.id, "answered": None if one.hidden else one.answered, "hidden": one.hidden,
        "cells": {cell.code: cell.count for cell in one.cells}, "average": one.average, "texts": one.texts,
    }  # fmt: skip


def _tell(one: QuestionResult) -> None:
    output.line(local(one.question, "text", current()))
    if one.hidden:
        output.line("  " + evaluation_papers.hiding_words(evaluation_papers.TOO_FEW, current()))
    for text in one.texts:
        output.line(f"  · {isolate(' '.join(text.split()))}")
    for cell in one.cells if not one.hidden else ():
        count = evaluation_papers.HIDDEN_CELL if cell.count is None else format_number(cell.count)
        output.line(f"  {cell.label}: {count}")
    if one.average is not None:
        output.line("  " + _("Average: {n}").format(n=format_number(round(one.average, 1))))
