"""Where a database file lies, and what that place allows: a local disk, a network mount or a synchronised folder.

What was measured with two computers on real mounts decides; what could not be measured is allowed with a warning if
its locks are made to reach other computers (the lock probe of `presence` then watches whether they do), and read-only
if they are known not to. A file that was written without locks is destroyed within minutes; one that is read-only
costs a sentence.
"""

import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from leaddesk.domain.light import dataclass
from leaddesk.storage.engine.host import host_name


class PlaceKind(StrEnum):
    """What kind of place a file lies in."""

    LOCAL = "local"  # a disk of this computer
    NETWORK = "network"  # a folder of another computer
    SYNCED = "synced"  # a folder that a service copies to other computers


@dataclass(frozen=True, slots=True)
class Facts:
    """What the system says about a file's place; `judge` needs nothing else."""

    system: str = sys.platform
    file_system: str = ""  # "ext4", "nfs4", "cifs"…; "" if nobody knows
    options: frozenset[str] = frozenset()  # of the mount
    remote: bool = False  # Windows says that the drive is another computer's
    service: str = ""  # that synchronises the folder
    conflict_copies: tuple[Path, ...] = ()  # that the service left beside the file


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file lies and what follows; `reason` says what is wrong and what to do if there is anything to say."""

    kind: PlaceKind
    file_system: str
    service: str  # "" if the folder is not synchronised
    may_write: bool = True
    warning: bool = False  # it may be written, but the person must know `reason`
    reason: str = ""
    conflict_copies: tuple[Path, ...] = ()

    @property
    def journal_mode(self) -> str:
        """SQLite's journal for this place: a write-ahead log destroys a file that other computers write too."""
        return "wal" if self.kind is PlaceKind.LOCAL else "delete"


def find_place(path: Path, *, told: str = "") -> Place:
    """The place of a file that is there or will be; never raises.

    `told` is the type of the file system as the window knows it; it counts where the system itself says nothing.
    """
    return judge(facts_about(path, told=told))


def judge(facts: Facts) -> Place:
    """What follows from the facts. Locks that fail weigh most, then synchronisation, then what is only unproven."""
    place = _without_service(facts)
    if facts.service and place.may_write:
        place = replace(place, kind=PlaceKind.SYNCED, warning=True, reason=_SYNCED.format(service=facts.service))
    if facts.conflict_copies:
        place = replace(
            place,
            warning=place.may_write,
            reason=f"{place.reason} {_COPIES.format(names=_listed(facts.conflict_copies))}".strip(),
        )
    return replace(place, service=facts.service, conflict_copies=facts.conflict_copies)


_INSTEAD = "work on a copy on this computer, or let the team share a PostgreSQL database."
_LOCKS_OFF = (
    "This network folder is connected with locks switched off ({option}), so two people who save at once would destroy"
    f" the file. Connect it with NFS version 4 and without that option, {_INSTEAD}"
)
_SMB = (
    "This computer's connection to the SMB share ({file_system}) refuses or fakes the locks that keep two people from"
    f" saving at once. Connect the folder with NFS version 4, {_INSTEAD}"
)
_NO_LOCKS = (
    "This kind of network folder ({file_system}) does not carry locks to other computers, so two people who save at"
    f" once would destroy the file. Connect the folder with NFS version 4, {_INSTEAD}"
)
_UNPROVEN = (
    "This kind of network folder ({file_system}) has not been tested with several people saving. LeadDesk watches"
    " whether its locks hold and stops saving if they do not; NFS version 4 or a PostgreSQL database is the safe way."
)
_UNKNOWN = (
    "It is not known whether this folder ({file_system}) carries locks to other computers. If you alone use the file"
    " all is well; to share it, use NFS version 4 or a PostgreSQL database."
)
_SYNCED = (
    "{service} copies this folder in the background and knows nothing of who is saving: if two people open the file,"
    " one of them loses work. Use it alone, on one computer at a time; to share it, use a folder on your network or"
    " a PostgreSQL database."
)
_COPIES = (
    "Beside it lies a copy that was made when two computers had changed the file: {names}."
    " Look into it for what is missing here, then move it away."
)

