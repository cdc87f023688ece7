"""What is hinted at and what is not, written down apart from the patterns. The browser is held to the same table."""

from __future__ import annotations

KNOWN = {"joan", "pascoe", "glass", "water", "ellen"}  # who and what the page names itself

# Text: what is found, as (kind, words, what could stand there instead).
PHONE, MAIL, STREET, ILLNESS = "[phone number]", "[e-mail address]", "[address]", "[illness]"
FOUND = {
    "Call me on 020 7946 0958 tonight.": [("phone", "020 7946 0958", PHONE)],
    "My number is (020) 7946 0958": [("phone", "(020) 7946 0958", PHONE)],
    "Ring +44 (0)20 7946 0958, any time": [("phone", "+44 (0)20 7946 0958", PHONE)],
    "Tel. +49 30 23125 000": [("phone", "+49 30 23125 000", PHONE)],
    "Mobil 0171-3920000 oder abends": [("phone", "0171-3920000", PHONE)],
    "ring me (0170/1234567)": [("phone", "0170/1234567", PHONE)],
    "030/23125000": [("phone", "030/23125000", PHONE)],
    "Appelez le 01 99 00 12 34": [("phone", "01 99 00 12 34", PHONE)],
    "his cell, 212-555-0123, was off": [("phone", "212-555-0123", PHONE)],
    "(212) 555-0123": [("phone", "(212) 555-0123", PHONE)],
    "text 1-212-555-0199 instead": [("phone", "1-212-555-0199", PHONE)],
    "01632 960 111 or 01632 960 222": [("phone", "01632 960 111", PHONE), ("phone", "01632 960 222", PHONE)],
    "01632 960 111, I repeat: 01632 960 111": [("phone", "01632 960 111", PHONE)],
    "Write to bob.smith+ward@mail.example.co.uk.": [("email", "bob.smith+ward@mail.example.co.uk", MAIL)],
    "<nell@example.org>": [("email", "nell@example.org", MAIL)],
    "We live at 12 Elm Street, come by": [("address", "12 Elm Street", STREET)],
    "at 221B, Baker Street": [("address", "221B, Baker Street", STREET)],
    "the house is 4 St John's Road": [],  # an apostrophe is not worth a wrong hint elsewhere
    "7 Old Mill Lane is where she fell": [("address", "7 Old Mill Lane", STREET)],
    "Ich wohne Lindenstraße 12.": [("address", "Lindenstraße 12", STREET)],
    "in der Lindenstr. 12a": [("address", "Lindenstr. 12a", STREET)],
    "Karl-Marx-Allee 5": [("address", "Karl-Marx-Allee 5", STREET)],
    "Berliner Straße 118, hinten": [("address", "Berliner Straße 118", STREET)],
    "au 12 rue de la Paix": [("address", "12 rue de la Paix", STREET)],
    "I sat beside Anna Miller that night": [("name", "Anna Miller", "Anna")],
    "and then Anna Miller's dog": [("name", "Anna Miller", "Anna")],
    "her nurse, Anna M. Miller, knew": [("name", "Anna M. Miller", "Anna")],
    "I was with Ludwig van der Berg": [("name", "Ludwig van der Berg", "Ludwig")],
    "we asked Šárka Nováková about it": [("name", "Šárka Nováková", "Šárka")],
    "we asked Patrick O'Brien about it": [("name", "Patrick O'Brien", "Patrick")],
    "we asked Jean-Luc Moreau about it": [("name", "Jean-Luc Moreau", "Jean-Luc")],
    "Dr. Helen Brown came at once": [("name", "Dr. Helen Brown", "Dr. B.")],
    "It was Mrs Smith who rang": [("name", "Mrs Smith", "Mrs S.")],
    "Frau Schneider aus dem Dritten": [("name", "Frau Schneider", "Frau S.")],
    "My sister has breast cancer.": [("illness", "breast cancer", ILLNESS)],
    "my older brother was always bipolar": [("illness", "bipolar", ILLNESS)],
    "Her mother-in-law's dementia got worse": [("illness", "dementia", ILLNESS)],
    "A friend of mine, I should say, has HIV": [],  # "I" makes it one's own, to be on the safe side
    "a friend told us about her depression": [("illness", "depression", ILLNESS)],
    "Meine Mutter hat seit Jahren Demenz": [("illness", "Demenz", ILLNESS)],
    "My husband has Parkinson’s": [("illness", "Parkinson’s", ILLNESS)],
    "Mail ann@example.org or ring 01632 960 111": [
        ("email", "ann@example.org", MAIL),
        ("phone", "01632 960 111", PHONE),
    ],
}
NOTHING = [
    "",
    "It came on 01.02.2024, and again on 05/06/2024 and 07-08-24.",
    "01 02 2024",
    "from 1998 to 2024, or 2019-2024",
    "It cost £1,250.00, then €2.345.678,90 and $0.12345678.",
    "ISBN 0306406152, ISBN-10: 0306406152, 978-3-16-148410-0, 0-306-40615-2",
    "between 08:00-16:00 or at 3.15",
    "It is 1 234 567 to one, and 100 000 000 000 of them",
    "Room 0815, bed 12, ward 204",
    "version 2.0.1.345 of it",
    "https://example.org/2024/01/02/0123456789/",
    "@joan said so, at home @ three",
    "12 bells rang in the street",
    "In 2019 Wall Street fell",
    "auf dem Heimweg 20 Minuten, am Parkplatz 5",
    "for the third time I walked the Long Road",
    "I went to New York on Monday Night and to the National Health Service",
    "the World Health Organization and the Queen Elizabeth Hospital",
    "I read A Glass of Water with Joan Pascoe and Ellen",
    "Anna Miller at the start of a sentence. Anna Miller again.",
    "Every Good Boy",
    "Mr Pascoe",
    "I have breast cancer, and had depression.",
    "My sister knows that I have diabetes.",
    "My sister came. Cancer is a word.",
    "My husband helped me through my depression",
    "a child with autism, a mother of three",
    "cancer, dementia, depression",
    "My mother needed a hearing aid.",
    "> Call 020 7946 0958\n> my sister has cancer\nThat was yours.",
    "NHS TV BBC",
    "Das hat nicht mit Hilfe Gottes und seit Jahren Kummer zu tun",  # in German every noun has a capital
]
FILLERS = ["a", "0", "0 ", "+1", "A", "Aa", "Aa ", "a Aa", "a@", "a.", "1 ", "12 Aa ", "my sister ", "Dr. Aa ", "\n>"]
FILLERS += [
    "Aaaaaaaaaaaaaaaaaaaaa-",
    "12 Aaaaaaaaaaaaaaaaaaaaa Aaaaaaaaaaaaaaaaaaaaa ",
    "(0",
    "-0(",
    "A'A'",
    "x@a-",
    ".-+",
]
