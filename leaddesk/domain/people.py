"""Names of people and companies: initials, colours, and the forms in which names are compared."""

from leaddesk.domain.records import USER_COLOURS

_LEGAL_FORMS = frozenset(
    (
        *("ab", "ag", "aps", "as", "asa", "bv", "bvba", "cie", "co", "company", "corp", "corporation", "doo"),
        *("eg", "ek", "ev", "gbr", "gmbh", "hf", "inc", "incorporated", "kft", "kg", "kgaa", "kk", "lda"),
        *("limited", "llc", "llp", "ltd", "mbh", "nv", "ohg", "oo", "oy", "oyj", "plc", "pte", "pty", "pvt"),
        *("sa", "sarl", "sas", "se", "sl", "sp", "spa", "spzoo", "srl", "srls", "sro", "ug", "z"),
    )
)

NOBODY_COLOUR = "#5C6673"  # of somebody who is no user


def initials(name: str) -> str:
    """One or two capital letters for a name: of its first and last word, or its only one; '?' if none."""
    from unicodedata import normalize

    words = []
    for word in normalize("NFC", name).split():
        letters = [letter for letter in word if letter.isalnum()]
        if letters:
            words.append(letters)
    if not words:
        return "?"
    chosen = words[0][:2] if len(words) == 1 else [words[0][0], words[-1][0]]
    # "ß" becomes two letters in capitals, of which one is enough.
    return "".join(letter.upper()[:1] for letter in chosen)


def colour_for(who: int | str) -> str:
    """One of USER_COLOURS, always the same for the same index or name."""
    number = who if isinstance(who, int) else sum(fold(who).encode("utf-8", "surrogatepass"))
    return USER_COLOURS[number % len(USER_COLOURS)]


def fold(text: str) -> str:
    """The text without case, accents and compatibility forms, for search and matching: 'Malmö' is 'malmo'."""
    if text.isascii():
        return text.lower()
    from unicodedata import combining, normalize

    return "".join(letter for letter in normalize("NFKD", text).casefold() if not combining(letter))


def company_key(name: str) -> str:
    """The same text for a company however it is written: 'Kestrel AG' and 'KESTREL A.G.' are 'kestrel'.

    Case, accents, punctuation and legal forms at the end do not count; a name of nothing else keeps a word.
    """
    folded = fold(name).replace(".", "").replace("'", "").replace("’", "").replace("&", " and ")
    if not folded.isalnum():
        folded = "".join(letter if letter.isalnum() else " " for letter in folded)
    words = folded.split()
    end = len(words)
    while end > 1 and (words[end - 1] in _LEGAL_FORMS or words[end - 1] == "and"):
        end -= 1
    return " ".join(words[:end])
