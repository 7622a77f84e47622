"""What a worker that cannot be confined, or that tried what is forbidden, says to a person."""

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_

FILE_REFUSED = "file refused"  # the word of a worker whose library looked for a file


class NotConfinedError(Exception):
    """A step of the boundary cannot be taken on this computer; the text says which."""


class UnconfinedError(FocalpointError):
    """The worker could not be confined, so it read nothing."""

    message = N_("This computer cannot shut in the process that reads what comes from outside ({reason}).")
    safe = N_("Nothing of it was read, and nothing was changed.")
    remedy = N_("Run “focalpoint vault check --this-computer”, and show the answer to whoever looks after it.")
    code = "CNF-101"
