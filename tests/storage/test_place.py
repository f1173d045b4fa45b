"""Where a file lies is told from the system's tables, and each place allows what was measured on it."""

import os
import re
from pathlib import Path

import pytest

from leaddesk.storage.engine.place import (
    Facts,
    Place,
    PlaceKind,
    facts_about,
    find_conflict_copies,
    find_place,
    is_share,
    judge,
    linux_mounts,
    macos_mounts,
    mount_of,
    sync_service,
)

TABLE = r"""
proc /proc proc rw,relatime 0 0
/dev/vda / ext4 rw,relatime,discard 0 0
/dev/vdb /home xfs rw 0 0
nas:/export /net/team nfs4 rw,relatime,vers=4.2,hard,proto=tcp,local_lock=none 0 0
nas:/old /net/old nfs rw,vers=3,nolock,local_lock=all 0 0
nas:/three /net/three nfs rw,vers=3,local_lock=none 0 0
//nas/Team\040Files /media/Team\040Files cifs rw,vers=3.1.1,cache=strict 0 0
//nas/Team\040Files /media/Team\040Files\040fast cifs rw,vers=3.1.1,nobrl 0 0
kim@nas:/srv /media/ssh fuse.sshfs rw,user_id=0 0 0
nas:/odd /mnt/t\134ab\011nl\012end nfs4 rw 0 0
nas:/u /mnt/M\303\274ller nfs4 rw 0 0
tmpfs /net/team/scratch tmpfs rw 0 0
broken line
"""
PLACES = {  # where: kind, may write, warned of
    "/disk/kim/team.leaddesk": (PlaceKind.LOCAL, True, False),
    "/net/team.leaddesk": (PlaceKind.LOCAL, True, False),
    "/net/teamwork/team.leaddesk": (PlaceKind.LOCAL, True, False),
    "/net/team/sales/team.leaddesk": (PlaceKind.NETWORK, True, False),
    "/net/team/scratch/team.leaddesk": (PlaceKind.LOCAL, True, False),
    "/net/old/team.leaddesk": (PlaceKind.NETWORK, False, False),
    "/net/three/team.leaddesk": (PlaceKind.NETWORK, True, True),
    "/media/Team Files/team.leaddesk": (PlaceKind.NETWORK, False, False),
    "/media/Team Files fast/team.leaddesk": (PlaceKind.NETWORK, False, False),
    "/media/ssh/team.leaddesk": (PlaceKind.NETWORK, False, False),
    "/mnt/t\\ab\tnl\nend/team.leaddesk": (PlaceKind.NETWORK, True, False),
    "/mnt/Müller/team.leaddesk": (PlaceKind.NETWORK, True, False),
}
REMEDY = "PostgreSQL database"


def on(file_system: str, *options: str, system: str = "linux", **facts: object) -> Place:
    return judge(Facts(system=system, file_system=file_system, options=frozenset(options), **facts))


def by_the_table(path: str) -> Place:
    file_system, options = mount_of(Path(path), linux_mounts(TABLE))
    return judge(Facts(system="linux", file_system=file_system, options=options))


@pytest.mark.parametrize("path", PLACES)
def test_every_mount_of_a_table(path: str) -> None:
    place = by_the_table(path)
    assert (place.kind, place.may_write, place.warning) == PLACES[path]
    assert place.journal_mode == ("wal" if place.kind is PlaceKind.LOCAL else "delete")
    assert bool(place.reason) == (not place.may_write or place.warning)
    assert REMEDY in place.reason or not place.reason


def test_the_deepest_mount_counts_and_of_two_on_one_folder_the_later() -> None:
    covered = TABLE + "nas:/new /net/old nfs4 rw,vers=4.2 0 0\n/dev/vdc /net ext4 rw 0 0\n"
    assert mount_of(Path("/net/old/x"), linux_mounts(covered))[0] == "nfs4"
    assert mount_of(Path("/net/x"), linux_mounts(covered))[0] == "ext4"
    assert mount_of(Path("/x"), []) == ("", frozenset())


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (on("nfs", "vers=3", "nolock", "local_lock=all"), r"locks switched off \(local_lock=all\)"),
        (on("nfs", "local_lock=posix"), "local_lock=posix"),
        (on("nfs4", "local_lock=flock"), "local_lock=flock"),
        (on("cifs"), r"SMB share \(cifs\) refuses or fakes the locks"),
        (on("cifs", "nobrl"), "refuses or fakes"),
        (on("smb3"), "smb3"),
        (on("fuse.sshfs"), "does not carry locks"),
        (on("fuse.gvfsd-fuse"), "does not carry locks"),
        (on("9p"), "does not carry locks"),
        (on("webdav", system="darwin"), "does not carry locks"),
        (on("nfs", "nolocks", system="darwin"), "nolocks"),
    ],
)
def test_a_place_where_two_would_destroy_the_file_is_for_reading(place: Place, words: str) -> None:
    assert re.search(words, place.reason)
    assert "NFS version 4" in place.reason
    assert REMEDY in place.reason
    assert (place.kind, place.may_write, place.warning) == (PlaceKind.NETWORK, False, False)
    assert place.journal_mode == "delete"


