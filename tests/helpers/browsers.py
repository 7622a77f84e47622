"""Real browsers, driven by their own protocols: Chromium through a pipe, Firefox by Marionette; no driver is needed.

Every request that a browser makes, to this machine too, goes to a proxy on loopback, which writes down what it hears
and answers nothing.
"""

import base64
import json
import os
import shutil
import socket
import socketserver
import subprocess
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PATIENCE = 120.0  # seconds
CHROMIUM, FIREFOX = "chromium", "firefox-esr"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    "--force-device-scale-factor=1", "--allow-pre-commit-input", "--proxy-bypass-list=<-loopback>",
    "--window-size=1100,900",
)  # fmt: skip
SIZE = ("--width=1100", "--height=900")
PREFERENCES: dict[str, str | int | bool] = {
    "browser.download.folderList": 2, "browser.download.useDownloadDir": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.helperApps.neverAsk.saveToDisk": "application/octet-stream,text/plain", "browser.startup.page": 0,
    "browser.download.alwaysOpenPanel": False, "browser.download.always_ask_before_handling_new_types": False,
    "datareporting.policy.dataSubmissionEnabled": False, "toolkit.telemetry.reportingpolicy.firstRun": False,
    "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
    "app.normandy.enabled": False, "extensions.getAddons.cache.enabled": False, "app.update.disabledForTesting": True,
    "browser.safebrowsing.downloads.enabled": False, "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False, "services.settings.server": "data:,none",
    "remote.active-protocols": 1,
    "network.proxy.type": 1, "network.proxy.allow_hijacking_localhost": True, "network.proxy.no_proxies_on": "",
    "dom.disable_beforeunload": True, "geo.enabled": False, "intl.accept_languages": "en",
}  # fmt: skip


class Ear:
    """A proxy on loopback that hears every request and answers none; `heard` are their first lines."""

    def __init__(self) -> None:
        heard: list[str] = []

        class Listening(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                heard.append(self.rfile.readline(4_000).decode("latin-1").strip())

        self.heard = heard
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Listening)
        self.server.daemon_threads = True
        self.port = int(self.server.server_address[1])
        self._thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join(10)


class BrowserError(AssertionError):
    """The page, or the browser, said that something went wrong."""


class Browser(ABC):
    """What a test does with a page, in either browser."""

    name = ""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.downloads = folder, folder / "saved"
        self.downloads.mkdir()
        self._saved = 0
        self.ear = Ear()
        self.process: subprocess.Popen[bytes]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the browser that this started, and nothing else."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.ear.close()

    @abstractmethod
    def open(self, page: Path) -> None:
        """Open a page from disk."""

    @abstractmethod
    def run(self, script: str) -> Any:
        """Return what the body of a function in the page returns, as JSON."""

    @abstractmethod
    def give(self, selector: str, files: Sequence[Path]) -> None:
        """Choose files in an input."""

    @abstractmethod
    def picture(self, target: Path) -> None:
        """Take a picture of the page."""

    def until(self, script: str, seconds: float = PATIENCE) -> Any:
        """Wait until a script returns something true; return that."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := self.run(script):
                return found
            time.sleep(0.03)
        said = self.run("return document.querySelector('.status.bad')?.textContent ?? ''")
        raise BrowserError(f"{self.name} waited in vain: {script} {said}")

    def idle(self, seconds: float = PATIENCE) -> None:
        self.until("return !document.body.hasAttribute('aria-busy')", seconds)

    def click(self, selector: str) -> None:
        """Click an element as a script does; it must be there and able to be clicked."""
        there = f"const e = document.querySelector({json.dumps(selector)}); if (!e || e.disabled) return false;"
        self.until(f"{there} e.click(); return true", 10)

    def fill(self, form: str, **values: str) -> None:
        """Write into the inputs of a form, by name."""
        for name, value in values.items():
            where = json.dumps(f'[data-form="{form}"] [name="{name}"]')
            self.run(f"document.querySelector({where}).value = {json.dumps(value)}; return true")

    def saved(self) -> Path:
        """Return the file that was saved, out of the way of the next one of its name."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            found = list(self.downloads.iterdir())
            whole = [one for one in found if one.suffix not in (".crdownload", ".part") and one.stat().st_size]
            if len(whole) == len(found) == 1:
                self._saved += 1
                place = self.folder / f"saved-{self._saved}"
                place.mkdir()
                return whole[0].rename(place / whole[0].name)
            time.sleep(0.03)
        raise BrowserError(f"{self.name} saved nothing")


