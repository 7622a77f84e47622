"""Questions with feedback, as `resources/training/quiz.toml` has them. Answers are judged and not kept."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from focalpoint import paths
from focalpoint.domain.local_texts import local

QuestionKind = Literal["one", "several", "order", "match", "number"]


@dataclass(frozen=True, slots=True)
class AnswerOption:
    """One option: its words by language, and of a pair what belongs to it."""

    id: str
    words: dict[str, str]

    def label(self, language: str) -> str:
        """Return what is read."""
        return local(self.words, "words", language)

    def partner(self, language: str) -> str:
        """Return what belongs to it, "" unless the question is of pairs."""
        return local(self.words, "to", language)


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A question. `right` names options, of `order` in their order; of a number it holds the number."""

    id: str
    kind: QuestionKind
    article: str
    right: tuple[str, ...]
    options: tuple[AnswerOption, ...]
    words: dict[str, str]

    def label(self, language: str) -> str:
        """Return the question."""
        return local(self.words, "words", language)

    def feedback(self, language: str) -> str:
        """Return what is said after the answer, right or wrong."""
        return local(self.words, "feedback", language)

    def is_right(self, answer: Sequence[str]) -> bool:
        """Judge an answer: the options chosen, in their order; of pairs what was chosen for each option; a number."""
        if self.kind == "number":
            said = answer[0].strip() if answer else ""
            return said.isdecimal() and len(said) < 10 and int(said) == int(self.right[0])
        if self.kind in ("order", "match"):
            return tuple(answer) == self.right
        return set(answer) == set(self.right)

    def right_words(self, language: str) -> list[str]:
        """Return the right answer in words, a line each."""
        named = {one.id: one for one in self.options}
        if self.kind == "number":
            return list(self.right)
        if self.kind == "match":
            return [f"{named[one].label(language)} – {named[one].partner(language)}" for one in self.right]
        return [named[one].label(language) for one in self.right]


@cache
def questions() -> tuple[QuizQuestion, ...]:
    """Return the questions in their order."""
    with paths.resource("training", "quiz.toml").open("rb") as stream:
        listed = tomllib.load(stream)["question"]
    return tuple(
        QuizQuestion(
            one["id"], one["kind"], one["article"], tuple(one["right"]),
            tuple(AnswerOption(option["id"], _words(option)) for option in one.get("option", ())), _words(one),
        )
        for one in listed
    )  # fmt: skip


def _words(row: dict[str, Any]) -> dict[str, str]:
    """Return the texts of a row under names that end in their language."""
    return {f"words_{key}" if len(key) == 2 else key: text for key, text in row.items() if isinstance(text, str)}
