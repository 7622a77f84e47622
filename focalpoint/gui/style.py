"""The one style sheet, generated from the tokens. Widgets ask for a look by the property `role`."""

from collections.abc import Callable, Mapping

_BASE = """
* {{ outline: none; }}
QWidget {{ color: {text}; font-size: {base}pt; }}
QMainWindow, QDialog, QWizard {{ background: {window}; }}
QToolTip {{ background: {text}; color: {surface}; border: none; padding: {s1}px {s2}px; }}
QScrollArea, QAbstractScrollArea {{ border: none; background: transparent; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QSplitter::handle {{ background: {line}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}

QLabel {{ background: transparent; }}
QLabel[role="muted"] {{ color: {muted}; }}
QLabel[role="small"] {{ color: {muted}; font-size: {small}pt; }}
QLabel[role="caption"] {{ color: {muted}; font-size: {small}pt; font-weight: 600; }}
QLabel[role="strong"] {{ font-weight: 600; }}
QLabel[role="large"] {{ font-size: {large}pt; font-weight: 600; }}
QLabel[role="title"] {{ font-size: {title}pt; font-weight: 600; }}
QLabel[role="display"] {{ font-size: {display}pt; font-weight: 600; }}
QLabel[role="amber"] {{ color: {amber}; }}
QLabel[role="red"] {{ color: {red}; }}
QLabel[role="green"] {{ color: {green}; }}
QLabel[role="digits"] {{ font-size: {large}pt; font-weight: 600; }}

QLabel[pill="plain"] {{ background: {sunken}; color: {text}; }}
QLabel[pill="accent"] {{ background: {accent_soft}; color: {on_accent_soft}; }}
QLabel[pill="amber"] {{ background: {amber_soft}; color: {amber}; }}
QLabel[pill="red"] {{ background: {red_soft}; color: {red}; }}
QLabel[pill="green"] {{ background: {green_soft}; color: {green}; }}
QLabel[pill] {{ border-radius: {radius}px; padding: 1px {s2}px; font-size: {small}pt; font-weight: 600; }}

QFrame[role="rule"] {{ background: {line}; border: none; max-height: 1px; min-height: 1px; }}
QWidget[role="surface"] {{ background: {surface}; }}
QWidget[role="window"] {{ background: {window}; }}
QFrame[role="card"] {{ background: {surface}; border: 1px solid {line}; border-radius: {radius}px; }}
QFrame[role="state"] {{ background: {accent}; border: none; }}
QFrame[role="state"] QLabel {{ color: {on_accent}; font-weight: 600; background: transparent; }}
QFrame[role="state"] QPushButton {{ color: {on_accent}; border: 1px solid {on_accent}; background: transparent; }}
QFrame[role="state"] QPushButton:hover {{ background: {accent_hover}; }}
QFrame[role="well"] {{ background: {window}; border: 1px solid {line}; border-radius: {radius}px; }}
QFrame[banner="plain"] {{ background: {window}; border: 1px solid {line}; border-radius: {radius}px; }}
QFrame[banner="accent"] {{ background: {accent_soft}; border: 1px solid {accent}; border-radius: {radius}px; }}
QFrame[banner="amber"] {{ background: {amber_soft}; border: 1px solid {amber}; border-radius: {radius}px; }}
QFrame[banner="red"] {{ background: {red_soft}; border: 1px solid {red}; border-radius: {radius}px; }}
QFrame[banner="green"] {{ background: {green_soft}; border: 1px solid {green}; border-radius: {radius}px; }}
QFrame[banner="amber"] QLabel {{ color: {amber}; }}
QFrame[banner="red"] QLabel {{ color: {red}; }}
QFrame[banner="green"] QLabel {{ color: {green}; }}
QFrame[banner="accent"] QLabel {{ color: {on_accent_soft}; }}
"""

