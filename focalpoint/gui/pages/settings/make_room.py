"""Making room: which documents other laptops keep, how many bytes each takes, and letting go of those chosen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidget, QWidget

from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.widgets.basics import text
from focalpoint.gui.widgets.plain_text import tip, tree_item
from focalpoint.language import _, format_size, isolate
from focalpoint.services.core.changes import Changes
from focalpoint.services.exchange import eviction
from focalpoint.services.exchange.eviction import EvictionCandidate


class RoomDialog(Dialog):
    """A list to choose from; nothing is chosen at first."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent, _("Make room"), training=context.ws.info.training, width=680)
        self.context = context
        self.candidates: list[EvictionCandidate] = []
        said = _(
            "These documents were acknowledged by a colleague's laptop. What you choose leaves this laptop; its key"
            " and its record stay, and you can ask for it again. Others keep relying on what is not listed."
        )
        self.content.addWidget(text(said, "muted"))
        self.tree = QTreeWidget()
        self.tree.setRootIsDecorated(False)
        self.tree.setHeaderLabels([_("Title"), _("Size"), _("Kept by")])
        for place, width in enumerate((300, 110, 220)):
            self.tree.setColumnWidth(place, theme.text_px(width))
        self.tree.setMinimumHeight(theme.text_px(200))
        self.tree.setAccessibleName(_("Documents that other laptops keep"))
        self.tree.itemChanged.connect(lambda _item, _place: self._count())
        self.content.addWidget(self.tree, 1)
        self.total = text("", "strong")
        self.content.addWidget(self.total)
        late = _("Backups made before keep their copies, so their room comes free as these backups go.")
        self.content.addWidget(text(late, "small"))
        self.go = self.add_actions(_("Let go of these"), self.let_go, careful=True)
        self.go.setEnabled(False)
        self.resize(theme.px(760), theme.px(560))
        context.run(eviction.candidates, done=self._show, reads_only=True)

    def _show(self, found: list[EvictionCandidate]) -> None:
        self.candidates = found
        for one in found:
            people = _(", ").join(isolate(visible(person.person)) for person in one.keepers)
            item = tree_item([isolate(visible(one.title)), format_size(one.size), people])
            item.setCheckState(0, Qt.CheckState.Unchecked)
            tip(item, 0, item.text(0))
            tip(item, 2, people)
            self.tree.addTopLevelItem(item)
        if not found:
            self.total.setText(_("There is no document here that another laptop is known to keep."))

    def chosen(self) -> list[EvictionCandidate]:
        """Return what is ticked."""
        items = [self.tree.topLevelItem(place) for place in range(self.tree.topLevelItemCount())]
        ticked = [item is not None and item.checkState(0) is Qt.CheckState.Checked for item in items]
        return [one for one, yes in zip(self.candidates, ticked, strict=True) if yes]

    def _count(self) -> None:
        picked = self.chosen() if self.tree.topLevelItemCount() == len(self.candidates) else []
        self.go.setEnabled(bool(picked))
        size = format_size(sum(one.size for one in picked))
        self.total.setText(_("Chosen: {n}. Room made: {size}").format(n=len(picked), size=size) if picked else "")

    def let_go(self) -> None:
        """Let go of what is ticked."""
        self.go.setEnabled(False)
        _ws, documents = self.context.ws, [one.document for one in self.chosen()]
        self.context.run(eviction.let_go, documents, done=lambda size: self._gone(documents, size), failed=self._failed)

    def _gone(self, documents: list[str], size: int) -> None:
        self.context.refresh.announce(Changes.of([("document", document) for document in documents]))
        self.context.notice.emit(_("Room made: {size}").format(size=format_size(size)), "")
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self.go.setEnabled(True)
        self.context.failed.emit(error)