@pytest.mark.parametrize(
    "place",
    [
        on("nfs", "vers=3", "local_lock=none"),
        on("nfs"),  # told by Qt, whose options nobody knows
        on("ceph"),
        on("fuse.glusterfs"),
        on("fuse.somebodys-own"),
        on("smbfs", system="darwin"),
        on("afpfs", system="darwin"),
        on("macfuse", system="darwin"),
    ],
)
def test_a_place_that_nobody_has_tried_is_written_with_a_warning(place: Place) -> None:
    assert (place.kind, place.may_write, place.warning) == (PlaceKind.NETWORK, True, True)
    assert REMEDY in place.reason
    assert place.journal_mode == "delete"


@pytest.mark.parametrize(
    "place",
    [on("nfs4", "vers=4.2", "local_lock=none"), on("nfs", "vers=4.1"), on("NTFS", system="win32", remote=True)],
)
def test_network_places_whose_locks_hold(place: Place) -> None:
    assert place == Place(PlaceKind.NETWORK, place.file_system, "")
    assert place.journal_mode == "delete"


@pytest.mark.parametrize(
    "file_system",
    ["ext4", "xfs", "btrfs", "tmpfs", "overlay", "zfs", "exfat", "fuseblk", "fuse.gocryptfs", "f2fs", "", "new one"],
)
def test_disks_of_this_computer(file_system: str) -> None:
    assert on(file_system) == Place(PlaceKind.LOCAL, file_system, "")
    assert on(file_system).journal_mode == "wal"


def test_disks_of_other_systems() -> None:
    assert on("apfs", system="darwin") == Place(PlaceKind.LOCAL, "apfs", "")
    assert on("NTFS", system="win32").journal_mode == "wal"


def test_windows_names_of_shares() -> None:
    shares = [r"\\nas\team\x.leaddesk", r"\\?\UNC\nas\team\x.leaddesk"]
    disks = [r"C:\Users\kim\x.leaddesk", r"\\?\C:\x.leaddesk", r"Z:\x.leaddesk"]
    assert [is_share(Path(name)) for name in shares + disks] == [True, True, False, False, False]


def test_what_the_mount_command_of_macos_prints() -> None:
    mounts = macos_mounts(
        "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)\n"
        "map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)\n"
        "//kim@nas._smb._tcp.local/Team%20Files on /Volumes/Team Files (old) (smbfs, nodev, nosuid, mounted by kim)\n"
        "garbage\n"
    )
    assert mount_of(Path("/Volumes/Team Files (old)/x.leaddesk"), mounts)[0] == "smbfs"
    assert mount_of(Path("/Disk/kim/x.leaddesk"), mounts) == (
        "apfs",
        frozenset(("sealed", "local", "read-only", "journaled")),
    )


@pytest.mark.parametrize(
    ("mark", "service"),
    [
        ("Dropbox/", "Dropbox"),
        ("Dropbox (Kestrel AG)/", "Dropbox"),
        ("Work/.dropbox", "Dropbox"),
        ("Work/.dropbox.cache/", "Dropbox"),
        ("OneDrive - Kestrel AG/", "OneDrive"),
        ("onedrive/", "OneDrive"),
        ("Nextcloud/", "Nextcloud"),
        ("Work/._sync_8c3f.db", "Nextcloud or ownCloud"),
        ("Work/.sync_8c3f.db", "Nextcloud or ownCloud"),
        ("Work/.owncloudsync.log", "Nextcloud or ownCloud"),
        ("Work/.stfolder/", "Syncthing"),
        ("Google Drive/", "Google Drive"),
        ("Library/CloudStorage/GoogleDrive-kim@kestrel.example/", "Google Drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs/", "iCloud"),
        ("iCloudDrive/", "iCloud"),
    ],
)
def test_a_synchronised_folder_is_for_one_person(tmp_path: Path, mark: str, service: str) -> None:
    sign = tmp_path / mark
    (sign if mark.endswith("/") else sign.parent).mkdir(parents=True)
    if not mark.endswith("/"):
        sign.touch()
    top = sign.parent if sign.name.startswith(".") else sign
    (top / "sales" / "2026").mkdir(parents=True)
    place = find_place(top / "sales" / "2026" / "team.leaddesk")
    assert (place.kind, place.service) == (PlaceKind.SYNCED, service)
    assert (place.may_write, place.warning, place.journal_mode) == (True, True, "delete")
    assert place.reason.startswith(f"{service} copies this folder")
    assert "one of them loses work" in place.reason
    assert REMEDY in place.reason


