"""What hints look for: patterns, and the words around them.

The server and the browser read the same patterns, so these keep to what both understand alike: letters
are listed, since `\\w` and `\\b` differ. Every repetition is bounded, so that no text takes longer than
its length.
"""

from __future__ import annotations

from dataclasses import dataclass

_EXTENDED = [chr(code) for code in range(0x100, 0x180)]
UPPER = "A-ZÀ-ÖØ-Þ" + "".join(letter for letter in _EXTENDED if letter.isupper())
LOWER = "a-zß-öø-ÿ" + "".join(letter for letter in _EXTENDED if letter.islower())
LETTER = UPPER + LOWER
_START, _END = f"(?<![0-9{LETTER}])", f"(?![0-9{LETTER}])"

# Between the digits of a telephone number. What looks like a date or the number of a book is none.
_GAP = "[ ()./-]{0,2}"
_NO_DATE = r"(?![0-9]{1,2}[ ./-][0-9]{1,2}[ ./-](?:[0-9]{2}|[0-9]{4})(?![ ./-]?[0-9]))"
_NO_BOOK = "(?<!ISBN )(?<!ISBN: )(?<!ISBN-10 )(?<!ISBN-10: )"
_BEFORE = f"(?<![0-9{LETTER}.,/=€$£#_(-])(?<![0-9] )"
_MAYBE_IN_BRACKETS = _BEFORE.replace("_(-]", "_-]")
_AFTER = f"(?![0-9{LETTER}]|[.,-][0-9])"

_WORD = f"(?:[{UPPER}]['’])?[{UPPER}][{LOWER}]{{1,20}}(?:-?[{UPPER}][{LOWER}]{{1,20}}){{0,2}}"
_PARTICLES = "(?:(?:van|von|de|der|den|da|di|del|la|le|bin) ){0,2}"
_TITLE = "(?:Dr|Mr|Mrs|Ms|Miss|Mx|Prof|Professor|Herrn?|Frau|Mme|Madame|Monsieur)"
_YEAR = "(?:19|20)[0-9]{2}[ ,]"
_STREET = (
    "(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Close|Crescent|Court|Place|Square|Terrace|Way"
    "|Boulevard|Blvd|Gardens|Grove|Row|Mews)"
)
_ROAD = "(?:traße|trasse|tr\\.)"
_NO_ROAD = "(?:Heim|Um|Hin|Rück|Schul|Arbeits|Sitz|Steh|Park|Spiel)(?:weg|platz)|(?:Der|Die|Das|Den|Dem|Ein) "
_GERMAN = f"{_START}(?:und|nicht|auch|ich|ist|sich|mein|meine|eine|wir|seit|mit|bei|für){_END}"  # every noun has a capital there
_RUE = "(?:rue|avenue|boulevard|place|chemin|impasse|allée|quai)"


NEVER = "(?!)"


@dataclass(frozen=True)
class Rule:
    """`{1}` in `instead` is the first group of the pattern; without it the kind has words of its own.

    Where `unless` is found anywhere in the text the rule says nothing.
    """

    kind: str
    pattern: str
    instead: str = ""
    unless: str = ""


