"""Errors of files from outside."""

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


class DocumentForbiddenError(FocalpointError):
    """While it was read, the file made its reader try what no reading needs."""

    message = N_("While it was read, this document tried to act on this computer, as no honest document does.")
    safe = N_("The system refused it: nothing was opened, written or sent, and the original is kept as it came.")
    remedy = N_("Do not open it elsewhere. Tell whoever looks after security in your office, with this code.")
    code = "DOC-203"
