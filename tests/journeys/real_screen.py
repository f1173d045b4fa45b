"""A screen without a monitor, a window manager, a mouse, and the real program on it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

DRIVER = Path(__file__).with_name("driver.py")
PATIENCE = 20.0  # seconds for anything to appear


class Screen:
    """The program on a virtual screen, moved with a real mouse and a real keyboard (xdotool)."""

    def __init__(self, display: str, folder: Path, database: Path | None = None) -> None:
        """`folder` is what this computer keeps for itself; the database lies there if nothing else is said."""
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.database = database or folder / "team.leaddesk"
        self._state = folder / "state.json"
        self._environment = os.environ | {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "LEADDESK_HOME": str(folder / "home"),
        }
        self._program: subprocess.Popen[bytes] | None = None
        # Where pictures are wanted, they go to this folder.
        self._pictures = os.environ.get("LEADDESK_PICTURES", "")

    def start(self) -> None:
        """Start the program on the database and wait for its cards."""
        self.launch()
        self.until(lambda state: state["columns"] and state["columns"][0])
        time.sleep(0.5)  # the window manager places the window

    def launch(self) -> None:
        """Start the program on the database."""
        self._state.unlink(missing_ok=True)
        command = [sys.executable, str(DRIVER), str(self.database), str(self._state)]
        with (self.folder / "output.txt").open("ab") as output:
            self._program = subprocess.Popen(command, env=self._environment, stdout=output, stderr=output)

    def kill(self) -> None:
        """End it as a power failure would."""
        if self._program is not None:
            self._program.kill()
            self._program.wait()
            self._program = None

    def stop(self) -> None:
        """Close its window."""
        assert self._program is not None
        self.keys("ctrl+q")
        self._program.wait(PATIENCE)
        self._program = None

    @property
    def pid(self) -> int:
        """The program's process."""
        assert self._program is not None
        return self._program.pid

    @property
    def output(self) -> str:
        """What the program wrote to the terminal."""
        return (self.folder / "output.txt").read_text()

    def do(self, order: str) -> None:
        """Have the driver do something (see there)."""
        asked = self._state.with_suffix(".do")
        fresh = self._state.with_suffix(".order")
        fresh.write_text(order)
        fresh.replace(asked)
        deadline = time.monotonic() + PATIENCE
        while asked.exists():
            assert time.monotonic() < deadline, self.output
            time.sleep(0.02)

    def state(self) -> dict[str, Any]:
        """What the program shows now."""
        try:
            found: dict[str, Any] = json.loads(self._state.read_text())
        except FileNotFoundError:
            assert self._program is None or self._program.poll() is None, self.output
            found = {"columns": [], "stages": [], "bar": {}, "note": None, "banners": [], "toasts": [], "here": None}
        return found

    def until(self, met: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """Wait until the program shows something, and return the state in which it does."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            state = self.state()
            if met(state):
                return state
            time.sleep(0.05)
        self.picture("failed")
        raise AssertionError(f"never came: {self.state() | {'stages': '…'}} {self.output}")

    def settled(self, met: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """As `until`, and nothing has moved for half a second."""
        state = self.until(met)
        since = time.monotonic()
        while time.monotonic() - since < 0.5:
            time.sleep(0.1)
            now = self.until(met)
            if now | {"gap": 0.0} != state | {"gap": 0.0}:
                state, since = now, time.monotonic()
        return state

    def mouse(self, *words: object) -> None:
        subprocess.run(["xdotool", *map(str, words)], env=self._environment, check=True)

    def press(self, x: int, y: int) -> None:
        self.mouse("mousemove", x, y, "sleep", 0.2, "mousedown", 1)
        time.sleep(0.1)

    def drag_to(self, start: tuple[int, int], end: tuple[int, int], steps: int = 20) -> None:
        """With the button down, in steps as a hand does."""
        for step in range(1, steps + 1):
            x, y = (a + (b - a) * step // steps for a, b in zip(start, end, strict=True))
            self.mouse("mousemove", x, y)
            time.sleep(0.03)
        time.sleep(0.25)

    def release(self) -> None:
        self.mouse("mouseup", 1)
        time.sleep(0.4)

    def carry(self, card: int, column: int) -> None:
        """Take up a card that is seen and hold it over the head of a column."""
        start = self.spot(card)
        self.press(*start)
        self.drag_to(start, self.over(column))

    def spot(self, card: int) -> tuple[int, int]:
        """Where a card is seen."""
        state = self.until(lambda state: any(card == seen[0] for column in state["columns"] for seen in column))
        return next((x, y) for column in state["columns"] for number, x, y in column if number == card)

    def over(self, column: int) -> tuple[int, int]:
        """The head of a column: what is let go there becomes its first card."""
        x, y = self.state()["heads"][column]
        return x, y

    def click(self, x: int, y: int) -> None:
        self.mouse("mousemove", x, y, "sleep", 0.2, "click", 1)

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.mouse("key", key, "sleep", 0.3)

    def type(self, text: str) -> None:
        self.mouse("type", "--delay", 15, text)

    def picture(self, name: str) -> None:
        """A picture of the whole screen, where pictures are wanted."""
        if self._pictures:
            target = Path(self._pictures)
            target.mkdir(parents=True, exist_ok=True)
            command = ["import", "-window", "root", str(target / f"{name}.png")]
            subprocess.run(command, env=self._environment, check=True)

    def pictures(self, name: str) -> None:
        """Two pictures, light and dark."""
        if self._pictures:
            for dress in ("light", "dark", "light"):
                self.do(dress)
                self.until(lambda state, dress=dress: state["theme"] == dress)
                time.sleep(0.4)  # until it is painted
                if not (Path(self._pictures) / f"{name}-{dress}.png").exists():
                    self.picture(f"{name}-{dress}")

    def read(self, *command: str) -> Any:
        """What another process reads in the database: the command line's answer."""
        run = subprocess.run(
            [sys.executable, "-m", "leaddesk", *command, "--db", str(self.database), "--json"],
            env=os.environ | {"LEADDESK_HOME": str(self.folder / "other")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)
