"""What the people of the demo business say and write to each other.

Each topic has texts of one kind and direction, several because the same topic comes up in every deal.
{first} is the contact's first name, {company} the company, {title} the deal in small letters.
"""

from typing import NamedTuple

from leaddesk.domain.records import ActivityKind, Direction

_NOTE, _CALL, _EMAIL, _MEETING = ActivityKind
_IN, _OUT = Direction


class Topic(NamedTuple):
    """Subject and text pairs for one point of a dialogue."""

    kind: ActivityKind
    direction: Direction | None
    texts: tuple[tuple[str, str], ...]


OwnWords = tuple[int, int, int, ActivityKind, Direction | None, int | None, str, str]

_FIRST_MAIL = Topic(
    *(_EMAIL, _OUT),
    texts=(
        ("Introduction", "Hello {first}, we help firms like {company} with the {title}. Is it on your list?"),
        (
            "Good to meet you",
            "Thanks for stopping at our stand, {first}. Attached is the page you asked for.",
        ),
        ("Your enquiry", "Thanks for writing to us. Two short questions before I suggest anything."),
        ("A case like yours", "Intro and two case studies, both from firms the size of {company}."),
        ("Recommended to us", "A customer of ours said that {company} is looking at a {title}."),
        ("Following your post", "I read what you wrote about waiting times. We solved that for a neighbour."),
    ),
)
_CHASE = Topic(
    *(_EMAIL, _OUT),
    texts=(
        ("Did this reach you?", "Hello {first}, only making sure that my last message arrived."),
        ("One page on the {title}", "The whole idea on one page, in case the long version was too much."),
        ("Better in spring?", "If now is a bad moment, tell me which month suits {company} better."),
        ("Figures from your trade", "Three figures that others in your trade found useful."),
    ),
)
_MISSED_CALL = Topic(
    *(_CALL, _OUT),
    texts=(
        ("No answer", "Left a message with the front desk and a number to call back."),
        ("Voicemail", "Left a short message about the {title}. No call back so far."),
        ("Wrong moment", "{first} was on the way into a meeting and asked me to write instead."),
        ("On leave", "{first} is on leave until next week, the colleague takes no decisions."),
    ),
)
_BACKGROUND = Topic(
    *(_NOTE, None),
    texts=(
        ("", "Web site names two sites and a third from summer. Worth asking how they plan there."),
        ("", "Hiring for the same job since August: the pain is real, the budget perhaps too."),
        ("", "Uses a home-made spreadsheet today. The person who wrote it leaves in spring."),
        ("", "Annual report: sales up a tenth, cost of handling up a fifth."),
        ("", "Met their former buyer: decisions go through finance above 10,000."),
        ("", "They renew their present contract in January, so the window is this quarter."),
    ),
)
_ANSWER = Topic(
    *(_EMAIL, _IN),
    texts=(
        ("Re: Introduction", "Interesting. How long does it take until something works?"),
        ("Re: your message", "We are looking at this for next year. Can you call me on Thursday?"),
        ("Re: A case like yours", "The second case sounds like us. What did it cost them?"),
        ("Re: {title}", "Could you send a quote for the first part only?"),
        ("Re: Good to meet you", "Thank you, I have passed it on to two colleagues. They have questions."),
        ("Re: Your enquiry", "Answers in red below. We would like to start small."),
    ),
)
_FIRST_CALL = Topic(
    *(_CALL, _OUT),
    texts=(
        ("Need and time frame", "Wants it live before the busy season. Two people would use it every day."),
        ("Budget", "Has about half of the sum in this year's plan, the rest needs a signature."),
        ("How they work today", "Paper lists at the gate, typed in at night. Errors show a week later."),
        ("Who decides", "{first} proposes, the board decides in its monthly meeting."),
        ("Open questions", "Went through the list. Left: hosting, training, holiday cover."),
        ("Short call", "Friendly. Wants to see it with their own data before going on."),
    ),
)
_CONCLUSION = Topic(
    *(_NOTE, None),
    texts=(
        ("", "Fits well. Biggest risk: their IT wants to build it themselves."),
        ("", "The {title} matters to {first} personally: name is on the project plan."),
        ("", "Keep the offer to one page, they dislike long ones."),
        ("", "Competitor is in the house already with another product."),
        ("", "Ask for the number of sites before naming a price."),
        ("", "Finance wants quarterly invoices. No objection from our side."),
    ),
)
_PROPOSE_DEMO = Topic(
    *(_EMAIL, _OUT),
    texts=(
        (
            "Times for a demo",
            "Three times next week, half an hour each, with your own data if you send a sample.",
        ),
        ("What we would show", "Agenda for the demo: your list, our screen, one hour, no slides."),
        ("Sample file", "Please send ten lines of your list, we build the demo on them."),
        ("Who should be there", "It works best if somebody from the floor joins. Can you bring one?"),
    ),
)
_AGREE_DEMO = Topic(
    *(_EMAIL, _IN),
    texts=(
        ("Re: Times for a demo", "Wednesday at ten suits us. We will be four."),
        ("Re: Sample file", "Attached, names changed. The odd codes in column C are ours."),
        ("Re: What we would show", "Good. Please add the month-end part, finance asks for it."),
        ("Re: Who should be there", "I bring our shift lead, she will ask the hard questions."),
    ),
)
_DEMO = Topic(
    *(_MEETING, _OUT),
    texts=(
        ("Demo", "Five people. The import with their own file convinced them, the report less so."),
        ("Demo on site", "Walked the floor first. Two of their steps fall away with the {title}."),
        ("Demo by video", "Sound broke twice, still good. {first} wants a second round for finance."),
        ("Workshop", "Half a day. Sorted their wishes into now, later and never."),
    ),
)
_THANKS = Topic(
    *(_EMAIL, _OUT),
    texts=(
        (
            "Thank you for today",
            "Notes and the recording. I answer the open point on access rights by Friday.",
        ),
        ("What we agreed", "Start with one site, measure for four weeks, then decide on the rest."),
        ("Answers from our engineers", "Yes to both: it runs without network, and it exports everything."),
        ("References", "Two customers who are glad to take a call, names and numbers attached."),
    ),
)
_OFFER = Topic(
    *(_EMAIL, _OUT),
    texts=(
        ("Offer: {title}", "Our offer, valid for thirty days. Page two lists what is not included."),
        ("Offer with two options", "Option A as discussed, option B without training. I would take A."),
        ("Revised offer", "New version: payment in two parts, the rest unchanged."),
        ("Draft of the contract", "The draft with your changes. Open: notice period, place of court."),
    ),
)
_QUESTION = Topic(
    *(_EMAIL, _IN),
    texts=(
        ("Re: Offer", "Thanks, received. Is there a lower price if we sign for two years?"),
        ("Question on the offer", "Line four: is that for each user or for each site?"),
        ("Re: Offer with two options", "Option A. Please split the invoice between two cost centres."),
        ("Changes", "Our lawyer has three remarks, all small. See the attachment."),
    ),
)
_HAGGLE = Topic(
    *(_CALL, _IN),
    texts=(
        ("Price", "They ask for ten percent less. Offered free training instead, {first} takes it along."),
        ("Delivery date", "Wants to start two weeks earlier. Possible if we get the data this month."),
        ("Purchasing calls", "Standard questions on insurance and payment terms. All answered."),
        ("Last doubts", "{first} asked what happens if they leave again. Explained the export."),
    ),
)
_TERMS = Topic(
    *(_MEETING, _OUT),
    texts=(
        ("Terms", "Went through the contract page by page. Two changes, both fine with us."),
        ("Meeting with purchasing", "Framework is acceptable, delivery times go into an appendix."),
        ("Planning the start", "Named people on both sides and a first day. Only the signature is missing."),
        ("Steering group", "Presented to the board. One against, four for, answer next week."),
    ),
)
_WON = Topic(
    *(_EMAIL, _IN),
    texts=(
        ("Order", "Please find the signed order attached. We look forward to the start."),
        ("Go ahead", "The board said yes this morning. Send the invoice for the first part."),
        ("Signed", "Signed copy is in the post. Thank you for the patience, {first}."),
        ("Purchase order", "Our number must be on every invoice. Good to have you on board."),
    ),
)
_LOST = Topic(
    *(_CALL, _IN),
    texts=(
        ("Decision", "They will not go on with the {title}. Friendly call, the door stays open."),
        ("Stopped", "{first} had to stop the project. May come back next year."),
        ("No", "Thanked us for the work, decided otherwise. Asked for our newsletter."),
        ("Cancelled", "The {title} was taken off this year's plan in the last round."),
    ),
)

