"""The reader page, handed to whoever has nothing of ours: a button that writes it, and the hash to compare."""

from functools import partial

from PySide6.QtWidgets import QFrame

from focalpoint.domain.wording import N_
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.save_target import ask_target
from focalpoint.gui.widgets.basics import button, column, leading, text
from focalpoint.language import _, isolate_ltr
from focalpoint.services.exchange import reader_page

ABOUT = N_(
    "Whoever has no Focal Point opens bundles with this page in a browser, with nothing installed. Hand it over once,"
    " by another way than the bundles, and compare its SHA-256 as you compare the digits."
)


class ReaderPagePart(QFrame):
    """What the page is for, its hash, and the button that writes it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.setProperty("role", "card")
        lay = column(self, margins=(24, 16), spacing=8)
        lay.addWidget(text(_("For readers without Focal Point"), "strong"))
        lay.addWidget(text(_(ABOUT), "muted"))
        told = isolate_ltr(reader_page.page_hash())
        said = _("SHA-256 of the reader page, to be compared: {hash}").format(hash=told)
        lay.addWidget(text(said, "small", selectable=True))
        lay.addWidget(button(_("Save the reader page…"), self.save, icon="save"), 0, leading())

    def save(self) -> None:
        """Write the page where the person says."""
        target = ask_target(self, _("Save the reader page"), reader_page.NAME, training=False)
        if target:
            said = _("The reader page was saved. Hand it over by another way than the bundles.")
            self._context.start(
                partial(reader_page.write_page, target), done=lambda _hash: self._context.notice.emit(said, "")
            )