def test_having_dropbox_installed_is_no_sign(tmp_path: Path) -> None:
    (tmp_path / ".dropbox").mkdir()
    (tmp_path / "My Dropbox").mkdir()
    assert sync_service(tmp_path / "My Dropbox" / "team.leaddesk", {}) == ""


def test_where_windows_says_that_onedrive_is(tmp_path: Path) -> None:
    cloud = tmp_path / "Firma"
    told = {"OneDrive": "", "OneDriveCommercial": str(cloud)}
    assert sync_service(cloud / "sales" / "team.leaddesk", told) == "OneDrive"
    assert sync_service(tmp_path / "Firmament" / "team.leaddesk", told) == ""


def test_locks_that_fail_weigh_more_than_synchronisation() -> None:
    place = on("cifs", service="Dropbox")
    assert (place.kind, place.may_write, place.service) == (PlaceKind.NETWORK, False, "Dropbox")
    assert on("nfs4", service="Dropbox").kind is PlaceKind.SYNCED


def test_a_conflict_copy_beside_is_told(tmp_path: Path) -> None:
    ours = (
        "team (Kim's conflicted copy 2026-11-21).leaddesk",
        "team (Conflict 3).leaddesk",
        "team.sync-conflict-20261121-101500-ABCDEFG.leaddesk",
        "team_conflict-20261121-101500.leaddesk",
        "team-DESKTOP-9K2L4MX.leaddesk",
        "team-kims-laptop.leaddesk",
        "team-KIMS-LAPTOP-2.leaddesk",
    )
    others = (
        *("team.leaddesk", "team-2025.leaddesk", "team-backup.leaddesk", "team-EMEA.leaddesk", "teams.leaddesk"),
        *("other (Conflict).leaddesk", "team (Conflict).csv", "team conflict plan.leaddesk", "team.leaddesk-wal"),
    )
    for name in (*ours, *others):
        (tmp_path / name).touch()
    path = tmp_path / "team.leaddesk"
    assert {copy.name for copy in find_conflict_copies(path, host="kims-laptop")} == set(ours)
    in_onedrive = {copy.name for copy in find_conflict_copies(path, host="kims-laptop", service="OneDrive")}
    assert in_onedrive == {*ours, "team-EMEA.leaddesk"}
    place = find_place(path)
    assert place.conflict_copies == tuple(sorted(tmp_path / name for name in ours if "kims" not in name.lower()))
    assert (place.kind, place.may_write, place.warning) == (PlaceKind.LOCAL, True, True)
    assert "team (Conflict 3).leaddesk" in place.reason
    assert "what is missing here" in place.reason


def test_both_warnings_are_said() -> None:
    place = on("ext4", service="Dropbox", conflict_copies=(Path("/d/team (Conflict).leaddesk"),))
    assert place.kind is PlaceKind.SYNCED
    assert "one of them loses work" in place.reason
    assert "team (Conflict).leaddesk" in place.reason
    assert not on("cifs", conflict_copies=(Path("/d/x (Conflict).leaddesk"),)).warning


def test_a_link_is_followed_to_where_the_file_lies(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "Dropbox" / "team.leaddesk").touch()
    (tmp_path / "desk.leaddesk").symlink_to(tmp_path / "Dropbox" / "team.leaddesk")
    (tmp_path / "short").symlink_to(tmp_path / "Dropbox")
    assert find_place(tmp_path / "desk.leaddesk").service == "Dropbox"
    assert find_place(tmp_path / "short" / "new.leaddesk").service == "Dropbox"


def test_a_link_into_another_file_system_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/proc/self")
    assert facts_about(tmp_path / "link" / "status").file_system == "proc"
    assert facts_about(tmp_path / "link" / "status", told="nfs").file_system == "proc"


def test_places_that_cannot_be_looked_at_are_still_answered(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for path in (tmp_path / "loop" / "x.leaddesk", tmp_path / "not there" / "x.leaddesk", tmp_path / ("x" * 300)):
        assert find_place(path).may_write


def test_what_the_window_knows_counts_where_the_system_is_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leaddesk.storage.engine.place.Path.read_bytes", _no_table)
    path = tmp_path / "team.leaddesk"
    assert find_place(path).kind is PlaceKind.LOCAL
    assert not find_place(path, told="cifs").may_write
    assert find_place(path, told="nfs4").kind is PlaceKind.NETWORK


def _no_table(path: Path) -> bytes:
    raise FileNotFoundError(os.fspath(path))
