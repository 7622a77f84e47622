"""Why an update is not applied, in words."""

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_


class UpdateError(FocalpointError):
    """The base of what keeps a sound update from being applied."""

    message = N_("This update cannot be applied.")
    safe = N_("The program and your vaults are as they were.")
    code = "UPD-100"


class UnreachableUpdateError(UpdateError):
    """The file cannot be read."""

    message = N_("The file of the update could not be read ({reason}).")
    remedy = N_("Check that the stick is in place and the file is still there, then try again.")
    code = "UPD-103"


class OlderUpdateError(UpdateError):
    """The update is not newer than what is there."""

    message = N_("This update brings version {version}; version {there} is there already.")
    remedy = N_("Nothing needs to be done. A program never goes back to an older version by an update.")
    code = "UPD-104"


class TooFarUpdateError(UpdateError):
    """The program is too old for the update."""

    message = N_("This update needs version {least} or a later one; this is version {there}.")
    remedy = N_("Apply an update to version {least} first, or install the program anew.")
    code = "UPD-105"


class OtherPlatformError(UpdateError):
    """The update is for another system."""

    message = N_("This update is for another system ({platform}); this is {there}.")
    remedy = N_("Get the update for this system.")
    code = "UPD-106"


class NotInstalledError(UpdateError):
    """The program runs from its source or from a package of Python, which updates do not change."""

    message = N_("This program was not installed as a folder of its own, so an update cannot be laid beside it.")
    remedy = N_("Update it the way it was installed.")
    code = "UPD-107"


class OtherBaseError(UpdateError):
    """The pack leaves out files that the running version does not have as the new one needs them."""

    message = N_("This update pack leaves out files that the program here does not have: {name}.")
    remedy = N_("Get the whole update pack of this version.")
    code = "UPD-108"


class NoRoomForUpdateError(UpdateError):
    """The disk lacks room."""

    message = N_("The disk has too little room: {needed} are needed, {room} are free.")
    remedy = N_("Make room, then apply the update again.")
    code = "UPD-109"


class UpdateNotWrittenError(UpdateError):
    """The system refused while the new version was laid out."""

    message = N_("The new version could not be written ({reason}).")
    remedy = N_("Make room or check the disk, then apply the update again.")
    code = "UPD-110"
