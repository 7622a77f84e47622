"""What a laptop could read, as a list on screen and on paper."""

from PySide6.QtWidgets import QTreeWidget, QWidget

from focalpoint.domain.records import TYPES
from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.dialogs.save_target import ask_target
from focalpoint.gui.widgets.basics import text
from focalpoint.gui.widgets.plain_text import tip, tree_item
from focalpoint.language import _, current, format_date, isolate, isolate_ltr, ngettext
from focalpoint.services.core import output_files
from focalpoint.services.exchange import access
from focalpoint.services.exchange.access import LIMIT, Readable
from focalpoint.services.exchange.peers import PeerView


class AccessDialog(Dialog):
    """A list; it can be saved as a PDF."""

    def __init__(self, parent: QWidget, context: Context, person: PeerView) -> None:
        about = " · ".join(isolate(visible(p)) for p in (person.person, person.office, person.device_label) if p)
        super().__init__(
            parent, _("What this laptop could read"), training=context.ws.info.training, width=680, about=about
        )
        self.context, self._person = context, person
        self.count = text("", "strong")
        self.content.addWidget(self.count)
        self.tree = QTreeWidget()
        self.tree.setRootIsDecorated(False)
        self.tree.setHeaderLabels([_("Kind"), _("Title"), _("Parts"), _("Last on")])
        for place, width in enumerate((90, 250, 150, 150)):
            self.tree.setColumnWidth(place, theme.text_px(width))
        self.tree.setMinimumHeight(theme.text_px(240))
        self.tree.setAccessibleName(_("What this laptop could read"))
        self.content.addWidget(self.tree, 1)
        self.content.addWidget(text(_(LIMIT), "small"))
        self.go = self.add_actions(_("Save as PDF…"), self.save, cancel=_("Close"))
        self.resize(theme.px(760), theme.px(560))
        context.run(access.of_device, person.device, done=self._show, reads_only=True)

    def _show(self, found: list[Readable]) -> None:
        number = len(found)
        said = ngettext("{n} record or document", "{n} records and documents", number)
        self.count.setText(said.format(n=number) if number else _("Nothing of this vault."))
        for one in found:
            title = f"{isolate_ltr(one.reference)} {isolate(visible(one.title))}".strip()
            parts = _(", ").join(_(part) for part in one.parts)
            date = format_date(one.last[:10]) if one.last else ""
            item = tree_item([_(TYPES[one.type].label), title, parts, date])
            for place in range(4):
                tip(item, place, item.text(place))
            self.tree.addTopLevelItem(item)
        self.go.setEnabled(bool(number))

    def save(self) -> None:
        """Ask where to, and write the list."""
        name = f"{self._person.device[:8]}.pdf"
        target = ask_target(self, _("Save as PDF"), name, "PDF (*.pdf)", training=self.context.ws.info.training)
        if target:
            ws, device, code = self.context.ws, self._person.device, current()
            self.context.start(
                lambda: output_files.write_file(target, access.device_pdf(ws, device, code)),
                done=lambda _none: self.context.notice.emit(_("The list was saved."), ""),
            )
