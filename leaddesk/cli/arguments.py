"""The words that the command line understands. Only argparse is imported here, so that a usage error comes at once."""

import argparse
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from leaddesk import __version__

Parser = argparse.ArgumentParser

LISTED = ("deal", "contact", "company", "lead", "followup", "user", "pipeline", "stage", "tag", "view")
ADDED = ("lead", "contact", "company", "deal", "followup", "pipeline", "stage")
IMPORTED = ("auto", "deals", "contacts", "companies")
GROUPS = ("deals", "contacts", "companies", "leads", "follow-ups", "dialogue", "pipelines", "imports", "undo", "other")
_MOST_DEMO_DEALS = 100_000
_SIZE = re.compile(r"[1-9]\d{2,4}x[1-9]\d{2,4}")
_FILTERS = """\
filters of deals, for example --filter 'owner:me value>5000 idle>14':
  kestrel "two words"    in the title, company or contact
  owner:me,anna,none     also tag, source, stage, pipeline, company, contact
  temperature:hot        cold, warm, hot; also status: open, won, lost
  next:overdue           none, planned, today, overdue
  value:1k..5k value>5k  idle>14 (days), closes and created (2026-12-31,
                         2026-12, today, this-month, next-quarter, 30d, 2w)
  value:none             not known; also closes:overdue
  a b   a or b   -a   (…)  both, one of them, the opposite, put together"""


