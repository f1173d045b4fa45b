"""Who and what the demo business is made of: invented companies and people.

The e-mail domains end in .example. Telephone numbers lie in ranges kept for fiction, where a country has one.
"""

from typing import NamedTuple


class Country(NamedTuple):
    """`phone` is a beginning, to which `digits` digits are added."""

    name: str
    phone: str
    digits: int
    firsts: tuple[str, ...]
    lasts: tuple[str, ...]


class CompanyRow(NamedTuple):
    """A company and the person there who decides. `phone` "": one is made up; None: none is known."""

    name: str
    slug: str
    industry: str
    employees: int
    country: str
    address: str
    person: str
    job_title: str
    mailbox: str
    phone: str | None = ""


_Place = tuple[str, str, str, int, str, str]
_Post = tuple[str, str, str, str | None]


def _country(name: str, phone: str, digits: int, firsts: str, lasts: str) -> Country:
    return Country(name, phone, digits, tuple(firsts.split()), tuple(lasts.split()))


COUNTRIES = {
    "SE": _country("Sweden", "+46 8 465 004 ", 2, "Astrid Elin Oskar Nils", "Norberg Sandström Ek Hedlund"),
    "DE": _country("Germany", "+49 30 23125 ", 3, "Katrin Felix Sabine Uwe", "Brandt Vogel Krüger Seidel"),
    "GB": _country("United Kingdom", "+44 20 7946 0", 3, "Harriet Callum Rhys Zara", "Whitlock Osei Pryce Mercer"),
    "US": _country("United States", "+1 312-555-01", 2, "Dana Marcus Elena Troy", "Whitfield Okafor Reyes Lindgren"),
    "IT": _country("Italy", "+39 02 5550 ", 4, "Giulia Matteo Chiara Paolo", "Ferri Galli Moretti Serra"),
    "NG": _country("Nigeria", "+234 1 555 0", 3, "Amaka Tunde Ngozi Femi", "Bello Eze Balogun Obi"),
    "NL": _country("Netherlands", "+31 10 5550 ", 3, "Femke Joris Sanne Daan", "Bakker Visser Mulder Kok"),
    "FR": _country("France", "+33 1 99 00 ", 4, "Camille Luc Inès Théo", "Moreau Faure Garnier Leroy"),
    "ES": _country("Spain", "+34 910 555 0", 2, "Lucía Álvaro Carmen Iker", "Ortega Vidal Pardo Santos"),
    "PL": _country("Poland", "+48 22 555 0", 3, "Zofia Marek Agata Piotr", "Wójcik Mazur Kaczmarek Duda"),
    "DK": _country("Denmark", "+45 55 50 ", 4, "Freja Mads Signe Lars", "Holm Kjær Lund Bech"),
    "FI": _country("Finland", "+358 9 5550 ", 3, "Aino Eero Kaisa Jari", "Lahti Mäkinen Salo Koski"),
    "NO": _country("Norway", "+47 55 50 ", 4, "Ingrid Sindre Marit Leif", "Solberg Haugen Bakke Moen"),
    "PT": _country("Portugal", "+351 21 555 0", 3, "Beatriz Rui Marta Tiago", "Carvalho Neves Pinto Lopes"),
    "IN": _country("India", "+91 22 5550 0", 3, "Anjali Vikram Meera Arjun", "Deshmukh Iyer Kapoor Menon"),
    "JP": _country("Japan", "+81 3 5550 0", 3, "Yui Haruto Emi Kenta", "Tamura Ishikawa Mori Hayashi"),
}

