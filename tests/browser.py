"""A real Chromium, driven over its DevTools protocol: clicked, typed into and seen."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import orjson
import websockets

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_KEYS = {"Enter": 13, "ArrowDown": 40, "ArrowUp": 38, "ArrowLeft": 37, "ArrowRight": 39, "Tab": 9}


def chromium() -> str | None:
    """The browser on this machine, or None."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


async def until(condition: Callable[[], object], within_s: float = 90.0) -> None:
    """Waits until a condition holds, looking 20 times a second."""
    for _ in range(int(within_s * 20)):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise TimeoutError


class Navigated(Exception):
    """The page that was asked gave way to another one."""


class Page:
    """One tab. `problems` are the errors that its console and its scripts told."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._reader = asyncio.create_task(self._read())
        self.problems: list[str] = []

    async def _read(self) -> None:
        async for message in self._socket:
            found = orjson.loads(message)
            if "id" in found:
                self._waiting.pop(found["id"]).set_result(found)
            elif found["method"] == "Runtime.exceptionThrown":
                self.problems.append(str(found["params"]["exceptionDetails"]))
            elif found["method"] == "Log.entryAdded":
                entry = found["params"]["entry"]
                if entry["level"] == "error":
                    self.problems.append(f"{entry['text']} {entry.get('url', '')}")

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of one command."""
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send(
            orjson.dumps({"id": number, "method": method, "params": params}).decode()
        )
        answer = await asyncio.wait_for(self._waiting[number], 60)
        if "navigated" in answer.get("error", {}).get("message", ""):
            raise Navigated
        assert "error" not in answer, answer
        found: dict[str, Any] = answer["result"]
        return found

    async def close(self) -> None:
        self._reader.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reader

    async def open(self, url: str) -> None:
        for domain in ("Page", "Runtime", "Log"):
            await self.call(f"{domain}.enable")
        await self.call("Page.navigate", url=url)
        await self.until("document.readyState === 'complete'")

    async def js(self, expression: str) -> Any:
        """The value of an expression; promises are waited for."""
        answer = await self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def until(self, expression: str, within_s: float = 60.0) -> None:
        """Waits until an expression is true, also over a page that loads anew."""
        deadline = asyncio.get_running_loop().time() + within_s

        async def is_true() -> bool:
            try:
                return bool(await self.js(f"Boolean({expression})"))
            except Navigated:
                return False

        while not await is_true():
            assert asyncio.get_running_loop().time() < deadline, (
                expression,
                await self.js("document.getElementById('status')?.textContent"),
            )
            await asyncio.sleep(0.05)

    async def click(self, selector: str) -> None:
        """A click of the mouse in the middle of an element."""
        x, y = await self.js(
            f"(() => {{ const e = document.querySelector({selector!r}); e.scrollIntoView"
            "({block: 'center'}); const r = e.getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            await self.call(
                "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1
            )

    async def type(self, text: str) -> None:
        """Text into what has the focus."""
        await self.call("Input.insertText", text=text)

    async def press(self, key: str, *, ctrl: bool = False) -> None:
        """One key, down and up."""
        code = _KEYS.get(key, ord(key[0].upper()))
        more = {"text": "\r"} if key == "Enter" else {"text": key} if len(key) == 1 else {}
        for kind in ("keyDown", "keyUp"):
            await self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code,
                modifiers=2 if ctrl else 0, **(more if kind == "keyDown" and not ctrl else {}),
            )  # fmt: skip

    async def screenshot(self, path: Path) -> None:
        """What is seen, as PNG."""
        path.write_bytes(base64.b64decode((await self.call("Page.captureScreenshot"))["data"]))


@contextlib.asynccontextmanager
async def browsing(binary: str, downloads: Path, *, size: str = "1400,900") -> AsyncIterator[Page]:
    """A page of a fresh browser, which ends with the block."""
    profile = tempfile.mkdtemp(prefix="pc-chromium-")
    process = await asyncio.create_subprocess_exec(
        binary, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
        f"--user-data-dir={profile}", f"--window-size={size}", "--no-first-run",
        "--force-prefers-reduced-motion", "--disable-dev-shm-usage", "about:blank",
        stderr=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        file = Path(profile) / "DevToolsActivePort"
        await until(lambda: file.exists() and len(file.read_text().split()) == 2)
        async with asyncio.timeout(60):
            port, path = file.read_text().split()
            async with websockets.connect(f"ws://127.0.0.1:{port}{path}", max_size=None) as whole:
                command = {
                    "id": 1,
                    "method": "Target.createTarget",
                    "params": {"url": "about:blank"},
                }
                await whole.send(orjson.dumps(command).decode())
                target = orjson.loads(await whole.recv())["result"]["targetId"]
        url = f"ws://127.0.0.1:{port}/devtools/page/{target}"
        async with websockets.connect(url, max_size=None) as socket:
            page = Page(socket)
            await page.call(
                "Browser.setDownloadBehavior", behavior="allow", downloadPath=str(downloads)
            )
            try:
                yield page
            finally:
                await page.close()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        shutil.rmtree(profile, ignore_errors=True)