# Their locks are made to reach other computers, but were not measured with our load.
_UNPROVEN_LOCKS = frozenset(
    (
        "nfs",
        "nfs3",
        "ceph",
        "fuse.ceph",
        "fuse.ceph-fuse",
        "fuse.glusterfs",
        "glusterfs",
        "gfs2",
        "gpfs",
        "lustre",
        "ocfs2",
    )
)
_UNPROVEN_LOCKS_MACOS = frozenset(("nfs", "smbfs", "afpfs"))
# FUSE keeps locks within the computer unless a file system asks for them, and of these none does; 9p, virtiofs and the
# shared folders of virtual machines grant them without asking the other side; AFS has none for parts of a file.
_NO_CROSSING = frozenset(
    (
        *("9p", "afs", "beegfs", "coda", "davfs", "davfs2", "drvfs", "ftp", "kafs", "ncpfs", "orangefs", "prl_fs"),
        *("vboxsf", "virtiofs", "vmhgfs", "webdav"),
        *("fuse.curlftpfs", "fuse.davfs", "fuse.davfs2", "fuse.gcsfuse", "fuse.goofys"),
        *(
            "fuse.google-drive-ocamlfuse",
            "fuse.gvfsd-fuse",
            "fuse.kio-fuse",
            "fuse.onedriver",
            "fuse.rclone",
            "fuse.s3fs",
        ),
        *("fuse.smbnetfs", "fuse.sshfs", "fuse.vmhgfs-fuse"),
    )
)
_LOCAL_FUSE = frozenset(
    (
        *("fuse.bindfs", "fuse.cryfs", "fuse.encfs", "fuse.exfat", "fuse.fuse-overlayfs", "fuse.gocryptfs"),
        *("fuse.mergerfs", "fuse.ntfs", "fuse.ntfs-3g", "fuse.securefs", "fuse.unionfs", "fuse.veracrypt"),
    )
)
_SMB_TYPES = frozenset(("cifs", "smb2", "smb3", "smbfs"))
_LOCKS_OFF_OPTIONS = frozenset(
    ("nolock", "local_lock=all", "local_lock=posix", "local_lock=flock", "nolocks", "locallocks")
)


def _without_service(facts: Facts) -> Place:
    """The rules in the order in which they count.

    NFS 4 was sound with eight people on two computers. NFS without locks and SMB from Linux lost work (with `nobrl`) or
    refused every save. NFS 3 whose locks are on refused to save where its lock service was missing and lost nothing:
    it may be written, with a warning. Windows locks on its shares as it does on its disks. A FUSE file system that we
    have never heard of may as well be an encrypted folder of this computer: with a warning.
    """
    name = facts.file_system.lower()
    if facts.system == "win32":
        kind = PlaceKind.NETWORK if facts.remote else PlaceKind.LOCAL
        return Place(kind, facts.file_system, "")
    network = Place(PlaceKind.NETWORK, facts.file_system, "")
    if name.startswith("nfs") and (off := _LOCKS_OFF_OPTIONS & facts.options):
        return replace(network, may_write=False, reason=_LOCKS_OFF.format(option=min(off)))
    if name == "nfs4" or (name == "nfs" and any(option.startswith("vers=4") for option in facts.options)):
        return network
    macos = facts.system == "darwin"
    if name in _SMB_TYPES and not macos:
        return replace(network, may_write=False, reason=_SMB.format(file_system=name))
    if name in _NO_CROSSING:
        return replace(network, may_write=False, reason=_NO_LOCKS.format(file_system=name))
    if name in (_UNPROVEN_LOCKS_MACOS if macos else _UNPROVEN_LOCKS):
        return replace(network, warning=True, reason=_UNPROVEN.format(file_system=name))
    if _is_unknown_fuse(name):
        return replace(network, warning=True, reason=_UNKNOWN.format(file_system=name))
    return Place(PlaceKind.LOCAL, facts.file_system, "")


def _is_unknown_fuse(name: str) -> bool:
    """On Linux 'fuse.NAME', on macOS a name of the kit; 'fuseblk' is a disk."""
    return (name.startswith("fuse.") and name not in _LOCAL_FUSE) or name in ("fuse", "fusefs", "macfuse", "osxfuse")


def _listed(paths: Iterable[Path]) -> str:
    return ", ".join(path.name for path in paths)


def facts_about(path: Path, *, told: str = "") -> Facts:
    """What this system says about the place of a file."""
    try:
        real = path.resolve()  # also makes an automatic mount happen, before the table is read
    except (OSError, RuntimeError):  # a share that does not answer, links in a circle
        real = path.absolute()
    file_system, options = mount_of(real, _mounts())
    service = sync_service(real, os.environ)
    return Facts(
        file_system=file_system or told,
        options=options,
        remote=_is_remote(real),
        service=service,
        conflict_copies=find_conflict_copies(real, service=service, host=host_name().partition(".")[0]),
    )


Mount = tuple[str, str, frozenset[str]]  # where, the type of the file system, options


def mount_of(path: Path, mounts: Iterable[Mount]) -> tuple[str, frozenset[str]]:
    """File system and options of the deepest mount that holds a path without links; of several there, the last."""
    deepest, found = -1, ("", frozenset[str]())
    for where, file_system, options in mounts:
        folder = Path(where)
        if len(folder.parts) >= deepest and path.is_relative_to(folder):
            deepest, found = len(folder.parts), (file_system, options)
    return found


