"""A headless Chromium that does what a person does, through its DevTools socket."""

import base64
import io
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket
from PIL import Image

PATIENCE = 30  # seconds
NAMES = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable")


class Browser:
    def __init__(self):
        program = next(filter(None, map(shutil.which, NAMES)), None)
        if not program:
            raise SystemExit("Chromium is missing (Debian: apt-get install chromium).")
        self.profile = tempfile.mkdtemp()
        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu",
             "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=fr",
             "--accept-lang=fr-FR,fr", "--remote-debugging-port=0",
             "--remote-allow-origins=*",
             f"--user-data-dir={self.profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.socket = websocket.create_connection(self._address(), timeout=PATIENCE)
        self.last = 0
        self.origins = set()

    def _address(self):
        note = Path(self.profile, "DevToolsActivePort")
        for _try in range(PATIENCE * 10):
            if note.exists() and note.read_text().strip():
                port = note.read_text().split()[0]
                url = f"http://127.0.0.1:{port}/json"
                pages = json.load(urllib.request.urlopen(url))
                return next(
                    page["webSocketDebuggerUrl"]
                    for page in pages
                    if page["type"] == "page"
                )
            time.sleep(0.1)
        raise SystemExit("Chromium does not start.")

    def close(self):
        self.socket.close()
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def command(self, method, **params):
        self.last += 1
        self.socket.send(
            json.dumps({"id": self.last, "method": method, "params": params})
        )
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.last:
                break
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def run(self, script, by_value=True):
        answer = self.command(
            "Runtime.evaluate",
            expression=script,
            awaitPromise=True,
            returnByValue=by_value,
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"]["description"])
        return answer["result"] if not by_value else answer["result"].get("value")

    def wait(self, script):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if self.run(script):
                    return
            except RuntimeError:
                pass  # the page is changing
            time.sleep(0.1)
        picture = Path(tempfile.gettempdir(), "guide_trouble.png")
        self._save(picture)
        raise SystemExit(f"Nothing came for: {script} (see {picture})")

    # What a person does

    def size(self, width, height, phone=False):
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=phone,
        )
        self.command("Emulation.setTouchEmulationEnabled", enabled=phone)

    def open(self, address):
        self.command("Page.navigate", url=address)
        self.origins |= {"/".join(address.split("/")[:3])} - {"about:blank"}

    def forget(self):
        """Nobody is signed in, and the sign-in page proposes nobody."""
        self.open("about:blank")
        self.command("Network.clearBrowserCookies")
        for origin in self.origins:
            self.command(
                "Storage.clearDataForOrigin", origin=origin, storageTypes="all"
            )

    def see(self, selector, text=""):
        """Wait until an element is there, that holds `text` if given."""
        self.wait(f"!!({self._found(selector, text)})")

    def click(self, selector, text=""):
        self.see(selector, text)
        self.run(f"({self._found(selector, text)}).click()")

    def run_when(self, selector, script):
        """Run a script about `one`, the first such element, once it is there."""
        self.see(selector)
        self.run(f"((one) => {script})({self._found(selector)})")

    def write(self, selector, text):
        self.see(selector)
        self.run(
            f"(({self._found(selector)}).focus(), document.activeElement.select())"
        )
        self.command("Input.insertText", text=text)

    def press(self, key):
        for kind in ("keyDown", "keyUp"):
            self.command("Input.dispatchKeyEvent", type=kind, key=key, code=key)

    def choose_file(self, selector, *paths):
        self.wait(f"!!document.querySelector({json.dumps(selector)})")
        found = self.run(f"document.querySelector({json.dumps(selector)})", False)
        self.command(
            "DOM.setFileInputFiles",
            files=[str(Path(path).resolve()) for path in paths],
            objectId=found["objectId"],
        )

    def _found(self, selector, text=""):
        return (
            f"[...document.querySelectorAll({json.dumps(selector)})].find("
            f"(one) => one.getClientRects().length"
            f" && one.textContent.includes({json.dumps(text)}))"
        )

    # Pictures

    def picture(self, path):
        """Wait until the page is at rest; at most 64 colours keep the file small."""
        self.wait("document.readyState === 'complete'")
        self.wait("!document.querySelector('.o_loading_indicator, .o_blockUI')")
        time.sleep(0.7)  # menus and dialogs that fade in
        self._save(path)

    def _save(self, path):
        data = self.command("Page.captureScreenshot", format="png")["data"]
        picture = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
        picture.quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
