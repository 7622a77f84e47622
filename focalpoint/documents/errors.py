"""What can go wrong with a file from outside."""

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_


class UnreadableDocumentError(FocalpointError):
    """The file is damaged, protected by a password, or not of a kind that can be shown."""

    message = N_("This document cannot be read.")
    safe = N_("The original is kept as it was received.")
    remedy = N_("It may be damaged or protected by a password. Save a copy to open it elsewhere, or ask for another.")
    code = "DOC-201"


class DocumentTooHardError(FocalpointError):
    """Reading the file took more time or memory than a harmless document needs."""

    message = N_("This document is too large or too complicated to be shown safely.")
    safe = N_("The original is kept as it was received; reading it was stopped.")
    remedy = N_("If you trust its sender, save a copy and open it on a computer that holds nothing secret.")
    code = "DOC-202"
