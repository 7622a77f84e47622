"""What a bundle held that left, and who could read it."""

from PySide6.QtWidgets import QTreeWidget, QWidget

from focalpoint.domain.records import TYPES
from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.widgets.basics import text
from focalpoint.gui.widgets.plain_text import tip, tree_item
from focalpoint.language import _, current, format_instant, isolate, isolate_ltr, ngettext
from focalpoint.reference import load
from focalpoint.services.exchange import ledger
from focalpoint.services.exchange.ledger import ERASED_SINCE, NOT_KEPT, NOTHING, LedgerEntry


class LedgerDialog(Dialog):
    """Who could read the bundle, and a line for each record it held."""

    def __init__(self, parent: QWidget, context: Context, bundle: str, name: str) -> None:
        about = isolate_ltr(visible(name))
        super().__init__(parent, _("What this bundle held"), training=context.ws.info.training, width=680, about=about)
        self.who = text("", "strong")
        self.why = text("")
        self.count = text("")
        self.gone = text("", "muted")
        self.tree = QTreeWidget()
        self.tree.setRootIsDecorated(False)
        self.tree.setHeaderLabels([_("Kind"), _("Reference"), _("Title")])
        for place, width in enumerate((100, 140, 360)):
            self.tree.setColumnWidth(place, theme.text_px(width))
        self.tree.setMinimumHeight(theme.text_px(200))
        self.tree.setAccessibleName(_("What this bundle held"))
        for part in (self.who, self.why, self.count, self.tree, self.gone):
            self.content.addWidget(part)
        self.content.addWidget(text(_("Titles are those of today; what the bundle held does not change."), "small"))
        self.add_actions(_("Close"), self.accept)
        self.resize(theme.px(760), theme.px(520))
        context.run(ledger.entry_of, bundle, done=self._show, reads_only=True)

    def _show(self, found: LedgerEntry) -> None:
        people = [f"{isolate(visible(one.person))} ({isolate(visible(one.office))})" for one in found.readers]
        sealed = _("Sealed on {when} for {people}")
        self.who.setText(sealed.format(when=format_instant(found.at), people=_(", ").join(people)))
        self.why.setText(isolate(visible(found.reason)))
        if found.basis:
            basis = load().label("bases", found.basis, current())
            self.why.setText(f"{isolate(visible(found.reason))} · {basis}")
        number = len(found.records)
        said = ngettext("{n} record or document", "{n} records and documents", number).format(n=number)
        nothing = _(NOTHING) if found.known and not found.erased else "" if found.known else _(NOT_KEPT)
        self.count.setText(said if number else nothing)
        self.gone.setText(_(ERASED_SINCE).format(n=found.erased) if found.erased else "")
        self.gone.setVisible(bool(found.erased))
        for one in found.records:
            words = [_(TYPES[one.type].label), isolate_ltr(visible(one.reference)), isolate(visible(one.title))]
            item = tree_item(words)
            for place, word in enumerate(words):
                tip(item, place, word)
            self.tree.addTopLevelItem(item)