# `text-align: left` means the leading side: Qt mirrors it in right-to-left windows
_CONTROLS = """
QPushButton {{
    background: {raised}; border: 1px solid {border}; border-radius: {radius}px;
    padding: {s1}px {s3}px; min-height: {control}px;
}}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed {{ background: {sunken}; }}
QPushButton:focus {{ border: 2px solid {focus}; padding: {s1m}px {s3m}px; }}
QPushButton:disabled {{ color: {muted}; border-color: {line}; background: {window}; }}
QPushButton::menu-indicator {{ width: 0px; }}
QPushButton[role="primary"] {{ background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: 600; }}
QPushButton[role="primary"]:hover {{ background: {accent_hover}; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {focus}; }}
QPushButton[role="primary"]:disabled {{ background: {line}; color: {muted}; border-color: {line}; }}
QPushButton[role="quiet"] {{ background: transparent; border-color: transparent; }}
QPushButton[role="quiet"]:hover {{ background: {hover}; }}
QPushButton[role="quiet"]:focus {{ border: 2px solid {focus}; }}
QPushButton[role="link"] {{
    background: transparent; border: 1px solid transparent; color: {accent};
    padding: 0px 2px; text-align: left;
}}
QPushButton[role="link"]:hover {{ text-decoration: underline; }}
QPushButton[role="link"]:focus {{ border: 1px solid {focus}; }}
QPushButton[role="danger"] {{ color: {red}; border-color: {red}; }}
QPushButton[role="search"] {{ text-align: left; padding: {s2}px {s3}px; color: {muted}; }}
QPushButton[role="choice"] {{ padding: {s2}px {s3}px; }}
QPushButton[role="choice"]:checked {{ background: {accent_soft}; color: {on_accent_soft}; border-color: {accent}; }}
QPushButton[role="chip"] {{ background: {accent_soft}; color: {on_accent_soft}; border-color: transparent;
    padding: 0px {s2}px; font-size: {small}pt; min-height: {chip}px; }}
QPushButton[role="chip"]:focus {{ border: 1px solid {focus}; }}

QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: {radius}px; padding: {s1}px; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:pressed, QToolButton:checked {{ background: {accent_soft}; }}
QToolButton:focus {{ border: 1px solid {focus}; }}
QToolButton::menu-indicator {{ image: none; width: 0px; }}

QLineEdit, QTextEdit, QComboBox, QSpinBox {{
    background: {raised}; color: {text}; border: 1px solid {border}; border-radius: {radius}px;
    padding: {s1}px {s2}px; selection-background-color: {accent}; selection-color: {on_accent};
}}
QLineEdit, QComboBox, QSpinBox {{ min-height: {control}px; }}
QLineEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus {{
    border: 2px solid {focus}; padding: {s1m}px {s2m}px;
}}
QLineEdit:disabled, QComboBox:disabled, QTextEdit:disabled {{ color: {muted}; background: {window}; }}
QLineEdit:read-only, QTextEdit:read-only {{ background: {window}; }}
QLineEdit[problem="true"], QComboBox[problem="true"] {{ border: 2px solid {red}; }}
QTextEdit[role="reading"] {{ background: {surface}; border: none; padding: {s24}px; }}
QDialog QTreeView, QDialog QListView {{ border: 1px solid {line}; border-radius: {radius}px; }}
QComboBox::drop-down {{ border: none; width: {s24}px; }}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{
    border: none; padding: 0px; min-height: 0px; background: transparent;
}}
QComboBox QAbstractItemView {{
    background: {raised}; border: 1px solid {border}; selection-background-color: {accent_soft};
    selection-color: {on_accent_soft}; padding: {s1}px;
}}
QComboBox QAbstractItemView::item {{ min-height: {control}px; padding: 0px {s2}px; }}

QCheckBox, QRadioButton {{ spacing: {s2}px; padding: 2px; border: 1px solid transparent; border-radius: {radius}px; }}
QCheckBox:focus, QRadioButton:focus {{ border: 1px solid {focus}; }}

QMenu {{ background: {raised}; border: 1px solid {border}; padding: {s1}px; }}
QMenu::item {{ padding: {s2}px {s24}px; border-radius: {radius}px; }}
QMenu::item:selected {{ background: {accent_soft}; color: {on_accent_soft}; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: {s1}px {s2}px; }}

QProgressBar {{ background: {sunken}; border: none; border-radius: 2px; max-height: {s1}px; min-height: {s1}px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 2px; }}
"""

