"""What every page of an unlocked vault is given: the vault, the jobs, the refresh signal, and ways to other pages."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from focalpoint.domain.codes import Reference
from focalpoint.gui.draft_keeper import Keeper
from focalpoint.gui.jobs import Job, Jobs
from focalpoint.gui.refresh import Refresh
from focalpoint.reference import load
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace


class Context(QObject):
    """One unlocked vault as the pages see it."""

    go = Signal(object)  # a Destination
    failed = Signal(object)  # an error to show
    notice = Signal(str, str)  # a sentence, and the label of the undo action or ""
    offer = Signal(str, str, object)  # a sentence, the label of what can be done about it, and the call that does it
    restore = Signal(object)  # a backup to go back to
    rekey = Signal(str, object)  # the passphrase, and the recovery words of the new vault key
    cared = Signal()  # a backup was made
    around = Signal(object)  # what is around now: drives, and what has arrived
    locking = Signal()

    def __init__(self, ws: Workspace, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ws = ws
        self.jobs = jobs
        self.refresh = Refresh(self)
        self.drafts = Keeper(ws, jobs, self)
        self.drafts.changed.connect(lambda key: self.refresh.announce(Changes.of([("draft", key)])))
        self.reference: Reference = load()

    def start(
        self,
        call: Callable[..., Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Any], None] | None = None,
        **where: bool,
    ) -> Job:
        """Run work of a page off the window's thread (`where`: see Jobs); an error is shown, or `failed` takes it."""
        return self.jobs.start(call, done, failed or self.failed.emit, **where)

    def run(
        self,
        use_case: Callable[..., Any],
        *arguments: Any,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Any], None] | None = None,
        reads_only: bool = False,
        network: bool = False,
        kept: bool = False,
        **keywords: Any,
    ) -> Job:
        """Run a use case of this vault off the window's thread, as `use_case(ws, *arguments, **keywords)`."""
        call = partial(use_case, self.ws, *arguments, **keywords)
        return self.start(call, done, failed, reads_only=reads_only, network=network, kept=kept)

    def change(
        self,
        use_case: Callable[..., Changes],
        *arguments: Any,
        message: str = "",
        done: Callable[[Changes], None] | None = None,
    ) -> Job:
        """Run a use case that changes records, then refresh the pages and say what was done."""

        def finish(changes: Changes) -> None:
            self.refresh.announce(changes)
            if message:
                self.notice.emit(message, "")
            if done is not None:
                done(changes)

        return self.run(use_case, *arguments, done=finish, kept=True)
