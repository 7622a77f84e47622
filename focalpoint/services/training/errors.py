"""What cannot be done in an exercise, in words."""

from collections.abc import Sequence

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.training.scenarios import Flaw
from focalpoint.domain.wording import N_


class ScenarioFlawedError(FocalpointError):
    """A scenario with flaws was to be started."""

    message = N_("The scenario “{name}” has flaws and was not started: {n}.")
    safe = N_("Nothing was made.")
    remedy = N_("“focalpoint scenario check” names each of them with its file and line.")
    code = "EXE-101"

    def __init__(self, name: str, flaws: Sequence[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__(name=name, n=len(self.flaws))


class UnreadableScenarioError(FocalpointError):
    """A scenario cannot be read at all."""

    message = N_("The scenario “{name}” cannot be read ({reason}).")
    safe = N_("Nothing was made.")
    remedy = N_("Name a folder with “scenario.toml”, “ar.toml”, “fr.toml” and “en.toml”, or the letter of a scenario.")
    code = "EXE-102"


class ScenarioCellError(FocalpointError):
    """A cell of a scenario's spreadsheet cannot be read."""

    message = N_("Sheet “{sheet}”, row {row}: {why}")
    safe = N_("Nothing was made.")
    remedy = N_("Mend this cell, save the spreadsheet and try again.")
    code = "EXE-109"


class NotARunError(FocalpointError):
    """A folder is no run folder, or one that a newer program made."""

    message = N_("This folder holds no exercise that this program can go on with.")
    remedy = N_("Name the folder that “focalpoint exercise start” made, or start one in another folder.")
    code = "EXE-103"


class RunThereError(FocalpointError):
    """An exercise was to be started where something lies already."""

    message = N_("“{name}” is not empty.")
    safe = N_("Nothing in it was changed.")
    remedy = N_("Choose a folder that does not exist yet, or go on with the exercise in this one.")
    code = "EXE-104"


class HoldError(FocalpointError):
    """The next step opens with four digits that the trainer shows."""

    message = N_("The next step opens with four digits.")
    safe = N_("The exercise stands where it was.")
    remedy = N_("Type the digits that the trainer shows on the wall.")
    code = "EXE-105"


class NoSuchStepError(FocalpointError):
    """No step, expectation or option of this name."""

    message = N_("The scenario has no “{name}” here.")
    remedy = N_("“focalpoint exercise check” names the steps and what is expected.")
    code = "EXE-106"


class ExerciseOverError(FocalpointError):
    """The last step was reached."""

    message = N_("The exercise is over: this was its last step.")
    remedy = N_("Look at what was expected, or go back to a step to play it again.")
    code = "EXE-107"


class NotYetThereError(FocalpointError):
    """A record that a check or a solution speaks of is not in the vault yet."""

    message = N_("“{name}” is not in the vault yet.")
    remedy = N_("Take the steps before it first.")
    code = "EXE-108"
