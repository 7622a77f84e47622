"""Checking a certificate of attendance: from its file, or from a picture of the code on its paper."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.errors import explain
from focalpoint.gui.widgets.basics import Banner, Tone, button, row, text
from focalpoint.language import _, current, format_date, isolate, isolate_ltr
from focalpoint.services.seminars import certificate_papers, certificates
from focalpoint.services.seminars.certificates import ISSUERS, CheckedCertificate

TONES: dict[str, Tone] = {"own": "green", "verified": "green", "stopped": "red"}


class CertificateCheckDialog(Dialog):
    """The verdict first, then what the certificate says."""

    def __init__(self, parent: QWidget, context: Context, path: Path) -> None:
        super().__init__(
            parent, _("Check a certificate"), training=context.ws.info.training, about=isolate_ltr(path.name)
        )
        self.buttons.addStretch(1)
        self.buttons.addWidget(button(_("Close"), self.reject, role="primary"))
        self.resize(theme.px(560), theme.px(540))
        context.run(certificates.check_file, path, done=self._show, failed=self._failed)

    def _show(self, found: CheckedCertificate) -> None:
        if found.withdrawn_on:
            said = _("It was withdrawn on {date}.").format(date=format_date(found.withdrawn_on))
            self.content.addWidget(Banner("red", said))
        if found.changed:
            self.content.addWidget(Banner("amber", _("The attendance kept here says something else now.")))
        tone = TONES.get(found.issuer, "amber")
        self.content.addWidget(Banner(tone if found.holds or tone != "green" else "plain", _(ISSUERS[found.issuer])))
        made = found.certificate
        days = dict.fromkeys(format_date(day) for day in (made.first, made.last) if day)
        said_of = (
            (_("Name"), isolate(visible(made.person))),
            (_("Office"), isolate(visible(made.office))),
            (_("Seminar"), isolate(visible(certificate_papers.title_in(made, current())))),
            (_("Place"), isolate(visible(made.place))),
            (_("On"), " – ".join(days)),
            (_("Sessions attended"), _("{attended} of {of}").format(attended=made.attended, of=made.of)),
            (_("Issued by"), isolate(visible(made.issuer))),
        )
        for label, value in said_of:
            if value.strip("\u2068\u2069"):
                line = row(spacing=12)
                name = text(label, "muted")
                name.setFixedWidth(theme.text_px(150))
                line.addWidget(name)
                line.addWidget(text(value, selectable=True), 1)
                self.content.addLayout(line)
        self.content.addStretch(1)

    def _failed(self, error: BaseException) -> None:
        words = explain(error)
        self.content.addWidget(Banner("red", words.happened))
        self.content.addWidget(text(" ".join(part for part in (words.safe, words.remedy) if part)))
        self.content.addStretch(1)


def choose_certificate(parent: QWidget, context: Context) -> None:
    """Ask for a certificate or a picture of one, and check it."""
    kinds = _("Certificates and pictures (*.fpcert *.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff *.gif)")
    chosen, _kind = QFileDialog.getOpenFileName(parent, _("Check a certificate"), str(Path.home()), kinds)
    if chosen:
        CertificateCheckDialog(parent.window(), context, Path(chosen)).open()
