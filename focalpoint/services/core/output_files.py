"""Files that a person wants outside the vault: papers, cards, pictures."""

from pathlib import Path

from focalpoint.transports import folder


def write_file(target: Path, content: bytes) -> None:
    """Write a file, flushed and read back; raise CarrierError and leave what was there if that fails."""

    def produce(stream: folder.HashingSink) -> None:
        stream.write(content)

    folder.deliver(target, produce)