class Chromium(Browser):
    """Chromium, by the protocol of its developer tools through a pipe."""

    name = CHROMIUM

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        command = [
            CHROMIUM, *FLAGS, f"--proxy-server=127.0.0.1:{self.ear.port}", f"--user-data-dir={folder / 'profile'}",
            "--remote-debugging-pipe", "about:blank",
        ]  # fmt: skip
        self.process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}', "bash", *command],
            pass_fds=(theirs_in, theirs_out), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={**os.environ, "HOME": str(folder), "LANGUAGE": "en", "LANG": "C.UTF-8"},
        )  # fmt: skip
        os.close(theirs_in)
        os.close(theirs_out)
        self._out, self._in = os.fdopen(ours_out, "wb"), os.fdopen(ours_in, "rb")
        self._number, self._rest, self._session = 0, b"", ""
        self.said: list[str] = []  # what the page or the browser complained of
        self.asked: list[str] = []  # addresses that the page asked for
        self._session = self._ask("Target.attachToTarget", targetId=self._page(), flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "DOM", "Log", "Network"):
            self._ask(f"{domain}.enable")
        self._ask("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(self.downloads))

    def close(self) -> None:
        super().close()
        self._out.close()
        self._in.close()

    def _page(self) -> str:
        """Return the first page, which may not be there at once."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            for one in self._ask("Target.getTargets")["targetInfos"]:
                if one["type"] == "page":
                    return str(one["targetId"])
            time.sleep(0.05)
        raise BrowserError("the browser has no page")

    def _ask(self, method: str, **given: Any) -> Any:
        self._number += 1
        number = self._number
        asked: dict[str, Any] = {"id": number, "method": method, "params": given}
        if self._session:
            asked["sessionId"] = self._session
        self._out.write(json.dumps(asked).encode() + b"\0")
        self._out.flush()
        while True:
            told = self._next()
            if told.get("id") == number:
                if "error" in told:
                    raise BrowserError(f"{method}: {told['error']}")
                return told["result"]
            self._note(told)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            piece = os.read(self._in.fileno(), 1 << 20)
            if not piece:
                raise BrowserError("the browser ended")
            self._rest += piece
        first, _zero, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(first)
        return found

    def _note(self, told: dict[str, Any]) -> None:
        given = told.get("params", {})
        if told.get("method") == "Network.requestWillBeSent":
            self.asked.append(str(given["request"]["url"]))
        if told.get("method") == "Log.entryAdded" and given["entry"]["level"] in ("error", "warning"):
            text = str(given["entry"]["text"])
            self.said += [] if "beforeunload" in text else [text]  # no person was there to be asked
        if told.get("method") == "Runtime.exceptionThrown":
            self.said.append(str(given["exceptionDetails"]))

    def open(self, page: Path) -> None:
        self._ask("Page.navigate", url=page.absolute().as_uri())
        self.until("return document.querySelector('h1') !== null")

    def run(self, script: str) -> Any:
        expression = f"(async () => {{ {script} }})()"
        answer = self._ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise BrowserError(str(answer["exceptionDetails"].get("exception", {}).get("description")))
        return answer["result"].get("value")

    def give(self, selector: str, files: Sequence[Path]) -> None:
        found = self._ask("Runtime.evaluate", expression=f"document.querySelector({json.dumps(selector)})")
        self._ask("DOM.setFileInputFiles", objectId=found["result"]["objectId"], files=[str(one) for one in files])

    def picture(self, target: Path) -> None:
        shot = self._ask("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        target.write_bytes(base64.b64decode(shot["data"]))

    def printed(self) -> bytes:
        """Return the page as it is printed: PDF."""
        return base64.b64decode(self._ask("Page.printToPDF", printBackground=False)["data"])


class Firefox(Browser):
    """Firefox, by the protocol that its own driver speaks to it."""

    name = FIREFOX

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        profile = folder / "profile"
        profile.mkdir()
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        proxy = {
            f"network.proxy.{scheme}{part}": value
            for scheme in ("http", "ssl", "socks")
            for part, value in (("", "127.0.0.1"), ("_port", self.ear.port))
        }
        wanted = {**PREFERENCES, **proxy, "browser.download.dir": str(self.downloads), "marionette.port": port}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in wanted.items()]
        (profile / "user.js").write_text("".join(lines), "utf-8")
        self.process = subprocess.Popen(
            [FIREFOX, "--headless", "--marionette", "--no-remote", "--profile", str(profile), *SIZE],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(folder), "MOZ_CRASHREPORTER_DISABLE": "1"},
        )  # fmt: skip
        self._socket, self._number = self._connected(port), 0
        self._read()
        self._ask("WebDriver:NewSession", capabilities={"alwaysMatch": {"unhandledPromptBehavior": "accept"}})
        self._ask("WebDriver:SetTimeouts", script=int(PATIENCE * 1000))

    @staticmethod
    def _connected(port: int) -> socket.socket:
        end = time.monotonic() + 60
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE + 10)
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def close(self) -> None:
        self._socket.close()
        super().close()

    def _read(self) -> Any:
        size = b""
        while not size.endswith(b":"):
            size += self._piece(1)
        return json.loads(self._piece(int(size[:-1])))

    def _piece(self, size: int) -> bytes:
        found = bytearray()
        while len(found) < size:
            piece = self._socket.recv(size - len(found))
            if not piece:
                raise BrowserError("the browser ended")
            found += piece
        return bytes(found)

    def _ask(self, command: str, **given: Any) -> Any:
        self._number += 1
        asked = json.dumps([0, self._number, command, given]).encode()
        self._socket.sendall(b"%d:%s" % (len(asked), asked))
        _kind, _number, error, result = self._read()
        if error:
            raise BrowserError(f"{command}: {error}")
        return result

    def open(self, page: Path) -> None:
        self._ask("WebDriver:Navigate", url=page.absolute().as_uri())
        self.until("return document.querySelector('h1') !== null")

    def run(self, script: str) -> Any:
        waited = (
            "const done = arguments[arguments.length - 1];"
            f"(async () => {{ {script} }})().then((v) => done({{v}}), (e) => done({{e: String(e)}}));"
        )
        answer = self._ask("WebDriver:ExecuteAsyncScript", script=waited, args=[])["value"]
        if "e" in answer:
            raise BrowserError(answer["e"])
        return answer.get("v")

    def give(self, selector: str, files: Sequence[Path]) -> None:
        found = self._ask("WebDriver:FindElement", using="css selector", value=selector)["value"]
        text = "\n".join(str(one) for one in files)
        self._ask("WebDriver:ElementSendKeys", id=next(iter(found.values())), text=text)

    def picture(self, target: Path) -> None:
        shot = self._ask("WebDriver:TakeScreenshot", full=True)["value"]
        target.write_bytes(base64.b64decode(shot))


KINDS: tuple[type[Chromium | Firefox], ...] = (Chromium, Firefox)
INSTALLED: tuple[type[Chromium | Firefox], ...] = tuple(kind for kind in KINDS if shutil.which(kind.name))
