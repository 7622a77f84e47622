"""How a remote is reached: a value without any of the libraries that reach it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Kind = Literal["folder", "webdav", "s3", "sftp"]
KINDS: tuple[Kind, ...] = ("folder", "webdav", "s3", "sftp")


@dataclass(frozen=True, slots=True)
class RemoteSettings:
    """Where a remote is and how to enter it.

    `address`: a path; https://host/folder; https://host/bucket/prefix; sftp://host:port/folder (from `/~/` on: below
    the home folder). `secret`: password, secret key, or text of a private SSH key. `pin`: SHA-256 of the certificate in
    hexadecimal digits, or an SSH host key as `SHA256:…`. `proxy`: http://host:port. `options`:
    `keeps_existing` (`yes` or `no`, as a probe found it); for S3 also `region` and `style` (`path` or `host`).
    """

    kind: Kind
    address: str
    user: str = ""
    secret: str = field(default="", repr=False)
    pin: str = ""
    proxy: str = field(default="", repr=False)  # may hold a password
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
