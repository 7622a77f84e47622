"""The base of every error a person may see: what happened, what is safe, what to do next."""

import errno
from typing import ClassVar

from focalpoint.domain.wording import N_


class FocalpointError(Exception):
    """An expected failure. Subclasses set the three sentences (message ids) and a code for the telephone.

    Parameters fill the braces of the sentences; they never hold the content of a record. `field` names the field of a
    record in which the remedy is found, if one is.
    """

    message: ClassVar[str] = N_("The action could not be completed.")
    safe: ClassVar[str] = N_("Nothing was changed.")
    remedy: ClassVar[str] = N_("Try again. If it happens again, note the code and ask for help.")
    code: ClassVar[str] = "FP-000"
    field: ClassVar[str] = ""

    def __init__(self, **parameters: object) -> None:
        self.parameters = parameters
        super().__init__(self.code, parameters)

    def __str__(self) -> str:
        """Give the English sentence, for logs and tests only."""
        return f"{self.message.format(**self.parameters)} [{self.code}]"


REFUSALS = {
    errno.ENOSPC: N_("there is no space left"),
    errno.EDQUOT: N_("there is no space left"),
    errno.EFBIG: N_("the file is too large for this disk"),
    errno.EROFS: N_("it is write-protected"),
    errno.EACCES: N_("permission is missing"),
    errno.EPERM: N_("permission is missing"),
    errno.ENOENT: N_("it is not there"),
    errno.ENOTDIR: N_("it is not there"),
    errno.ENODEV: N_("the device was removed"),
    errno.EISDIR: N_("it is a folder"),
    errno.EIO: N_("the device does not answer"),
    errno.ENAMETOOLONG: N_("its name is too long"),
}


def reason_of(error: OSError) -> str:
    """Return why the system refused, as a message id; the system's own word for what is not foreseen."""
    return REFUSALS.get(error.errno or 0, error.strerror or N_("the system refused"))


class InvalidValueError(FocalpointError):
    """A field holds something its kind does not allow."""

    message = N_("“{field}” does not hold a value of the right form.")
    remedy = N_("Correct the field and save again. A draft keeps what you typed.")
    code = "REC-101"


class MissingValueError(FocalpointError):
    """A field that must be filled is empty."""

    message = N_("“{field}” must be filled in.")
    remedy = N_("Fill in the field and save again. A draft keeps what you typed.")
    code = "REC-102"


class NotFoundError(FocalpointError):
    """The record asked for is not in this vault."""

    message = N_("This record is not in the vault.")
    remedy = N_("Check the reference, or look in the trash.")
    code = "REC-103"


class Cancelled(FocalpointError):  # noqa: N818 - not a failure: the person asked for it
    """The person stopped the work."""

    message = N_("Stopped.")
    remedy = N_("Start again when you wish.")
    code = "FP-001"