RULES = (
    Rule("email", r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}"),
    Rule("phone", rf"{_BEFORE}\+(?:{_GAP}[0-9]){{8,15}}{_AFTER}"),
    Rule(
        "phone",
        rf"{_MAYBE_IN_BRACKETS}{_NO_BOOK}{_NO_DATE}(?:\((?=[0-9 ]{{1,8}}\)))?0[0-9](?:{_GAP}[0-9]){{6,12}}{_AFTER}",
    ),
    Rule(
        "phone",
        rf"{_BEFORE}(?:1[ .-])?(?:\([2-9][0-9]{{2}}\) ?|[2-9][0-9]{{2}}[ .-])[2-9][0-9]{{2}}[ .-][0-9]{{4}}{_AFTER}",
    ),
    Rule("address", f"{_START}(?!{_YEAR})[0-9]{{1,5}}[A-Za-z]?,? (?:{_WORD} ){{1,3}}{_STREET}{_END}"),
    Rule(
        "address", f"{_START}[0-9]{{1,4}}(?: bis| ter)?,? {_RUE} (?:de la |de l['’]|des |de |du |d['’])?{_WORD}{_END}"
    ),
    Rule(
        "address",
        f"{_START}(?!{_NO_ROAD})[{UPPER}][{LOWER}]{{1,25}}?(?:s{_ROAD}|gasse|allee|chaussee|weg|platz|damm|ufer)"
        f" [0-9]{{1,4}}[a-z]?{_END}",
    ),
    Rule(
        "address",
        f"{_START}(?!{_NO_ROAD})(?:[{UPPER}][{LOWER}]{{1,25}}[ -]){{1,3}}"
        f"(?:S{_ROAD}|Gasse|Allee|Chaussee|Weg|Platz|Damm|Ufer) [0-9]{{1,4}}[a-z]?{_END}",
    ),
    Rule(
        "name", rf"{_START}({_TITLE}\.?) (?:{_WORD} ){{0,2}}{_PARTICLES}([{UPPER}])[{LOWER}]{{1,20}}{_END}", "{1} {2}."
    ),
    Rule(
        "name",
        rf"(?<=[{LOWER}0-9,;)] )({_WORD})(?: [{UPPER}]\.)?(?: {_PARTICLES}{_WORD}){{1,2}}{_END}",
        "{1}",
        _GERMAN,
    ),
)