_COMPANY_TABLE: tuple[tuple[_Place, _Post], ...] = (
    (
        ("Lindqvist AB", "lindqvist", "Logistics", 140, "SE", "Hamngatan 4, 211 22 Malmö"),
        ("Eva Lind", "Operations Director", "eva.lind", "+46 40 123 45 67"),
    ),
    (
        ("Kestrel AG", "kestrel", "Software", 85, "DE", "Lindenufer 12, 10115 Berlin"),
        ("Jonas Beck", "Head of Sales", "j.beck", "+49 30 901820"),
    ),
    (
        ("Aldgate Dental", "aldgate", "Healthcare", 24, "GB", "8 Mitre Row, London EC3"),
        ("Priya Nair", "Practice manager", "priya", "+44 20 7946 0018"),
    ),
    (
        ("Fenwick Ltd", "fenwick", "Wholesale", 60, "GB", "31 Canal Side, Manchester M1"),
        ("Amy Lo", "IT manager", "amy", "+44 161 496 0102"),
    ),
    (
        ("Marlow Group", "marlow", "Services", 320, "US", "200 Harbor Street, New York, NY"),
        ("R. Shah", "Chief Financial Officer", "r.shah", "+1 212-555-0143"),
    ),
    (
        ("Voltra", "voltra", "Manufacturing", 210, "NG", "17 Marina Close, Lagos"),
        ("Ken Adeyemi", "Head of Procurement", "ken", "+234 1 700 0000"),
    ),
    (
        ("Orbis Labs", "orbis", "Software", 48, "DE", "Isarweg 9, 80469 München"),
        ("Lena Voss", "Chief Technology Officer", "lena", "+49 89 5550199"),
    ),
    (
        ("City of Malmö", "malmo", "Public sector", 900, "SE", "Stadsplatsen 1, 205 80 Malmö"),
        ("A. Berg", "Procurement officer", "a.berg", "+46 40 34 10 00"),
    ),
    (
        ("Otto Café", "otto", "Hospitality", 12, "DE", "Kanalstraße 3, 22085 Hamburg"),
        ("Nils Otto", "Owner", "nils", None),
    ),
    (
        ("Hotel Aurea", "aurea", "Hospitality", 70, "IT", "Via delle Rose 21, 00184 Roma"),
        ("C. Conti", "General manager", "conti", "+39 06 5550 1234"),
    ),
    (
        ("Brisk Freight", "brisk", "Logistics", 110, "GB", "Dock Gate 2, Felixstowe IP11"),
        ("Tom Udo", "Fleet manager", "tom.udo", ""),
    ),
    (
        ("Hale & Sons", "hale", "Construction", 35, "GB", "5 Quarry Lane, Leeds LS9"),
        ("Ida Hale", "Managing director", "ida", ""),
    ),
    (
        ("Pike School", "pike", "Education", 55, "ES", "Calle del Olmo 40, 28012 Madrid"),
        ("M. Ruiz", "Head of studies", "m.ruiz", ""),
    ),
    (
        ("Norrby Logistik", "norrby", "Logistics", 95, "SE", "Terminalgatan 18, 418 79 Göteborg"),
        ("Karin Ahl", "Customer service lead", "karin.ahl", ""),
    ),
    (
        ("Vega Transport", "vega", "Logistics", 180, "ES", "Muelle Sur 7, 46024 Valencia"),
        ("Nadia Soler", "Operations manager", "nadia", ""),
    ),
    (
        ("Bexley Foods", "bexley", "Wholesale", 75, "GB", "Unit 4, Cray Park, Bexley DA5"),
        ("Owen Tate", "Warehouse manager", "owen.tate", ""),
    ),
    (
        ("Tamura Tools", "tamura", "Manufacturing", 130, "JP", "2-8 Minato-dori, Nagoya"),
        ("Keiko Tamura", "Sales director", "keiko", ""),
    ),
    (
        ("Porto Mar", "portomar", "Logistics", 65, "PT", "Rua do Cais 88, 4050 Porto"),
        ("Joana Reis", "Customs lead", "joana.reis", ""),
    ),
    (
        ("Halden Cold Storage", "halden", "Logistics", 58, "NO", "Kaiveien 6, 1771 Halden"),
        ("Sverre Dahl", "Site manager", "sverre", ""),
    ),
    (
        ("Zielony Dom", "zielony", "Retail", 42, "PL", "ul. Lipowa 15, 30-702 Kraków"),
        ("Ewa Sowa", "Store manager", "ewa.sowa", ""),
    ),
    (
        ("Rhône Express", "rhone", "Logistics", 220, "FR", "14 quai des Barges, 69002 Lyon"),
        ("Hélène Marchand", "Transport planner", "h.marchand", ""),
    ),
    (
        ("Delta Haven BV", "deltahaven", "Logistics", 160, "NL", "Kadeweg 33, 3089 Rotterdam"),
        ("Bram de Wit", "Terminal manager", "bram", ""),
    ),
    (
        ("Brennan Build", "brennan", "Construction", 88, "GB", "19 Foundry Street, Belfast BT1"),
        ("Aoife Brennan", "Commercial director", "aoife", ""),
    ),
    (
        ("Fjord Data ApS", "fjorddata", "Software", 30, "DK", "Havnevej 11, 8000 Aarhus"),
        ("Rikke Toft", "Product owner", "rikke", ""),
    ),
    (
        ("Lumo Oy", "lumo", "Software", 26, "FI", "Satamakatu 5, 33200 Tampere"),
        ("Ville Aalto", "Chief executive", "ville", ""),
    ),
    (
        ("Bergmann Pumpen GmbH", "bergmann", "Manufacturing", 175, "DE", "Werkstraße 77, 44147 Dortmund"),
        ("Heike Lorenz", "Head of purchasing", "h.lorenz", ""),
    ),
    (
        ("Casa Verde Srl", "casaverde", "Retail", 38, "IT", "Corso Lungo 60, 10121 Torino"),
        ("Davide Riva", "Buyer", "davide", ""),
    ),
    (
        ("Saffron Textiles", "saffron", "Manufacturing", 240, "IN", "12 Mill Road, Surat 395003"),
        ("Rohan Patel", "Export manager", "rohan", ""),
    ),
    (
        ("Pinecrest Supply", "pinecrest", "Wholesale", 66, "US", "4100 Grove Avenue, Columbus, OH"),
        ("Janelle Brooks", "Operations lead", "jbrooks", ""),
    ),
    (
        ("Blue Mesa Freight", "bluemesa", "Logistics", 150, "US", "88 Railhead Drive, Denver, CO"),
        ("Hector Salas", "Dispatch manager", "hector", ""),
    ),
    (
        ("Atelier Nord", "ateliernord", "Services", 18, "FR", "9 rue du Canal, 59000 Lille"),
        ("Manon Petit", "Studio manager", "manon", ""),
    ),
    (
        ("Vistula Parts", "vistula", "Manufacturing", 120, "PL", "ul. Portowa 2, 80-001 Gdańsk"),
        ("Tomasz Lis", "Logistics manager", "tomasz", ""),
    ),
    (
        ("Ekhaga Vård", "ekhaga", "Healthcare", 46, "SE", "Parkvägen 20, 722 15 Västerås"),
        ("Malin Fors", "Clinic manager", "malin", ""),
    ),
    (
        ("Okoro Agro", "okoro", "Wholesale", 84, "NG", "6 Depot Road, Ibadan"),
        ("Chidi Okoro", "Managing director", "chidi", ""),
    ),
    (
        ("Tulp Software BV", "tulp", "Software", 52, "NL", "Singelkade 101, 3512 Utrecht"),
        ("Lotte Smit", "Partner manager", "lotte", ""),
    ),
    (
        ("Ribeira Hotels", "ribeira", "Hospitality", 130, "PT", "Largo da Fonte 3, 1100 Lisboa"),
        ("Duarte Melo", "Head of reservations", "duarte", ""),
    ),
    (
        ("Kallio Clinics", "kallio", "Healthcare", 64, "FI", "Mäkitie 14, 00530 Helsinki"),
        ("Sanna Virta", "Administration lead", "sanna", ""),
    ),
    (
        ("Monsoon Travel", "monsoon", "Services", 33, "IN", "5 Beach Crescent, Kochi 682001"),
        ("Leela Thomas", "Operations manager", "leela", ""),
    ),
    (
        ("Strandby Marine", "strandby", "Manufacturing", 77, "DK", "Skibsvej 24, 9970 Strandby"),
        ("Jens Friis", "Workshop manager", "jens", ""),
    ),
    (
        ("Corvo Security", "corvo", "Services", 92, "US", "1450 Beacon Plaza, Boston, MA"),
        ("Tara Nolan", "Facilities director", "tara.nolan", ""),
    ),
)
COMPANIES = tuple(CompanyRow(*place, *post) for place, post in _COMPANY_TABLE)