COLD_TALK = (_FIRST_MAIL, _MISSED_CALL, _CHASE, _BACKGROUND)
WARM_TALK = (_FIRST_MAIL, _BACKGROUND, _ANSWER, _FIRST_CALL, _CONCLUSION)
LONG_TALK = (
    *(_FIRST_MAIL, _ANSWER, _FIRST_CALL, _CONCLUSION, _PROPOSE_DEMO, _AGREE_DEMO, _DEMO),
    *(_THANKS, _OFFER, _QUESTION, _HAGGLE, _TERMS),
)
WON_TALK = (_ANSWER, _FIRST_CALL, _PROPOSE_DEMO, _DEMO, _OFFER, _TERMS, _WON)
LOST_TALK = (_FIRST_MAIL, _ANSWER, _FIRST_CALL, _DEMO, _OFFER, _LOST)
LEAD_TALK = (_FIRST_MAIL, _ANSWER)

# Said of one deal only: days ago, local hour and minute (None: any), kind, direction, length, subject, text.
OWN_WORDS: dict[str, tuple[OwnWords, ...]] = {
    "Warehouse pilot": (
        (
            11,
            9,
            20,
            _NOTE,
            None,
            None,
            "Qualified as a prospect",
            "Budget ✓ Authority ✓ Need ✓ Time ✓ — fit A",
        ),
        (5, 15, 5, _NOTE, None, None, "Moved Contacted → Demo", "after 6 days"),
        (4, 10, 30, _CALL, _OUT, 14, "", "Needs go-live before March. Budget agreed with CFO up to €50k."),
        (1, 16, 40, _EMAIL, _OUT, None, "Demo times", "Proposed demo times, attached two-page summary."),
        (0, 8, 12, _EMAIL, _IN, None, "Re: Demo times", "Tuesday works. Can you bring the scanner pricing?"),
    ),
    "Website relaunch": (
        (6, 11, 0, _NOTE, None, None, "Captured from web form", "page: /online-booking"),
        (5, 9, 45, _EMAIL, _OUT, None, "Introduction", "Intro + two case studies"),
        (3, 14, 25, _EMAIL, _IN, None, "Re: Introduction", "Could you send a quote for the booking part?"),
        (
            3,
            15,
            10,
            _NOTE,
            None,
            None,
            "",
            "€8–12k set aside. Decides with partner. Online booking before spring.",
        ),
    ),
    "CRM roll-out": (
        (25, 10, 0, _CALL, _IN, 9, "Recommended by Marlow", "Looking for one tool for both sales offices."),
        (
            16,
            11,
            15,
            _MEETING,
            _OUT,
            60,
            "First meeting",
            "Jonas, two regional leads. Old system ends in April.",
        ),
        (9, 13, 50, _NOTE, None, None, "", "Kestrel wants the rollout before the January sales meeting."),
        (3, 9, 30, _EMAIL, _IN, None, "Dates", "Can we start with Berlin and add Vienna two weeks later?"),
        (1, 17, 5, _EMAIL, _OUT, None, "Re: Dates", "Yes. I call you about the exact days."),
    ),
}