def linux_mounts(table: str) -> list[Mount]:
    """The mounts in the text of /proc/self/mounts, where a space in a name is written \\040."""
    mounts = []
    for line in table.splitlines():
        words = line.split(" ")
        if len(words) >= 4:
            mounts.append((_unescaped(words[1]), words[2], frozenset(words[3].split(","))))
    return mounts


def macos_mounts(table: str) -> list[Mount]:
    """The mounts in what /sbin/mount prints: '//kim@nas/team on /Volumes/team (smbfs, nodev, nosuid)'."""
    mounts = []
    for line in table.splitlines():
        parts = re.fullmatch(r".+? on (/.*) \(([^()]+)\)", line)
        if parts:
            file_system, *options = parts[2].split(", ")
            mounts.append((parts[1], file_system, frozenset(options)))
    return mounts


def _unescaped(text: str) -> str:
    raw = re.sub(rb"\\([0-7]{3})", lambda code: bytes((int(code[1], 8) & 255,)), os.fsencode(text))
    return os.fsdecode(raw)


def _mounts() -> list[Mount]:
    if sys.platform == "darwin":
        import subprocess

        try:
            told = subprocess.run(["/sbin/mount"], capture_output=True, check=False, timeout=5).stdout
        except (OSError, subprocess.SubprocessError):
            return []
        return macos_mounts(os.fsdecode(told))
    try:
        return linux_mounts(os.fsdecode(Path("/proc/self/mounts").read_bytes()))
    except OSError:
        return []


def _is_remote(path: Path) -> bool:
    """Whether Windows has the drive from another computer."""
    if sys.platform == "win32":
        import ctypes

        drive_remote = 4
        return is_share(path) or ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\") == drive_remote
    return False


def is_share(path: Path) -> bool:
    """Whether a Windows path names a computer: \\\\nas\\team\\x, also in its long form \\\\?\\UNC\\nas\\team\\x."""
    text = str(path).upper()
    return text.startswith("\\\\?\\UNC\\") or (text.startswith("\\\\") and not text.startswith(("\\\\?\\", "\\\\.\\")))


_ONEDRIVE = "OneDrive"
_EITHER_CLOUD = "Nextcloud or ownCloud"
_FOLDER_NAMES = (  # how the name of a synchronised folder starts
    ("onedrive", _ONEDRIVE),
    ("dropbox", "Dropbox"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("icloud", "iCloud"),
    ("mobile documents", "iCloud"),
)
_MARKS = {  # what a service keeps in the folder that it synchronises
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".stfolder": "Syncthing",
    ".owncloudsync.log": _EITHER_CLOUD,
    ".nextcloudsync.log": "Nextcloud",
}


def _marked(entry: str) -> str:
    """The service that keeps a file of this name; "" if none does."""
    if entry.startswith((".sync_", "._sync_")) and entry.endswith(".db"):
        return _EITHER_CLOUD
    return _MARKS.get(entry, "")


def sync_service(path: Path, environment: Mapping[str, str]) -> str:
    """The service that synchronises a folder above the path; "" if none is seen. Looks at names only."""
    for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
        if environment.get(name) and path.is_relative_to(environment[name]):
            return _ONEDRIVE
    for folder in path.parents:
        for start, service in _FOLDER_NAMES:
            if folder.name.lower().startswith(start):
                return service
        for entry in _entries(folder):
            service = _marked(entry)
            # In the home folder '.dropbox' is a folder of the program's own, and nothing is synchronised.
            if service and not (entry == ".dropbox" and (folder / entry).is_dir()):
                return service
    return ""


def find_conflict_copies(path: Path, *, service: str = "", host: str = "") -> tuple[Path, ...]:
    """Files beside the database that a service named as a second version of it, in order of their names.

    OneDrive adds the name of a computer, which any word could be: taken for one are this computer's, those that Windows
    makes up, and in a folder of OneDrive every word of capitals.
    """
    found = [
        path.with_name(entry)
        for entry in _entries(path.parent)
        if entry != path.name
        and entry.startswith(path.stem)
        and entry.endswith(path.suffix)
        and _is_conflict(entry[len(path.stem) : len(entry) - len(path.suffix)], service, host)
    ]
    return tuple(sorted(found))


def _is_conflict(added: str, service: str, host: str) -> bool:
    """Whether a service adds this to the name of a second version."""
    named = r"(?:desktop|laptop)-[0-9a-z]{7}" + (f"|{re.escape(host.lower())}" if host else "")
    sign = r".*(?:conflicted copy|\(conflict).*|\.sync-conflict-\d{8}.*|_conflict-\d{8}.*" + rf"|-(?:{named})(?:-\d+)?"
    capitals = service == _ONEDRIVE and re.fullmatch(r"-(?=[0-9-]*[A-Z])[A-Z0-9-]{2,15}", added)
    return bool(capitals or re.fullmatch(sign, added, re.IGNORECASE))


def _entries(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - names are all that is needed
    except OSError:  # a folder above may be closed to us
        return []