# More companies than those, for a business of any size, are put together from these.
STEMS = (
    *("Alder", "Amber", "Ardent", "Aspen", "Beacon", "Birch", "Bright", "Cedar", "Cobalt", "Copper", "Coral"),
    *("Crest", "Dune", "Ember", "Falcon", "Fern", "Granite", "Harbour", "Hazel", "Heron", "Iris", "Juniper"),
    *("Lark", "Linden", "Maple", "Meridian", "Nimbus", "North", "Onyx", "Opal", "Osprey", "Pebble", "Quill"),
    *("Raven", "Sable", "Summit", "Tern", "Umber", "Willow", "Zephyr"),
)
TRADES = (
    ("Logistics", "Logistics", "Operations manager"),
    ("Freight", "Logistics", "Fleet manager"),
    ("Foods", "Wholesale", "Warehouse manager"),
    ("Systems", "Software", "Chief Technology Officer"),
    ("Clinics", "Healthcare", "Practice manager"),
    ("Tools", "Manufacturing", "Head of purchasing"),
    ("Hotels", "Hospitality", "General manager"),
    ("Build", "Construction", "Commercial director"),
    ("Academy", "Education", "Head of studies"),
    ("Retail", "Retail", "Buyer"),
)
DISTRICTS = (
    *("", "South", "West", "East", "City", "Bay", "Hill", "Lake", "Valley", "Coast", "Island", "Central"),
    *("Upper", "Lower", "Old Town", "Riverside", "Airport", "Port", "Park", "Garden", "Castle", "Bridge"),
)
SECOND_JOB_TITLES = (
    *("Office manager", "Buyer", "IT administrator", "Project lead", "Finance assistant", "Team lead"),
    *("Operations analyst", "Quality manager", "Customer service lead", "Head of administration"),
)
USERS = (("Sam Keller", "SK"), ("Maria Ruiz", "MR"), ("Jonas Dahl", "JD"))
TAGS = ("logistics", "LogiMAT", "public sector", "renewal")
