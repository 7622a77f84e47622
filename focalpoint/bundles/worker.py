"""The separate process that decrypts and unpacks the control part of a bundle from outside.

Question: `identity` (age), `device`, `keys` (device → Ed25519 public key in hexadecimal). Answer: 4 bytes length, the
verified manifest, its signature, then the changes of all segments as they stand in the format. A refusal names its
error class. With `ballots` in the question: many evaluation forms from outside, see `ballot.py`.
"""

import sys
from collections.abc import Mapping

from focalpoint.bundles import ballot, container, manifest
from focalpoint.bundles.errors import BundleError
from focalpoint.confinement.serving import Unreadable, serve


def main() -> int:
    """Answer one question and end."""
    return serve(answer)


def answer(question: Mapping[str, object], untrusted: bytes) -> bytes:
    """Return the verified content of a control part, unpacked; or ballots, read one by one."""
    if "ballots" in question:
        return ballot.opened_ballots(untrusted, str(question["identity"]))
    keys = question["keys"]
    if not isinstance(keys, dict):
        raise Unreadable
    try:
        opened = container.open_control(
            untrusted,
            str(question["identity"]),
            str(question["device"]),
            {str(device): bytes.fromhex(str(key)) for device, key in keys.items()},
        )
    except BundleError as error:
        raise Unreadable(type(error).__name__) from error
    content = manifest.encode(opened.manifest)
    return b"".join(
        [len(content).to_bytes(4), content, opened.signature, *(container.framed(frame) for frame in opened.frames)]
    )


if __name__ == "__main__":
    sys.exit(main())
