"""The deals of the demo business, those on its board one by one."""

from typing import NamedTuple

from leaddesk.domain.records import FollowUpKind, Temperature

_COLD, _WARM, _HOT = Temperature
_CALL, _EMAIL, _MEETING = FollowUpKind.CALL, FollowUpKind.EMAIL, FollowUpKind.MEETING
TRADE_FAIR = "Trade fair · LogiMAT"
_FORM, _REFERRAL = "Web form", "Referral"
_PHONE, _SOCIAL, _LETTER = "Cold call", "LinkedIn", "Newsletter"
SOURCES = (_REFERRAL, TRADE_FAIR, _FORM, _PHONE, _SOCIAL, _LETTER)
_SAM, _MARIA, _JONAS = range(3)


class Step(NamedTuple):
    """A follow-up `days` from today; `minutes` is the local time since midnight, None: any time that day.

    For today it is minutes from now.
    """

    kind: FollowUpKind
    subject: str
    days: int
    minutes: int | None = None


class DealRow(NamedTuple):
    """An open deal: `value` in major units, `stage` and `owner` by number.

    The last contact was `last_contact` days ago, the deal is expected to close in `closes` days.
    """

    slug: str
    title: str
    value: int
    stage: int
    owner: int
    temperature: Temperature
    last_contact: int
    closes: int
    source: str


# In the order of the board: stage by stage, from the top card down; each with its next step.
OPEN_DEALS: tuple[tuple[DealRow, Step | None], ...] = (
    (
        DealRow("aldgate", "Website relaunch", 9_500, 0, _SAM, _WARM, 3, 34, _FORM),
        Step(_CALL, "Call Priya: online booking", 1),
    ),
    (DealRow("brisk", "Annual audit", 14_000, 0, _MARIA, _COLD, 12, 61, _PHONE), None),
    (
        DealRow("hale", "Onboarding pack", 4_900, 0, _JONAS, _WARM, 5, 28, _REFERRAL),
        Step(_EMAIL, "Send onboarding outline", 5),
    ),
    (
        DealRow("orbis", "Data migration", 22_000, 0, _SAM, _HOT, 9, 40, _SOCIAL),
        Step(_CALL, "Call Lena: scope of migration", 0, 270),
    ),
    (
        DealRow("pike", "Training days", 6_200, 0, _MARIA, _COLD, 8, 75, _LETTER),
        Step(_EMAIL, "Training dates to M. Ruiz", 12),
    ),
    (
        DealRow("norrby", "Returns desk", 12_800, 0, _JONAS, _WARM, 2, 47, TRADE_FAIR),
        Step(_MEETING, "Walk through the returns desk", 3, 13 * 60),
    ),
    (
        DealRow("vega", "Driver app", 24_500, 0, _MARIA, _WARM, 4, 55, TRADE_FAIR),
        Step(_CALL, "Call Nadia about the driver app", 5, 10 * 60 + 30),
    ),
    (
        DealRow("bexley", "Stock count", 8_700, 0, _SAM, _COLD, 6, 68, _PHONE),
        Step(_CALL, "Ask Owen for last year's figures", 9),
    ),
    (
        DealRow("tamura", "Parts catalogue", 15_800, 0, _JONAS, _WARM, 7, 80, _FORM),
        Step(_EMAIL, "Sample pages to Keiko", 15),
    ),
    (
        DealRow("kestrel", "CRM roll-out", 31_000, 1, _SAM, _HOT, 1, 30, _REFERRAL),
        Step(_CALL, "Call Jonas about roll-out dates", -2, 10 * 60),
    ),
    (
        DealRow("fenwick", "Support retainer", 12_000, 1, _JONAS, _WARM, 10, 24, _SOCIAL),
        Step(_EMAIL, "Retainer options to Amy", 2),
    ),
    (
        DealRow("brisk", "Fleet tracking", 18_500, 1, _MARIA, _WARM, 5, 45, _PHONE),
        Step(_CALL, "Fleet numbers", 3),
    ),
    (DealRow("otto", "Brand refresh", 3_800, 1, _SAM, _COLD, 21, 70, _LETTER), None),
    (
        DealRow("portomar", "Customs paperwork", 9_200, 1, _MARIA, _WARM, 3, 38, TRADE_FAIR),
        Step(_CALL, "Call Joana: tariff codes", 8, 14 * 60),
    ),
    (
        DealRow("halden", "Night shift cover", 14_000, 1, _JONAS, _HOT, 2, 33, _REFERRAL),
        Step(_MEETING, "Visit the Halden site", 16, 9 * 60),
    ),
    (
        DealRow("zielony", "Label printing", 7_500, 1, _SAM, _COLD, 9, 64, _FORM),
        Step(_EMAIL, "Label samples to Ewa", 20),
    ),
    (
        DealRow("lindqvist", "Warehouse pilot", 48_000, 2, _MARIA, _HOT, 0, 27, TRADE_FAIR),
        Step(_MEETING, "Demo on site", 0, 30),
    ),
    (
        DealRow("marlow", "Payroll switch", 27_500, 2, _SAM, _WARM, 4, 50, _REFERRAL),
        Step(_MEETING, "Payroll demo for Marlow's finance team", 6, 15 * 60),
    ),
    (DealRow("aurea", "Booking engine", 16_000, 2, _JONAS, _WARM, 6, 57, _FORM), None),
    (
        DealRow("rhone", "Route planning", 32_500, 2, _SAM, _HOT, 2, 41, TRADE_FAIR),
        Step(_MEETING, "Second demo with the planners in Lyon", 11, 10 * 60),
    ),
    (
        DealRow("deltahaven", "Gate scheduling", 17_500, 2, _MARIA, _HOT, 4, 52, _SOCIAL),
        Step(_CALL, "Call Bram: gate hours", 14),
    ),
    (
        DealRow("marlow", "Two-year licence", 36_000, 3, _SAM, _HOT, 4, 19, _REFERRAL),
        Step(_EMAIL, "Licence terms to R. Shah", 2),
    ),
    (
        DealRow("voltra", "Spare parts portal", 28_700, 3, _MARIA, _HOT, 8, 9, _REFERRAL),
        Step(_CALL, "Chase spare parts quote", -1, 16 * 60),
    ),
    (
        DealRow("aldgate", "Photo service", 2_500, 3, _JONAS, _WARM, 6, 14, _FORM),
        Step(_EMAIL, "Ask Priya about the photo days", 10),
    ),
    (
        DealRow("brennan", "Tool tracking", 20_000, 3, _JONAS, _HOT, 3, 22, _PHONE),
        Step(_CALL, "Call Aoife: number of tags", 18, 11 * 60),
    ),
    (
        DealRow("malmo", "Framework contract", 52_000, 4, _MARIA, _HOT, 10, 12, _REFERRAL),
        Step(_MEETING, "Contract review at the town hall", 4, 9 * 60 + 30),
    ),
    (
        DealRow("kestrel", "Extension 2027", 12_000, 4, _SAM, _HOT, 1, 7, _REFERRAL),
        Step(_EMAIL, "Send extension draft", 0),
    ),
)

