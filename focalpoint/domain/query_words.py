"""The keywords of the search box and the words some of them take, in three languages; all keys are folded."""

from collections.abc import Mapping

from focalpoint.domain.text import fold

_FIELDS = {
    "state": "state status état statut حالة الحالة",
    "type": "type نوع النوع",
    "from": "from de من",
    "to": "to à إلى",
    "due": "due deadline échéance délai موعد الموعد أجل الأجل",
    "received": "received reçu reçue ورد وردت الورود استلام",
    "has": "has avec contient فيه فيها يحتوي",
    "class": "class classification niveau تصنيف التصنيف",
    "ref": "ref reference réf référence مرجع المرجع رقم",
    "assigned": "assigned handled responsable chargé مكلف المكلف يتولاه",
    "is": "is est هو هي",
}
_HAS = {
    "attachment": "attachment attachments document documents file pièce pièces pièce-jointe pj annexe fichier"
    " مرفق مرفقات مستند مستندات وثيقة وثائق ملف",
    "deadline": "deadline due échéance délai موعد أجل",
    "conflict": "conflict conflicts conflit conflits تعارض",
    "reply": "reply réponse رد",
}
_IS = {
    "overdue": "overdue late retard en-retard متأخر متأخرة",
    "urgent": "urgent urgente عاجل عاجلة",
    "open": "open ouvert ouverte مفتوح مفتوحة",
    "closed": "closed clos close fermé fermée مغلق مغلقة",
    "unconfirmed": "unconfirmed à-confirmer غير-مؤكد غير-مؤكدة",
    "draft": "draft brouillon مسودة",
    "sealed": "sealed scellé scellée sous-scellés مختوم مختومة تحت-الختم",
    "deleted": "deleted trash supprimé supprimée corbeille محذوف محذوفة",
    "conflicting": "conflicting en-conflit متعارض متعارضة",
}


def _folded(words: Mapping[str, str]) -> dict[str, str]:
    return {fold(word): code for code, listed in words.items() for word in listed.split()}


FIELDS = _folded(_FIELDS)
VALUES = {"has": _folded(_HAS), "is": _folded(_IS)}
