"""What the scenes look for in the training vaults, and files they need beside them."""

from pathlib import Path

from focalpoint.services.casework import attachments, listing
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace

LONG_REFERENCE = "TRN-2026/999"
TABLE = "trn-register.csv"
ROWS = (
    "رقم القيد;الموضوع;نوع الطلب;تاريخ الورود;الجهة الطالبة;الموعد النهائي;ملاحظات",
    "TRN-ق-١;تجميد حساب مصرفي;C-k3;١٢/٠٣/١٤٤٧ هـ;قلم المحكمة;١٥/١٢/٢٠٢٦;",
    "TRN-ق-٢;إبلاغ مستند قضائي;C-d;5 رمضان 1447;مكتب المدعي العام;;عاجل",
    "TRN-ق-٣;فحص مكان;C-g;3 شباط/فبراير 2026;مكتب المدعي العام;غداً صباحاً;",
)


def add_table(folder: Path) -> None:
    """Let a register kept as a table lie beside the vaults."""
    (folder / TABLE).write_text("\n".join(ROWS), encoding="utf-8")


def record(ws: Workspace, type_name: str, query: str) -> str:
    """Return the first record that a query finds."""
    return listing.page(ws, type_name, listing.ids(ws, Listing(type_name, query, sort="updated_at"))[:1], ())[0].id


def long(ws: Workspace) -> str:
    """Return the request with the long texts."""
    numbers = listing.ids(ws, Listing("request", f"ref:{LONG_REFERENCE}"))
    return listing.page(ws, "request", numbers[:1], ())[0].id


def document(ws: Workspace, ending: str) -> str:
    """Return a document of a kind of file, "" if there is none."""
    for row in listing.page(ws, "request", listing.ids(ws, Listing("request", "has:attachment")), ()):
        found = [document.id for document in attachments.documents_of(ws, row.id) if document.name.endswith(ending)]
        if found:
            return found[0]
    return ""
