"""Opening of a control part in a separate process: what it claims to be costs at most that process."""

from collections.abc import Mapping

from focalpoint.bundles import container, errors, manifest
from focalpoint.bundles.container import Opened
from focalpoint.bundles.errors import BundleError, BundleForbiddenError, BundleTooHardError, DamagedBundleError
from focalpoint.confinement import asking
from focalpoint.confinement.asking import WorkerForbiddenError, WorkerOverwhelmedError, WorkerRefusedError
from focalpoint.crypto import signing

WORKER = "focalpoint.bundles.worker"
MEMORY = 1 << 30
LONGEST = 1 << 30
SECONDS = 120


def open_control(untrusted: bytes, identity: str, device: str, keys: Mapping[str, bytes]) -> Opened:
    """Do what `container.open_control` does, in a worker with limits; raise the same errors, or BundleTooHardError."""
    question = {"identity": identity, "device": device, "keys": {name: key.hex() for name, key in keys.items()}}
    memory = MEMORY + 8 * len(untrusted)
    try:
        answer = asking.ask(WORKER, question, untrusted, memory=memory, seconds=SECONDS, longest=LONGEST)
    except WorkerRefusedError as error:
        known = getattr(errors, error.code, None)
        told = known if isinstance(known, type) and issubclass(known, BundleError) else DamagedBundleError
        raise told from error
    except WorkerOverwhelmedError as error:
        raise BundleTooHardError from error
    except WorkerForbiddenError as error:
        raise BundleForbiddenError from error
    end = 4 + int.from_bytes(answer[:4])
    signed = end + signing.SIGNATURE_BYTES
    found = container.frames(memoryview(answer)[signed:])
    return container.opened(manifest.decode(answer[4:end]), answer[end:signed], found)