_LISTS = """
QTableView, QListView, QTreeView {{
    background: {surface}; alternate-background-color: {surface}; border: none;
    selection-background-color: {accent_soft}; selection-color: {on_accent_soft};
    gridline-color: {line};
}}
QListView::item {{ padding: {s1}px {s2}px; border-radius: {radius}px; }}
QListView::item:hover {{ background: {hover}; }}
QListView::item:selected {{ background: {accent_soft}; color: {on_accent_soft}; }}
QListView:focus, QTableView:focus {{ border: 1px solid {focus}; }}
QHeaderView {{ background: {surface}; }}
QHeaderView::section {{
    background: {surface}; color: {muted}; border: none; border-bottom: 1px solid {line};
    padding: {s1}px {s2}px; font-size: {small}pt; font-weight: 600;
}}
QHeaderView::section:hover {{ background: {hover}; }}
QTableCornerButton::section {{ background: {surface}; border: none; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ width: 0px; height: 0px; }}

QTabWidget::pane {{ border: none; border-top: 1px solid {line}; }}
QTabWidget::tab-bar {{ left: {s12}px; right: {s12}px; }}
QTabBar {{ background: transparent; qproperty-drawBase: 0; }}
QTabBar::tab {{
    background: transparent; color: {muted}; padding: {s2}px {s3}px; border: none;
    border-bottom: 2px solid transparent;
}}
QTabBar::tab:hover {{ color: {text}; }}
QTabBar::tab:selected {{ color: {text}; border-bottom: 2px solid {accent}; font-weight: 600; }}
QTabBar::tab:focus {{ color: {focus}; border-bottom: 2px solid {focus}; }}

QScrollBar:vertical {{ background: transparent; width: {s12}px; margin: 0px; }}
QScrollBar:horizontal {{ background: transparent; height: {s12}px; margin: 0px; }}
QScrollBar::handle {{ background: {border}; border-radius: 3px; margin: 3px; min-height: {s24}px; min-width: {s24}px; }}
QScrollBar::handle:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0px; height: 0px; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""

_SHELL = """
QWidget#rail {{ background: {sunken}; border: none; }}
QPushButton[role="rail"] {{
    background: transparent; border: 1px solid transparent; border-radius: {radius}px;
    padding: {s1}px {s3}px; text-align: left; min-height: {rail}px;
}}
QPushButton[role="rail"]:hover {{ background: {hover}; }}
QPushButton[role="rail"]:checked {{ background: {accent_soft}; color: {on_accent_soft}; }}
QPushButton[role="rail"]:focus {{ border: 2px solid {focus}; padding: {s1m}px {s3m}px; }}
QWidget#topbar {{ background: {surface}; border: none; border-bottom: 1px solid {line}; }}
QWidget#statusbar {{ background: {sunken}; border: none; border-top: 1px solid {line}; }}
QWidget#statusbar QLabel {{ font-size: {small}pt; color: {muted}; }}
QWidget#statusbar QPushButton {{ font-size: {small}pt; min-height: 0px; }}
QWidget#gate {{ background: {window}; }}
QFrame#notice {{ background: {text}; border: none; border-radius: {radius}px; }}
QFrame#notice QLabel {{ color: {surface}; }}
QFrame#notice QPushButton {{ color: {surface}; background: transparent; border: 1px solid {surface}; }}
QFrame#notice QPushButton:focus {{ border: 2px solid {surface}; }}
QListView#palette {{ background: {raised}; border: none; }}
QFrame#palettebox {{ background: {raised}; border: 1px solid {border}; border-radius: {radius}px; }}
"""


def sheet(colors: Mapping[str, str], px: Callable[[float], int], points: Callable[[str], float]) -> str:
    """Write the style sheet for a table of colours, a length scale and a type scale."""
    sizes = {name: points(name) for name in ("small", "base", "large", "title", "display")}
    lengths = {
        "s1": px(4), "s1m": max(px(4) - 1, 0), "s2": px(8), "s2m": px(8) - 1, "s3": px(12), "s3m": px(12) - 1,
        "s12": px(12), "s24": px(24), "control": px(22), "chip": px(20), "rail": px(28), "radius": 4,
    }  # fmt: skip
    return (_BASE + _CONTROLS + _LISTS + _SHELL).format(**colors, **sizes, **lengths)
