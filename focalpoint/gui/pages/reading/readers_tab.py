"""The tab that tells who could read a record."""

from PySide6.QtWidgets import QWidget

from focalpoint.domain.trust import STOPPED, DeviceState
from focalpoint.domain.visible_text import visible
from focalpoint.gui.widgets.basics import Pill, column, row, text
from focalpoint.gui.widgets.fields import icon_label
from focalpoint.language import _, format_date, isolate
from focalpoint.services.exchange.access import LIMIT, RecordReader
from focalpoint.services.exchange.peers import STATES


def readers_tab(readers: list[RecordReader]) -> QWidget:
    """Return everybody who could read a record: which parts, since when, and how that is known."""
    holder = QWidget()
    lay = column(holder, margins=(24, 16), spacing=12)
    for one in readers:
        lay.addWidget(_reader(one))
    if not readers:
        lay.addWidget(text(_("Nobody but you. It has left this vault in no bundle."), "muted"))
    else:
        lay.addWidget(text(_(LIMIT), "small"))
    lay.addStretch(1)
    return holder


def _reader(one: RecordReader) -> QWidget:
    holder = QWidget()
    line = row(holder, spacing=12)
    line.addWidget(icon_label("contacts", "muted"))
    words = column(spacing=0)
    person = one.person
    words.addWidget(text(isolate(visible(person.person)), "strong"))
    office = " · ".join(isolate(visible(p)) for p in (person.office, person.device_label) if p)
    words.addWidget(text(office, "small"))
    if one.parts:
        words.addWidget(text(_(", ").join(_(part) for part in one.parts)))
    words.addWidget(text(known(one), "small"))
    line.addLayout(words, 1)
    if person.state in STOPPED:
        line.addWidget(Pill(_(STATES[person.state]), "red" if person.state == DeviceState.REVOKED else "plain"))
    elif one.arrived:
        line.addWidget(Pill(_("arrived"), "green"))
    return holder


def known(one: RecordReader) -> str:
    """Say how it is known that somebody could read a record."""
    if not one.bundles:
        return _("It came from there.")
    first, last = format_date(one.first[:10]), format_date(one.last[:10])
    if first == last:
        return _("Sealed for this laptop on {date}.").format(date=first)
    return _("Sealed for this laptop from {first} to {last}.").format(first=first, last=last)
