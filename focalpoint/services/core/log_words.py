"""Names of actions, for the history of a record and for the audit log."""

from focalpoint.domain.messages import Message, Parameter
from focalpoint.domain.records import TYPES
from focalpoint.domain.wording import N_

ACTIONS = {
    "create": N_("Created"), "edit": N_("Changed"), "delete": N_("Moved to the trash"), "restore": N_("Restored"),
    "move": N_("Step"), "attach": N_("Document added"), "import": N_("Received in a bundle"),
    "take in": N_("Taken in from a table"), "join": N_("Joined with another request"),
    "separate": N_("Separated again"), "distinct": N_("Decided to be two different requests"),
    "resolve": N_("Decided"),
}  # fmt: skip
_LOGGED = {
    "created": N_("Vault created"),
    "unlocked": N_("Unlocked"),
    "locked": N_("Locked"),
    "audit broken": N_("The audit log was found broken"),
    "restored": N_("A backup was put in the place of the vault"),
    "log missing": N_("The log of the database was found missing"),
    "parts collected": N_("Parts that nothing names any more removed"),
    "repair": N_("Damaged parts of documents mended"),
    "second copy": N_("Place of the second copy changed"),
    "rekey": N_("New vault key; everything encrypted anew"),
    "drill": N_("Restore drill"),
    "copy of the vault": N_("Copy of the vault saved"),
    "details": N_("Details of the office changed"),
    "passphrase": N_("Passphrase changed"),
    "key file": N_("Key file made; the vault asks for it"),
    "no key file": N_("Key file no longer asked for"),
    "recovery words": N_("New recovery words"),
    "raw key shown": N_("Raw key shown"),
    "backup": N_("Backup made"),
    "check": N_("Vault checked"),
    "save a copy": N_("Copy saved outside the vault"),
    "print request": N_("Summary printed"),
    "held taken in": N_("Changes kept aside taken in"),
    "print proof": N_("Proof of delivery printed"),
    "card added": N_("Card added"),
    "card verified": N_("Card verified"),
    "card role": N_("Rights of a person changed"),
    "contact apart": N_("Contact separated from the shared address book"),
    "trust vouch": N_("Vouched for a person"),
    "trust revoke": N_("Laptop revoked"),
    "trust retract": N_("Word about a person taken back"),
    "trust succeed": N_("Handed over to a successor"),
    "trust endorse": N_("Changes of a revoked laptop let in"),
    "trust propose": N_("Second signature asked for"),
    "trust approve": N_("Signed as second person"),
    "trust rely": N_("Words of a person about others count"),
    "trust rely no": N_("Words of a person about others no longer count"),
    "trust note": N_("Note of replacement made"),
    "trust purge": N_("Record erased for good; colleagues told"),
    "trust purged": N_("Record erased on a colleague's order"),
    "print erasure": N_("Report on an erasure printed"),
    "backups removed": N_("Backups removed"),
    "trust letgo": N_("Colleagues told which documents are no longer here"),
    "trust want": N_("Colleague asked for documents"),
    "let go": N_("Document let go of; another laptop keeps it"),
    "ask for": N_("Document asked for again"),
    "calendar": N_("Calendar of the office changed"),
    "export calendar": N_("Deadlines exported"),
    "roll made": N_("Roll of a room made"),
    "roll kept": N_("Everybody on a roll verified in person"),
    "results taken in": N_("Results of an exercise taken in"),
    "pack made": N_("Public pack of a seminar made"),
    "sticks written": N_("Sticks with a public pack written"),
    "export contacts": N_("Contacts written outside the vault"),
    "export causes": N_("Causes of difficulties written without case data"),
    "print letter": N_("Letter printed"),
    "print programme": N_("Programme of a seminar printed"),
    "print board": N_("Board of a class printed"),
    "print debrief": N_("Debrief printed"),
    "print badges": N_("Badges printed"),
    "print attendance": N_("Attendance list printed"),
    "print certificate": N_("Certificate of attendance printed"),
    "certificate checked": N_("Certificate of attendance checked"),
    "print slips": N_("Slips of an evaluation printed"),
    "print results": N_("Results of an evaluation printed"),
    "export programme": N_("Programme of a seminar written for calendars"),
    "print handover": N_("Memo of open matters printed"),
    "officer works": N_("Another officer began to work"),
    "officers": N_("Officers of the office changed"),
    "print notice": N_("Note on a contact printed"),
    "print figures": N_("Figures of a period written"),
    "open export": N_("Everything written as open files"),
    "open import": N_("Open files taken in"),
    "print access": N_("List of access printed"),
    "bundle sealed": N_("Bundle sealed"),
    "bundle taken in": N_("Bundle taken in"),
    "undo": N_("Undone"),
    "redo": N_("Done again"),
}
_REASONS = {
    "good": N_("all is well"),
    "warn": N_("with warnings"),
    "bad": N_("with faults"),
    "passphrase": N_("with the passphrase"),
    "recovery": N_("with the recovery words"),
}


def action(code: str) -> Parameter:
    """Return the words of an entry of the audit log; actions on records are named with their type."""
    if code in _LOGGED:
        return Message(_LOGGED[code])
    verb, _space, kind = code.rpartition(" ")
    if kind in TYPES and verb in ACTIONS:
        return Message(N_("{action}: {kind}"), {"action": Message(ACTIONS[verb]), "kind": Message(TYPES[kind].label)})
    return code


def reason(code: str) -> Parameter:
    """Return the words of a reason in the audit log: the program's own, or what a person wrote."""
    return Message(_REASONS[code]) if code in _REASONS else code
