"""Zipping the files of a scenario; nothing is read here."""

import io
import zipfile
from collections.abc import Mapping

MOMENT = (2026, 1, 1, 0, 0, 0)  # the same files make the same bytes


def scenario_bytes(files: Mapping[str, bytes]) -> bytes:
    """Return a zipped scenario."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, files[name])
    return target.getvalue()
