"""Where the program's files are: the person's folders, and the resources that come with the program."""

import os
import sys
from pathlib import Path

_NAME = "LeadDesk"


def data_dir() -> Path:
    """Folder for what belongs to the person and the program keeps, such as backups; exists."""
    return _made("data")


def config_dir() -> Path:
    """Folder for settings of this machine; exists."""
    return _made("config")


def log_dir() -> Path:
    """Folder for log files; exists."""
    return _made("logs")


def resource_path(*parts: str) -> Path:
    """Path of a file under resources/, in the built program, the wheel and the repository alike."""
    return _resources().joinpath(*parts)


def _resources() -> Path:
    bundle: str | None = getattr(sys, "_MEIPASS", None)
    if bundle is not None:
        return Path(bundle) / "resources"
    package = Path(__file__).resolve().parent
    in_wheel = package / "_resources"
    return in_wheel if in_wheel.is_dir() else package.parent / "resources"


def _made(kind: str) -> Path:
    """LEADDESK_HOME/kind if that is set, else the folder that the system has for it."""
    home = os.environ.get("LEADDESK_HOME")
    folder = Path(home) / kind if home else _system_folder(kind)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _system_folder(kind: str) -> Path:
    import appdirs  # here, because it takes milliseconds that a start without LEADDESK_HOME alone should pay

    # The log is state, not cache: a cleaner of caches must not eat the report of a mistake.
    find = {"data": appdirs.user_data_dir, "config": appdirs.user_config_dir, "logs": appdirs.user_state_dir}
    folder = Path(find[kind](_NAME, appauthor=False))
    return folder / "log" if kind == "logs" else folder
