"""Errors of bundles: each kind of damage has its own; none changes anything."""

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_


class BundleError(FocalpointError):
    """The base of all refusals of a bundle."""

    message = N_("This bundle cannot be opened.")
    safe = N_("Nothing was changed and nothing was taken in.")
    remedy = N_("Ask the sender to make the bundle again.")
    code = "XCH-100"


class UnreachableBundleError(BundleError):
    """The file cannot be read at all."""

    message = N_("The file of the bundle could not be read ({reason}).")
    remedy = N_("Check that the stick is in place and the file is still there, then try again.")
    code = "XCH-109"


class NotABundleError(BundleError):
    """The file does not begin as a bundle does."""

    message = N_("This file is not a Focal Point bundle.")
    remedy = N_("Choose a file whose name ends in “.fpbundle”.")
    code = "XCH-110"


class DamagedBundleError(BundleError):
    """A byte of the file was changed on the way."""

    message = N_("This bundle is damaged: some of it was changed on the way.")
    remedy = N_("Copy it again from the stick, or ask the sender for it again.")
    code = "XCH-111"


class TruncatedBundleError(BundleError):
    """The file ends before its control part is complete."""

    message = N_("This bundle is cut off before its contents begin.")
    remedy = N_("The copy was not finished. Copy it again from the stick, or ask the sender for it again.")
    code = "XCH-112"


class BundleTooHardError(BundleError):
    """Opening it asks for more memory or time than a bundle is given."""

    message = N_("This bundle asks for more memory or time than a bundle is given.")
    remedy = N_("Ask the sender to send fewer records at once.")
    code = "XCH-118"


class BundleForbiddenError(BundleError):
    """While it was opened, it made its reader try what no opening needs."""

    message = N_("While it was opened, this bundle tried to act on this computer, as no honest bundle does.")
    safe = N_("The system refused it: nothing was changed and nothing was taken in.")
    remedy = N_("Keep the file, take no bundle of this sender, and tell whoever looks after security in your office.")
    code = "XCH-160"


class BundleTooLargeError(BundleError):
    """It would be more than any reader takes."""

    message = N_("This is too much for one bundle.")
    safe = N_("Nothing was sealed.")
    remedy = N_("Choose fewer records, and seal several bundles.")
    code = "XCH-121"


class NotForYouError(BundleError):
    """No key of this vault opens it."""

    message = N_("This bundle was not sealed for you.")
    remedy = N_("Give the sender your identity card and ask for a bundle made for you.")
    code = "XCH-113"


class UnknownSignerError(BundleError):
    """None of the cards in this vault belongs to the key that signed it."""

    message = N_("This bundle is signed by somebody whose identity card you do not have.")
    remedy = N_("Ask the sender for the card, compare the digits together, then open the bundle again.")
    code = "XCH-114"


class UnverifiedSignerError(BundleError):
    """The card of the signer is here, but nobody compared it."""

    message = N_("You have not yet verified the card of {person}.")
    safe = N_("You may look at the bundle, but nothing was taken in.")
    remedy = N_("Compare the eight groups of digits with {person} in person or by telephone, then open it again.")
    code = "XCH-115"


class ReadersMismatchError(BundleError):
    """The signed list of readers does not name this device: somebody sealed it again for another reader."""

    message = N_("This bundle was signed for other readers and passed on to you.")
    remedy = N_("Ask its author to make a bundle for you.")
    code = "XCH-116"


class NewerBundleError(BundleError):
    """The format is newer than this program."""

    message = N_("This bundle was made by a newer version of Focal Point.")
    remedy = N_("Install the newer version, then open it again.")
    code = "XCH-117"


class VolumeTooSmallError(BundleError):
    """The records, or a part of a document, do not fit one volume."""

    message = N_("The records of this bundle do not fit one volume of the size allowed.")
    safe = N_("Nothing was sealed.")
    remedy = N_("Choose fewer records, or allow larger volumes.")
    code = "XCH-119"