# Titles of the deals that are closed, and of more open ones in a larger business.
TITLES = (
    *("Dock planner", "Service desk", "Price list import", "Shift planner", "Online shop", "Fleet cards"),
    *(
        "Pallet tracking",
        "Annual licence",
        "Safety training",
        "Invoice scanning",
        "Depot Wi-Fi",
        "Pick by voice",
    ),
    *(
        "Yard survey",
        "Spring campaign",
        "Mobile inspection",
        "Customer portal",
        "Cold chain sensors",
        "Key handover",
    ),
    *(
        "Document archive",
        "Carrier comparison",
        "Help centre",
        "Loading plan",
        "Quality audit",
        "Barcode scanners",
    ),
    *(
        "Freight quotes",
        "Time clocks",
        "Forklift checks",
        "Data cleaning",
        "Delivery windows",
        "Export papers",
    ),
    *(
        "Newsletter set-up",
        "Rental contracts",
        "Seat booking",
        "Waste register",
        "Energy report",
        "Tour planning",
    ),
)

# What to do next in those, with the kind that goes with it.
NEXT_STEPS = (
    (_CALL, "Call {first} about the {title}"),
    (_EMAIL, "Send {first} the figures for the {title}"),
    (_MEETING, "Meet {first} on the {title}"),
    (_CALL, "Ask {first} who signs at {company}"),
    (_EMAIL, "Reference letter to {first}"),
    (_EMAIL, "Written answers to {first}'s questions"),
    (_MEETING, "Show {first} the {title} on a call"),
    (_CALL, "Call {first}: start date"),
)

LOST = (
    ("Price", None),
    ("No budget", None),
    ("Chose a competitor", None),
    ("No reply", None),
    ("Price", None),
    ("Not a fit", None),
    ("Bad timing", None),
    ("Chose a competitor", None),
    ("Other", "Merged with another firm, all purchases are on hold."),
)
