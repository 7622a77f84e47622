"""Several lines of plain text."""

from PySide6.QtWidgets import QTextEdit


class PlainText(QTextEdit):
    """Lines of plain text, each at the side and in the direction of its own letters."""

    def __init__(self, content: str = "") -> None:
        super().__init__()
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setPlainText(content)