# A word before which a name is no name of a private person, or which is part of no name.
NO_NAMES = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "christmas",
        "easter",
        "good",
        "boxing",
        "new",
        "year",
        "years",
        "day",
        "eve",
        "night",
        "mother's",
        "father's",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
        "januar",
        "februar",
        "märz",
        "mai",
        "juni",
        "juli",
        "oktober",
        "dezember",
        "the",
        "a",
        "an",
        "and",
        "or",
        "of",
        "in",
        "on",
        "at",
        "for",
        "to",
        "from",
        "with",
        "it",
        "he",
        "she",
        "we",
        "you",
        "they",
        "this",
        "that",
        "these",
        "those",
        "is",
        "was",
        "if",
        "but",
        "so",
        "as",
        "my",
        "der",
        "die",
        "das",
        "und",
        "ein",
        "eine",
        "ich",
        "er",
        "sie",
        "wir",
        "ihr",
        "im",
        "am",
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "upper",
        "lower",
        "great",
        "united",
        "royal",
        "national",
        "world",
        "saint",
        "san",
        "santa",
        "los",
        "las",
        "el",
        "la",
        "new",
        "york",
        "hong",
        "kong",
        "costa",
        "rica",
        "sri",
        "lanka",
        "buenos",
        "aires",
        "tel",
        "aviv",
        "abu",
        "dhabi",
        "puerto",
        "rio",
        "bad",
        "st",
        "street",
        "road",
        "avenue",
        "lane",
        "square",
        "park",
        "bridge",
        "river",
        "lake",
        "mount",
        "mountain",
        "island",
        "islands",
        "bay",
        "beach",
        "city",
        "town",
        "county",
        "state",
        "states",
        "kingdom",
        "republic",
        "union",
        "europe",
        "america",
        "africa",
        "asia",
        "australia",
        "england",
        "scotland",
        "wales",
        "ireland",
        "britain",
        "germany",
        "france",
        "london",
        "paris",
        "berlin",
        "hospital",
        "hospice",
        "clinic",
        "ward",
        "unit",
        "care",
        "health",
        "service",
        "nhs",
        "medicare",
        "university",
        "college",
        "school",
        "church",
        "cathedral",
        "chapel",
        "court",
        "house",
        "hall",
        "office",
        "department",
        "ministry",
        "museum",
        "library",
        "theatre",
        "station",
        "airport",
        "hotel",
        "company",
        "foundation",
        "society",
        "association",
        "institute",
        "centre",
        "center",
        "club",
        "committee",
        "council",
        "government",
        "party",
        "parliament",
        "english",
        "german",
        "french",
        "spanish",
        "italian",
        "polish",
        "american",
        "british",
        "european",
        "chinese",
        "russian",
        "japanese",
        "irish",
        "scottish",
        "god",
        "lord",
        "jesus",
        "christ",
        "bible",
        "quran",
        "torah",
        "virgin",
        "holy",
        "war",
        "prize",
        "award",
        "act",
        "bill",
        "cup",
        "league",
        "google",
        "facebook",
        "microsoft",
        "apple",
        "amazon",
        "twitter",
        "youtube",
        "netflix",
        "wikipedia",
        "wordpress",
        "instagram",
        "whatsapp",
        "king",
        "queen",
        "prince",
        "princess",
        "president",
        "minister",
        "pope",
        "santa",
        "claus",
        "red",
        "cross",
        "blue",
        "green",
        "black",
        "white",
    ]
)
TITLES = frozenset(
    ["dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "herr", "herrn", "frau", "mme", "madame", "monsieur"]
)

_KIN = (
    "mother|mum|mom|father|dad|parents?|sister|brother|sons?|daughter|child|kids?|wife|husband|partner|girlfriend"
    "|boyfriend|friend|neighbou?r|aunt|auntie|uncle|cousin|niece|nephew|grandmother|grandma|gran|nan|grandfather"
    "|grandpa|grandad|granddad|grandson|granddaughter|boss|colleague|co-?worker|teacher|patient|flatmate|roommate|ex"
)
_KIN_GERMAN = (
    "mutter|mama|vater|papa|eltern|schwester|bruder|sohn|tochter|kind|frau|mann|partner|partnerin|freund|freundin"
    "|nachbar|nachbarin|tante|onkel|cousin|cousine|oma|opa|großmutter|großvater|enkel|enkelin|chef|chefin|kollege|kollegin"
)
_RELATION = (
    f"(?:my|our|his|her|their|your) (?:[a-z-]{{2,12}} ){{0,1}}(?:{_KIN})(?:-in-law)?"
    "|(?:a|the) (?:close |good |dear |old )?(?:friend|neighbou?r|colleague)"
    f"|(?:mein|dein|sein|ihr|unser)(?:e|er|em|en|es)? (?:{_KIN_GERMAN})"
)
_SELF = "i|my|mine|ich|mein(?:e|er|em|en|es)?"
_ILLNESS = (
    "(?:[a-z]{3,9} )?cancer|leuka?emia|lymphoma|melanoma|(?:brain )?tumou?r|dementia|alzheimer['’]?s?|parkinson['’]?s?"
    "|multiple sclerosis|motor neurone disease|epilepsy|epileptic|diabetes|diabetic|depression|bipolar|schizophrenia"
    "|schizophrenic|psychosis|autism|autistic|adhd|anorexia|anorexic|bulimia|hiv|hepatitis|heart attack|heart failure"
    "|kidney failure|cirrhosis|copd|ptsd|ocd|alcoholic|alcoholism|addict|addiction|miscarriage|crohn['’]?s|lupus"
    "|fibromyalgia|endometriosis|cystic fibrosis|huntington['’]?s|down['’]?s? syndrome|personality disorder|suicidal"
    "|krebs|brustkrebs|lungenkrebs|leukämie|demenz|schlaganfall|herzinfarkt|depressionen|magersucht|schizophrenie"
    "|epilepsie|multiple sklerose|alkoholiker|alkoholikerin"
)
# Read from the left: a relation, then an illness in the same sentence; but "my sister knows that I have" is one's own.
ILLNESS = f"{_START}(?:({_RELATION})|({_SELF})|({_ILLNESS})){_END}|[.!?\\n]"