def window_parser() -> Parser:
    """What stands on the command line without a command."""
    parser = Parser(
        prog="leaddesk",
        usage="leaddesk [DATABASE | --demo]\n       leaddesk COMMAND [--db DATABASE] [--as USER] [--json] …",
        description="A CRM in one file: pipeline board, contacts and follow-ups.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_command_list(),
        allow_abbrev=False,
    )
    parser.add_argument("database", nargs="?", metavar="DATABASE", help="the file to open; else the last one")
    parser.add_argument("--demo", action="store_true", help="open a fresh invented database")
    parser.add_argument("--self-test", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--version", action="version", version=f"LeadDesk {__version__}")
    return parser


def command_parser(name: str) -> Parser:
    """What may follow a command; the result holds `command`."""
    summary, describe = COMMANDS[name]
    parser = Parser(prog=f"leaddesk {name}", description=f"{summary[0].upper()}{summary[1:]}.", allow_abbrev=False)
    parser.set_defaults(command=name)
    describe(parser)
    parser.add_argument("--json", action="store_true", help="answer with one JSON value")
    return parser


def _command_list() -> str:
    lines = [f"  {name:<12}{summary}" for name, (summary, _) in COMMANDS.items()]
    return "\n".join(("commands (each has its own --help):", *lines))


def _database(parser: Parser) -> None:
    parser.add_argument("--db", metavar="DATABASE", help="the file; else LEADDESK_DB, else the last one opened")
    parser.add_argument("--as", dest="as_user", metavar="USER", help="who does it, by name, initials or e-mail")


def _new(parser: Parser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--demo", nargs="?", type=_demo_size, const=0, metavar="N", help="fill it with N invented deals (60)"
    )
    parser.add_argument("--currency", default="EUR", metavar="CODE", help="ISO 4217 code of its money (EUR)")


def _import(parser: Parser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--kind", choices=IMPORTED, default="auto", help="what the rows are (auto: told by the header)")
    parser.add_argument(
        "--map", type=_pair, action="append", default=[], metavar="COLUMN=FIELD", help="which field a column is"
    )
    parser.add_argument(
        "--stage", type=_pair, action="append", default=[], metavar="THEIRS=OURS", help="which stage a word means"
    )
    parser.add_argument("--duplicates", choices=("skip", "update", "create"), default="skip")
    parser.add_argument(
        "--date-order", choices=("dmy", "mdy", "ymd"), help="how days are written, where it is in doubt"
    )
    parser.add_argument("--dry-run", action="store_true", help="tell what would happen and change nothing")
    parser.add_argument(
        "--rejects", type=Path, metavar="FILE", help="where rows that were refused go (of a second file to FILE-2)"
    )
    _database(parser)


def _list(parser: Parser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _FILTERS
    parser.add_argument("kind", type=_listed, metavar="KIND", help=", ".join(LISTED))
    parser.add_argument(
        "--filter", default="", metavar="TEXT", help="only those that hold the text; of deals, those that it describes"
    )
    parser.add_argument("--view", metavar="NAME", help="the open deals of a saved view")
    parser.add_argument("--limit", type=_count, metavar="N")
    _database(parser)


def _add(parser: Parser) -> None:
    parser.add_argument("kind", type=_added, metavar="KIND", help=", ".join(ADDED))
    parser.add_argument("fields", type=_field, nargs="+", metavar="FIELD=VALUE")
    _database(parser)


def _edit(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID")
    parser.add_argument(
        "words", type=_field_or_id, nargs="+", metavar="FIELD=VALUE", help="or the id of one more deal to change alike"
    )
    _database(parser)


def _delete(parser: Parser) -> None:
    parser.add_argument("ids", nargs="+", metavar="ID", help="one of any record, or several of deals; a stage's name")
    parser.add_argument("--into", metavar="STAGE", help="where the deals of a stage or pipeline go that is deleted")
    _database(parser)


def _one_record(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID")
    _database(parser)


def _erase(parser: Parser) -> None:
    _one_record(parser)
    parser.add_argument("--confirm", required=True, metavar="NAME", help="the contact's name, letter by letter")


def _deals(parser: Parser) -> None:
    parser.add_argument("deals", nargs="+", metavar="DEAL", help="its id or exact title")


def _reopen(parser: Parser) -> None:
    _deals(parser)
    _database(parser)


def _search(parser: Parser) -> None:
    parser.add_argument("text", metavar="TEXT")
    parser.add_argument("--limit", type=_count, default=50, metavar="N", help="of each kind at most (50)")
    _database(parser)


def _move(parser: Parser) -> None:
    _deals(parser)
    parser.add_argument("stage", metavar="STAGE", help="a stage's name, or PIPELINE/STAGE, or won, or lost")
    parser.add_argument(
        "--set",
        dest="fields",
        type=_field,
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="fill in what the stage requires",
    )
    _closing(parser, reason_needed=False)


def _won(parser: Parser) -> None:
    _deals(parser)
    _closing(parser, reason_needed=False)


def _lost(parser: Parser) -> None:
    _deals(parser)
    _closing(parser, reason_needed=True)


def _closing(parser: Parser, *, reason_needed: bool) -> None:
    parser.add_argument("--reason", default="", required=reason_needed, metavar="TEXT", help="why it was won or lost")
    parser.add_argument("--note", default="", metavar="TEXT", help="a few words more")
    _database(parser)


def _followup(parser: Parser) -> None:
    parser.add_argument("phrase", metavar="PHRASE", help='for example "call Jonas tomorrow 10:00"')
    parser.add_argument("--on", metavar="ID", help="the deal, contact, company or lead that it is about")
    _database(parser)


def _done(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID")
    parser.add_argument("--next", metavar="PHRASE", help="plan what comes next on the same record")
    _database(parser)


def _snooze(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID")
    parser.add_argument("when", metavar="TEXT", help='for example tomorrow, "next mon 9:00" or 2026-12-18')
    _database(parser)


def _today(parser: Parser) -> None:
    parser.add_argument("--everyone", action="store_true", help="the whole team's day, not only mine")
    _database(parser)


def _history(parser: Parser) -> None:
    parser.add_argument("--of", metavar="ID", help="only what touched this record")
    parser.add_argument("--by", metavar="PERSON", help="only what this person did")
    parser.add_argument("--kind", choices=GROUPS, help="only operations about these")
    parser.add_argument("--search", metavar="TEXT", help="only those whose sentence holds every word")
    parser.add_argument("--from", dest="from_day", type=_day, metavar="D", help="from that day on, as 2026-12-18")
    parser.add_argument("--to", dest="to_day", type=_day, metavar="D", help="up to the end of that day")
    parser.add_argument("--prune", action="store_true", help="throw away what is older than the team keeps it")
    parser.add_argument("--limit", type=_count, default=50, metavar="N", help="the newest N (50)")
    _database(parser)


def _undo(parser: Parser) -> None:
    parser.add_argument("operation", nargs="?", type=_count, metavar="OPERATION", help="its number in the history")
    _database(parser)


def _report(parser: Parser) -> None:
    parser.add_argument("report", choices=("pipeline", "forecast"))
    parser.add_argument(
        "--pipeline", metavar="NAME", help="only this one; a forecast is of the first, if none is named"
    )
    parser.add_argument("--filter", default="", metavar="TEXT", help="of the forecast: only deals that it describes")
    _database(parser)


def _rates(parser: Parser) -> None:
    parser.add_argument(
        "fields",
        type=_field,
        nargs="*",
        metavar="CURRENCY=RATE",
        help="what one unit is worth; empty: remove it",
    )
    _database(parser)


def _check(parser: Parser) -> None:
    parser.add_argument("--salvage", type=Path, metavar="FILE", help="save what can be read into this new file")
    _database(parser)


def _backup(parser: Parser) -> None:
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="else one more in the backup folder")
    _database(parser)


def _restore(parser: Parser) -> None:
    parser.add_argument("backup", type=Path, metavar="BACKUP")
    parser.add_argument("file", type=Path, metavar="FILE", help="the database to restore into")
    parser.add_argument("--as", dest="as_user", metavar="USER", help="who does it, by name, initials or e-mail")


def _screenshots(parser: Parser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--db", metavar="DATABASE", help="the file; else LEADDESK_DB, else the last one opened")
    source.add_argument("--demo", action="store_true", help="an invented database")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--size", type=_size, default="1360x850", metavar="WIDTHxHEIGHT")
    parser.add_argument("--text", type=_percent, default=100, metavar="PERCENT", help="how large letters are (100)")
    parser.add_argument("--screen", metavar="NAME", help="only this one")


def _listed(text: str) -> str:
    return _kind(text, LISTED)


def _added(text: str) -> str:
    return _kind(text, ADDED)


def _kind(text: str, known: tuple[str, ...]) -> str:
    """The kind's word, from its singular or plural."""
    word = text.lower().replace("-", "")
    for kind in known:
        if word in (kind, f"{kind}s", f"{kind[:-1]}ies"):
            return kind
    raise argparse.ArgumentTypeError(f'there is no kind "{text}", choose one of: {", ".join(known)}')


def _field(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark or not name.strip():
        raise argparse.ArgumentTypeError(f'"{text}" is not of the form FIELD=VALUE')
    return name.strip().lower().replace("-", "_"), value


def _field_or_id(text: str) -> tuple[str, str] | str:
    return _field(text) if "=" in text else text


def _pair(text: str) -> tuple[str, str]:
    """The left side may hold a "=" itself, as columns of strangers do."""
    left, mark, right = text.rpartition("=")
    if not mark or not left.strip() or not right.strip():
        raise argparse.ArgumentTypeError(f'"{text}" is not of the form NAME=NAME')
    return left.strip(), right.strip()


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 < int(text) < 2**63:
        raise argparse.ArgumentTypeError(f'"{text}" is no number above 0')
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{text}" is no day like 2026-12-18') from None


def _demo_size(text: str) -> int:
    count = _count(text)
    if count > _MOST_DEMO_DEALS:
        raise argparse.ArgumentTypeError(f"{count} is too many, the most is {_MOST_DEMO_DEALS}")
    return count


def _size(text: str) -> str:
    if not _SIZE.fullmatch(text):
        raise argparse.ArgumentTypeError(f'"{text}" is no size like 1360x850')
    return text


def _percent(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 50 <= int(text) <= 400):
        raise argparse.ArgumentTypeError(f'"{text}" is no percentage from 50 to 400')
    return int(text)


COMMANDS: dict[str, tuple[str, Callable[[Parser], None]]] = {
    "new": ("make a database", _new),
    "import": ("read CSV files of deals, contacts or companies", _import),
    "list": ("list the records of a kind", _list),
    "show": ("show everything about one record, or an operation of the history", _one_record),
    "search": ("find records by pieces of their text", _search),
    "add": ("add a record", _add),
    "edit": ("change fields of a record, or of several deals", _edit),
    "delete": ("move a record, or several deals, to the trash", _delete),
    "erase": ("erase the personal data of a contact for good", _erase),
    "move": ("put deals into a stage", _move),
    "won": ("close deals as won", _won),
    "lost": ("close deals as lost", _lost),
    "reopen": ("open closed deals again", _reopen),
    "followup": ("plan a follow-up in plain words", _followup),
    "done": ("tick a follow-up off", _done),
    "snooze": ("put a follow-up off", _snooze),
    "today": ("what is overdue, due today and soon", _today),
    "history": ("what was done, the newest first", _history),
    "undo": ("take back my last operation, or the one named", _undo),
    "redo": ("do again what was taken back last", _database),
    "report": ("figures", _report),
    "rates": ("exchange rates into the currency of the database", _rates),
    "check": ("look for anything that is wrong with a database", _check),
    "backup": ("write a checked copy", _backup),
    "restore": ("put a backup into a database, after a backup of what is there", _restore),
    "screenshots": ("draw every screen as a picture, without a display", _screenshots),
}
