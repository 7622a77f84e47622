"""Errors of a vault, in words."""

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_


class NotAVaultError(FocalpointError):
    """The folder holds no vault."""

    message = N_("This folder is not a vault.")
    remedy = N_("Choose a folder whose name ends in “.focalpoint”.")
    code = "VLT-101"


class VaultExistsError(FocalpointError):
    """A vault of that name is already there."""

    message = N_("There is already something at this place.")
    remedy = N_("Choose another name or another folder.")
    code = "VLT-102"


class WrongPassphraseError(FocalpointError):
    """The secret opens no slot."""

    message = N_("This passphrase does not open the vault.")
    safe = N_("The vault is unchanged and still locked.")
    remedy = N_("Check the keyboard language and Caps Lock, then try again. The recovery sheet opens the vault too.")
    code = "VLT-103"


class KeyFileMissingError(FocalpointError):
    """The vault asks for a key file beside the passphrase, and none was found."""

    message = N_("This vault asks for its key file beside the passphrase, and the key file is not here.")
    safe = N_("The vault is unchanged and still locked.")
    remedy = N_(
        "Put in the stick with the key file, or name the file. If it is lost, the recovery words open the vault."
    )
    code = "VLT-140"


class OtherKeyFileError(FocalpointError):
    """The key file named is of another vault, was replaced, or is damaged."""

    message = N_("This is not the key file of this vault, or it is damaged.")
    safe = N_("The vault is unchanged and still locked.")
    remedy = N_("Take the stick that belongs to this vault. If it is lost, the recovery words open the vault.")
    code = "VLT-141"


class DamagedKeySlotsError(FocalpointError):
    """`keyslots.json` is missing, cut, or was changed."""

    message = N_("The key file of this vault is damaged.")
    safe = N_("Your records are still encrypted and were not touched.")
    remedy = N_("Copy “keyslots.json” from the newest folder under “backups”, or restore a backup.")
    code = "VLT-104"


class DamagedDatabaseError(FocalpointError):
    """`vault.db` does not open with the right key, or its pages fail their checks."""

    message = N_("The vault's database is damaged.")
    safe = N_("The damaged file was left as it is.")
    remedy = N_("Restore the last backup: {backup}")
    code = "VLT-105"


class ReadsOnlyError(FocalpointError):
    """An officer who may only read was to change something."""

    message = N_("“{name}” works here as an auditor, who reads and changes nothing.")
    remedy = N_("Choose in the settings who is working, then do it again.")
    code = "OFF-102"


class NewerVaultError(FocalpointError):
    """The vault was written by a newer program."""

    message = N_("This vault was made by a newer version of Focal Point.")
    safe = N_("The vault was not touched.")
    remedy = N_("Install the newer version on this computer.")
    code = "VLT-106"


class VaultInUseError(FocalpointError):
    """Another process holds the vault."""

    message = N_("This vault is open in another window.")
    safe = N_("Nothing was changed.")
    remedy = N_("Use the other window, or close it and try again.")
    code = "VLT-107"


class VaultLockedError(FocalpointError):
    """The workspace was locked while something still asked for it."""

    message = N_("The vault is locked.")
    remedy = N_("Unlock the vault and try again. Drafts were kept.")
    code = "VLT-108"


class StorageError(FocalpointError):
    """The disk refused: full, read-only or failing."""

    message = N_("The disk could not be written ({reason}).")
    safe = N_("Everything saved before is safe; this last step was not kept.")
    remedy = N_("Free some space or check the disk, then try again.")
    code = "VLT-109"


class ReadOnlyVaultError(StorageError):
    """The vault was opened without writing, because its disk takes nothing."""

    message = N_("This vault is open for reading only: its disk is full or write-protected.")
    safe = N_("Everything saved before is safe and can be read. Nothing was changed.")
    remedy = N_("Make room, or save a copy of the vault on another disk and work there: “focalpoint vault save-copy”.")
    code = "VLT-114"


class LogMissingError(FocalpointError):
    """The write-ahead log that belongs to a database is not beside it."""

    message = N_(
        "The log “vault.db-wal” that belongs to this vault's database is gone; its newest changes may be lost."
    )
    safe = N_("The vault is open, and all that the database itself holds is readable.")
    remedy = N_("If the folder was copied, copy it again with all its files; else look at what was done last.")
    code = "VLT-115"


class WeakerKeySlotsError(FocalpointError):
    """A key slot guards the vault key less well than this program would."""

    message = N_("Somebody made a key slot of this vault weaker than the vault was made with.")
    safe = N_("The key file was left as it is.")
    remedy = N_("Restore “keyslots.json” from a backup, then make a new vault key with “focalpoint vault rekey”.")
    code = "VLT-116"


class PartMissingError(FocalpointError):
    """A sealed part of an attachment is not there or is damaged."""

    message = N_("A part of this document is missing or damaged.")
    safe = N_("The record and the other documents are not affected.")
    remedy = N_("Ask the sender for the bundle again, or restore the document from a backup.")
    code = "VLT-110"


class TamperedAuditError(FocalpointError):
    """The audit chain does not fit together."""

    message = N_("The audit log of this vault was changed outside the program.")
    safe = N_("The vault is open and the records are readable; the log can no longer be relied on.")
    remedy = N_("Check the vault under “Settings”, make a copy of its folder and tell your security officer.")
    code = "VLT-111"


class ChangedMeanwhileError(FocalpointError):
    """A field was changed by somebody else since it was read."""

    message = N_("“{field}” was changed in the meantime.")
    safe = N_("Your text is kept as a draft.")
    remedy = N_("Open the record again, compare, and save once more.")
    code = "REC-104"


class RecordTooLongError(FocalpointError):
    """What would be written does not fit into one signed change."""

    message = N_("This record is too long to be kept in one piece.")
    remedy = N_("Shorten the longest text, or attach it as a document.")
    code = "REC-106"


class UndoImpossibleError(FocalpointError):
    """What would be undone has been changed since."""

    message = N_("This step can no longer be undone: the record has been changed since.")
    remedy = N_("Open the history of the record and restore the version you want.")
    code = "REC-105"


class InvalidChangeError(FocalpointError):
    """A signed change does not keep to the format."""

    message = N_("A change in this file does not keep to the format ({reason}).")
    remedy = N_("Ask the sender to make the bundle again with a current version.")
    code = "XCH-120"
