"""Who and what the sample agency is: people, clients, aims, templates of work, and what people say."""

# ruff: noqa: E501 - tables read better on one line each

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

AGENCY = "Albrecht & Dahl"


class Craft(StrEnum):
    """What somebody mainly does; decides who is asked for which task."""

    OWNER = "owner"
    DIRECTOR = "director"
    MANAGER = "manager"
    PEOPLE = "people"
    COPY = "copy"
    ART = "art"
    DESIGN = "design"
    MOTION = "motion"
    FILM = "film"
    WEB = "web"
    UX = "ux"
    MEDIA = "media"
    STRATEGY = "strategy"
    DATA = "data"
    SOCIAL = "social"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the agency: `days` a week, `weeks_here` since she joined, `share` of her time for tasks."""

    name: str
    title: str
    craft: Craft
    skills: str
    passion: str
    weeks_here: int = 300
    days: int = 5
    share: float = 0.75
    signs_in: bool = True
    wants: str = ""
    about: str = ""

    @property
    def login(self) -> str:
        """Her sign-in."""
        plain = self.name.split()[0].lower().translate(str.maketrans("áéíóúößäü", "aeiouosau"))
        return f"{plain}@example.org"


PEOPLE = (
    Someone("Ines Albrecht", "Founder and managing director", Craft.OWNER, "Client care 5, Strategy 5, Presenting 5, Finance 4", "Winning clients who stay", 620, share=0.4, wants="Strategy",
            about="Founded the agency with Solveig in a back room in Ottensen."),
    Someone("Matteo Ricci", "Creative director", Craft.DIRECTOR, "Creative direction 5, Art direction 5, Presenting 4, Storyboarding 4", "Films that make people call their mother", 330, share=0.7, wants="Storyboarding"),
    Someone("Solveig Dahl", "Creative director, design", Craft.DIRECTOR, "Creative direction 5, Graphic design 5, Art direction 4, Strategy 3, Presenting 4, Project management 3", "Type that lasts longer than its campaign", 620, share=0.7, wants="Graphic design"),
    Someone("Henrik Voss", "Creative director, text", Craft.DIRECTOR, "Creative direction 4, Copywriting 5, Strategy 3, Presenting 4", "The one line nobody can improve", 410, share=0.7, wants="Copywriting"),
    Someone("Leonie Brandt", "Head of project management", Craft.MANAGER, "Project management 5, Client care 4, Production 4", "A plan that survives its second week", 280, share=0.5, wants="Project management"),
    Someone("Jonas Petersen", "Project manager", Craft.MANAGER, "Project management 4, Client care 3, Production 3", "Sets and shoots", 140, share=0.5, wants="Production"),
    Someone("Zeynep Aydin", "Project manager", Craft.MANAGER, "Project management 4, Client care 4, Media planning 2", "Difficult clients", 190, share=0.5, wants="Client care"),
    Someone("Miriam Haas", "People lead", Craft.PEOPLE, "Presenting 4, Project management 3, Client care 3", "Watching somebody do it alone for the first time", 230, days=4, share=0.4, wants="Presenting"),
    Someone("Agnieszka Nowak", "Senior copywriter", Craft.COPY, "Copywriting 5, Strategy 3, Presenting 2", "Long copy", 260, wants="Strategy"),
    Someone("Paul Lindner", "Copywriter", Craft.COPY, "Copywriting 3, Social media 3", "Radio", 120, signs_in=False, wants="Sound design"),
    Someone("Clara Moreau", "Copywriter", Craft.COPY, "Copywriting 4, Social media 3", "Writing in two languages at once", 90, days=4, wants="Strategy"),
    Someone("Nils Bergström", "Senior art director", Craft.ART, "Art direction 5, Graphic design 4, Photography 3, Storyboarding 3, Creative direction 3", "Photography without retouching", 310, wants="Photography"),
    Someone("Yara Haddad", "Art director", Craft.ART, "Art direction 4, Storyboarding 4, Graphic design 3, Illustration 3, Creative direction 3", "Storyboards", 150, wants="Creative direction",
            about="Came from animation; draws faster than she types."),
    Someone("Emil Fischer", "Graphic designer", Craft.DESIGN, "Graphic design 4, Art direction 3, Photography 3, Production 3", "Print, while it lasts", 170, wants="Art direction"),
    Someone("Luísa Pereira", "Graphic designer and illustrator", Craft.DESIGN, "Graphic design 3, Illustration 5, Art direction 3, Photography 2, Motion design 2", "Drawing by hand", 31, wants="Motion design"),
    Someone("Tobias Wendt", "Motion designer", Craft.MOTION, "Motion design 5, Video editing 3, Sound design 3", "Titles", 200, wants="Sound design"),
    Someone("Katarzyna Lis", "Film editor", Craft.FILM, "Video editing 5, Sound design 4, Motion design 3, Storyboarding 2", "The cut one does not see", 180, wants="Motion design"),
    Someone("Ravi Menon", "Web developer", Craft.WEB, "Web development 5, UX design 3, Data analysis 2", "Pages that load before one blinks", 160, wants="Data analysis"),
    Someone("Hanna Kowalczyk", "Designer for digital products", Craft.UX, "UX design 5, Web development 3, Graphic design 3, Social media 3", "Forms people enjoy", 110, days=4, wants="UX design"),
    Someone("Bram de Vries", "Media planner", Craft.MEDIA, "Media planning 4, Data analysis 3, Presenting 2", "Cinema as a medium", 14, signs_in=False, wants="Strategy"),
    Someone("Johanna Seidel", "Strategist", Craft.STRATEGY, "Strategy 5, Data analysis 3, Presenting 4, Copywriting 2", "Asking the question behind the brief", 210, wants="Presenting"),
    Someone("Oskar Lund", "Data analyst", Craft.DATA, "Data analysis 5, Media planning 3", "Proving a hunch wrong", 70, signs_in=False, wants="Strategy"),
    Someone("Fatima El Amrani", "Social media editor", Craft.SOCIAL, "Social media 5, Copywriting 3, Photography 2", "Communities that answer each other", 100, wants="Copywriting"),
    Someone("Greta Schulz", "Office and finance", Craft.OFFICE, "Finance 4, Project management 2", "A month closed on the third", 350, days=3, share=0.5, signs_in=False, wants="Finance"),
)  # fmt: skip

SIGN_INS = {
    "owner": "Ines Albrecht",
    "manager": "Leonie Brandt",
    "mentor": "Miriam Haas",
    "maker": "Yara Haddad",
}

LONELY_SKILLS = {
    "Motion design": "Tobias Wendt",
    "Data analysis": "Oskar Lund",
    "Web development": "Ravi Menon",
    "Media planning": "Bram de Vries",
}
"""Skills that may hang on one person, and on whom."""

SECOND_HOLDERS = {
    "Motion design": ("Katarzyna Lis", "Luísa Pereira"),
    "Data analysis": ("Johanna Seidel", "Bram de Vries"),
    "Web development": ("Hanna Kowalczyk",),
    "Media planning": ("Oskar Lund", "Zeynep Aydin"),
}
"""Who could stand in where it does not."""

TEAMS = {
    "Creation": ("Matteo Ricci", ("Agnieszka Nowak", "Paul Lindner", "Clara Moreau", "Nils Bergström", "Yara Haddad", "Henrik Voss")),
    "Design and film": ("Solveig Dahl", ("Emil Fischer", "Luísa Pereira", "Tobias Wendt", "Katarzyna Lis")),
    "Digital and media": ("Zeynep Aydin", ("Ravi Menon", "Hanna Kowalczyk", "Bram de Vries", "Oskar Lund", "Fatima El Amrani", "Johanna Seidel")),
    "Projects": ("Leonie Brandt", ("Jonas Petersen", "Zeynep Aydin")),
    "House": ("Ines Albrecht", ("Miriam Haas", "Greta Schulz", "Solveig Dahl")),
}  # fmt: skip

VALUES = (
    ("Say it plainly", "To clients and to each other, early and without decoration."),
    ("Finish", "A thing that is out teaches more than three that are nearly ready."),
    ("Lend a hand", "Whoever is stuck gets help the same day."),
    ("Leave it better", "Every project leaves a tool, a text or a person better than before."),
)

CLIENTS = (
    ("Brandungs Kaffee", "brandungs-kaffee.example", "Anja Behrens", "Head of marketing"),
    ("Velaro Bikes", "velaro.example", "Joost Verbeek", "Brand manager"),
    ("Reederei Halmstad", "halmstad-lines.example", "Karin Ekström", "Director of communication"),
    ("Maison Colbert", "colbert.example", "Étienne Colbert", "Owner"),
    ("Alpenglück Molkerei", "alpenglueck.example", "Veronika Huber", "Marketing lead"),
    ("Tessera Bank", "tessera.example", "Dr. Marc Oberlin", "Head of brand"),
    ("Wohnbau Elbe", "wohnbau-elbe.example", "Sabine Thormann", "Press office"),
    ("Lumen Energie", "lumen-energie.example", "Cem Yıldız", "Campaign lead"),
    ("Klinikum Sankt Georgen", "sankt-georgen.example", "Prof. Ute Marquardt", "Medical director"),
    ("Kobold Spielwaren", "kobold.example", "Friederike Kopp", "Managing director"),
    ("Casa Oliveira", "casaoliveira.example", "Rui Oliveira", "Export"),
    ("Stadtwerke Lindau", "stadtwerke-lindau.example", "Peter Hagn", "Customer service"),
    ("Museum am Hafen", "museum-am-hafen.example", "Dr. Lea Sommer", "Exhibitions"),
    ("Fjordline Ferries", "fjordline.example", "Ingrid Moe", "Marketing director"),
)

OTHERS = (
    ("Nordwind Versicherung", "prospect", "Dagmar Ohlsen", "Head of brand"),
    ("Polder Outdoor", "prospect", "Maarten Smit", "Founder"),
    ("Messe Bremen", "prospect", "Ulf Janssen", "Events"),
    ("Tonstudio Wellenreiter", "partner", "Malte Grün", "Studio manager"),
    ("Druckhaus Sievers", "partner", "Elke Sievers", "Production"),
    ("Bureau Kastrup, Copenhagen", "partner", "Freja Holm", "Partner"),
)

VISION = "The agency others learn from"
PICTURE = (
    "Ten clients who have been with us for years and bring their hard questions first. Half of what we earn comes "
    "from things we own. People who grew up here lead, and agencies in four countries send theirs to learn."
)
STANDING_TODAY = (
    "Twenty-four people, fourteen clients, three of them on retainer. Good work, often late; most of what we learn "
    "stays with whoever learned it."
)

STRATEGIES = (
    (
        "clients",
        "Fewer clients, closer",
        "No pitch without a named budget and an hour with whoever decides.",
        5,
    ),
    ("products", "Own products beside client work", "No product that only one client would buy.", 6),
    ("people", "Grow our own leaders", "No lead hired from outside while somebody here could learn it.", 5),
    ("flow", "Calm work, on time", "No date promised before the people who do it have seen it.", 3),
)


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal: `weeks` until its date, the aim it serves, its strategy, its owner; a measure with baseline,
    where it stands today, target and unit."""

    key: str
    name: str
    weeks: int
    serves: str
    strategy: str
    owner: str
    measure: tuple[str, str, float, float, float] | None = None
    committed: bool = True
    set_weeks_ago: int = 60
    why: str = ""
    every: int = 4


AIMS = (
    Aim("stay", "Half of our revenue comes from clients who stay five years", 255, "", "clients", "Ines Albrecht",
        ("Revenue from clients of five years and more", "%", 18, 24, 50), every=13, why="A client who stays tells us the truth."),
    Aim("ten", "Ten retained clients", 58, "stay", "clients", "Ines Albrecht", ("Clients on retainer", "", 2, 4, 10)),
    Aim("two", "Two new retainers signed", 11, "ten", "clients", "Zeynep Aydin", ("Retainers signed", "", 0, 1, 2), set_weeks_ago=14, every=3),
    Aim("answers", "No client waits longer than two days for an answer", 40, "stay", "clients", "Leonie Brandt",
        ("Days until we answer, median", "days", 4.1, 2.9, 2.0)),
    Aim("north", "As well known in Scandinavia as in Hamburg", 150, "stay", "clients", "Solveig Dahl",
        ("Enquiries from the north in a year", "", 3, 5, 30), every=13),
    Aim("own", "A third of our revenue comes from what we own", 265, "", "products", "Ines Albrecht",
        ("Revenue from our own products", "%", 0, 3, 33), every=13),
    Aim("school", "The brand school has taught its first sixty people", 48, "own", "products", "Johanna Seidel",
        ("People taught", "", 0, 17, 60)),
    Aim("course", "The first open course is held", 10, "school", "products", "Johanna Seidel",
        ("Places sold", "", 0, 9, 16), set_weeks_ago=32, every=4),
    Aim("studio", "A motion studio of our own", 140, "own", "products", "Matteo Ricci",
        ("Films made without outside help in a year", "", 1, 3, 20), every=13),
    Aim("leaders", "Every lead grew up in this house", 250, "", "people", "Miriam Haas",
        ("Leads who were juniors here", "%", 20, 33, 100), every=13),
    Aim("any", "Two more people can lead any project", 120, "leaders", "people", "Miriam Haas",
        ("People who have led one from brief to delivery", "", 3, 4, 6), every=13),
    Aim("pairs", "Everybody learns from somebody", 36, "leaders", "people", "Miriam Haas",
        ("People in a mentorship or giving one", "%", 20, 46, 100)),
    Aim("promises", "Nine of ten promises are kept", 130, "", "flow", "Leonie Brandt",
        ("Promises kept, last three months", "%", 58, 71, 90)),
    Aim("briefs", "Briefs need no second round", 44, "promises", "flow", "Leonie Brandt",
        ("Work that had to be done twice", "%", 34, 24, 10)),
    Aim("written", "Every project has a written brief before concept starts", 9, "briefs", "flow", "Jonas Petersen",
        ("Projects with a written brief", "%", 40, 78, 100), committed=False, set_weeks_ago=20, every=2),
    Aim("friday", "Nobody works on a weekend before a delivery", 34, "promises", "flow", "Miriam Haas",
        ("Weekends worked in a quarter", "", 19, 12, 0), every=13),
)  # fmt: skip

LOOSE_AIMS = ("studio", "north", "friday")
"""Goals that may be left without a step, and what would carry them otherwise."""
CARRIERS = {"studio": "film", "north": "nordic", "friday": "mending"}

STANDING = (
    ("The house runs", "Payroll on the 28th, invoices out by the fifth"),
    ("Machines and licences work", "A broken machine is replaced within a day"),
)

KINDS = {
    "Brief": ("Project management", 3), "Strategy": ("Strategy", 3), "Concept": ("Creative direction", 3),
    "Copy": ("Copywriting", 3), "Storyboard": ("Storyboarding", 3), "Key visual": ("Art direction", 3),
    "Layout": ("Graphic design", 3), "Illustration": ("Illustration", 3), "Motion": ("Motion design", 3),
    "Edit": ("Video editing", 3), "Sound": ("Sound design", 3), "Web": ("Web development", 3),
    "UX": ("UX design", 3), "Media plan": ("Media planning", 3), "Analysis": ("Data analysis", 3),
    "Social": ("Social media", 3), "Internal review": ("Creative direction", 4), "Client approval": ("", 1),
    "Proof": ("Production", 3), "Delivery": ("Project management", 3), "Presentation": ("Presenting", 3),
    "Shoot": ("Photography", 2), "House": ("Finance", 2),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """A task of a template: its phase, its kind, hours somebody would say."""

    phase: int
    kind: str
    name: str
    hours: float


def _steps(text: str) -> tuple[Step, ...]:
    rows = (line.split("|") for line in text.strip().splitlines())
    return tuple(
        Step(int(phase), kind.strip(), name.strip(), float(hours)) for phase, kind, name, hours in rows
    )


CAMPAIGN = _steps("""
0|Brief|Brief with the client, written down|8
0|Strategy|What people believe today, and what they should|24
0|Analysis|What last year's campaign did|16
1|Concept|Three routes on one page each|32
1|Copy|Headlines for the routes|20
1|Key visual|Key visual, first drawings|28
1|Storyboard|Storyboard for the film|24
2|Internal review|Internal review of the concept|6
3|Client approval|Client approves the concept|0
4|Key visual|Key visual, final|36
4|Shoot|Shoot, two days on location|30
4|Copy|Long copy for print|18
4|Copy|Lines for posters and stations|14
4|Layout|Posters, six formats|28
4|Layout|Advertisements in the daily papers|20
4|Illustration|Illustrations for the series|32
4|Edit|Film, rough cut|36
4|Edit|Film, fine cut|24
4|Motion|Titles and end card|22
4|Motion|Animated posters for stations|26
4|Sound|Sound and music|18
4|Media plan|Media plan|24
4|Media plan|Bookings and deadlines|10
4|Social|Social series, first three weeks|24
4|Copy|Answers for the community|8
4|Web|Landing page|36
4|UX|How the landing page reads|18
5|Internal review|Internal review of everything|10
6|Client approval|Client approves the final artwork|0
7|Proof|Proofs with the printer|10
7|Layout|Final artwork, all formats|22
7|Delivery|Delivery to stations and papers|8
7|Analysis|What to measure from the first day|10
7|Presentation|Look back with the client|6
""")
"""A campaign: brief, concept, internal review, client approval, production, delivery."""

BRAND = _steps("""
0|Brief|Talks with eight people of the house|20
0|Strategy|Position in one sentence|30
0|Analysis|What customers say in reviews|18
0|Copy|Inventory of everything printed|12
1|Concept|Two directions for the brand|40
1|Layout|Logotype, thirty sketches|32
1|Copy|Tone of voice, first page|16
1|Illustration|Marks and signs|26
2|Internal review|Internal review of both directions|8
3|Client approval|Client chooses a direction|0
4|Layout|Logotype, final drawing|30
4|Layout|Colours and type|24
4|Layout|Letters, cards, envelopes|18
4|Layout|Signs for buildings|22
4|Layout|Packaging grid|34
4|Illustration|Set of forty signs|40
4|Copy|Tone of voice, guide|28
4|Copy|Names for the product families|16
4|Shoot|Pictures of people at work|28
4|Motion|How the mark moves|24
4|Web|Style library for the site|36
4|UX|Forms and buttons|22
4|Web|Brand portal|40
4|Social|First month on all channels|18
4|Proof|Paper and colours with the printer|12
5|Internal review|Internal review of the guide|10
6|Client approval|Client approves the guide|0
7|Layout|Brand guide, final|26
7|Presentation|Launch talk for two hundred staff|14
7|Proof|Signs and vehicles with the makers|14
7|Delivery|Handing over all files|8
7|Analysis|First look at recognition|12
""")

WEBSITE = _steps("""
0|Brief|Workshop with the client|12
0|Analysis|Where visitors give up|22
0|UX|Paths of the five main visitors|30
0|Strategy|What the site is for|14
1|UX|Sketches of all page types|36
1|Concept|Look of the home page|28
1|Copy|Texts of the main pages|30
1|Web|Which system, and why|12
2|Internal review|Internal review of look and paths|6
3|Client approval|Client approves look and paths|0
4|Web|Foundation and build|40
4|Web|Page types, first half|44
4|Web|Page types, second half|40
4|Web|Forms and accounts|36
4|Web|Search|22
4|UX|Tests with eight visitors|26
4|UX|Mobile pages|28
4|Layout|Illustrated headers|20
4|Illustration|Forty small drawings|34
4|Copy|Texts of the second level|28
4|Copy|Error texts and mails|10
4|Motion|Small movements|18
4|Shoot|Portraits of the team|16
4|Analysis|Measuring without cookies|16
4|Web|Moving the old articles|24
5|Internal review|Internal review before testing|8
6|Client approval|Client tests and approves|0
7|Web|Mending what testing found|28
7|Web|Speed and search engines|18
7|Presentation|Training the editors|10
7|Delivery|Going live|8
7|Analysis|First month, read together|10
""")

FILM = _steps("""
0|Brief|Brief and budget|8
0|Strategy|The one thought of the film|14
0|Analysis|Who watches to the end|10
1|Copy|Treatment|18
1|Storyboard|Storyboard, forty pictures|32
1|Storyboard|Moving storyboard|22
1|Key visual|Light and colour|16
2|Internal review|Internal review of the storyboard|5
3|Client approval|Client approves the storyboard|0
4|Brief|Casting and locations|18
4|Shoot|Shoot, three days|36
4|Edit|Rough cut|36
4|Edit|Fine cut|30
4|Motion|Titles|18
4|Motion|Packshot in motion|28
4|Sound|Sound, mix and voices|26
4|Copy|Voice-over in two languages|12
4|Edit|Short versions, five|22
4|Layout|Posters of the film|16
4|Social|Pieces for the channels|16
4|Media plan|Where it runs|14
5|Internal review|Internal review of the fine cut|6
6|Client approval|Client approves the film|0
7|Edit|Colour and master|16
7|Sound|Cinema mix|12
7|Delivery|Delivery to broadcasters|6
7|Presentation|Premiere at the client's|6
""")

PITCH = _steps("""
0|Strategy|Reading the market|20
0|Analysis|What the competitors spend|14
0|Brief|Questions to the prospect|5
1|Concept|The idea|36
1|Copy|Manifesto|14
1|Key visual|Three posters|28
1|Storyboard|A film in twelve pictures|18
1|Media plan|Media in one picture|10
2|Internal review|Rehearsal in front of everybody|4
4|Layout|The book|20
4|Motion|Opening film|18
4|Brief|Budget and calendar|8
7|Presentation|The presentation|8
7|Client approval|The prospect decides|0
""")

RETAINER = (
    "Social|Content plan for {month}|18",
    "Copy|Texts for {month}|22",
    "Layout|Visuals for {month}|28",
)
"""Every month of a retainer."""

MENDING = _steps("""
0|Brief|Reading twenty briefs of last year|14
0|Analysis|Where second rounds came from|18
1|Strategy|One page a brief must fill|12
1|Copy|Questions that help clients answer|14
2|Internal review|Review with the project managers|4
4|Brief|Trying the page on three projects|16
4|Layout|The page, made beautiful|12
4|Web|The page as a form|24
4|Presentation|Evening for everybody: a good brief|8
4|Brief|Estimates: looking back at every project|16
4|Analysis|Who estimates how|12
4|Brief|A week's plan on Friday, not Monday|10
7|Copy|What we learned, four pages|10
7|Presentation|Telling the clients|6
""")

SCHOOL = _steps("""
0|Strategy|Who wants to learn from us|22
0|Analysis|What other schools charge|14
1|Strategy|Six evenings, what is in each|30
1|Copy|The invitation|12
1|Concept|How the school looks|22
4|Presentation|Trial evening with friends of the house|12
4|Copy|Course book, chapters one to three|36
4|Copy|Course book, chapters four to six|36
4|Layout|Course book, pages|34
4|Illustration|Drawings for the course book|26
4|Edit|Eight short films|40
4|Web|Signing up and paying|32
4|Social|Telling people, six weeks|16
4|Strategy|Prices and places|10
4|Presentation|Evening one|12
4|Presentation|Evenings two and three|16
4|Presentation|Evenings four to six|20
7|Analysis|What people took home|10
7|Strategy|Second course: online or in the house|18
7|Copy|A letter to those who came|6
""")

NORDIC = _steps("""
0|Strategy|Which cities, which clients|20
0|Analysis|Brands from the north that sell in Germany|18
1|Brief|Two days in Copenhagen|14
1|Strategy|What each side brings|14
1|Copy|Letter of intent|8
4|Concept|A joint piece of work|30
4|Copy|Portfolio in Danish and Swedish|18
4|Web|Pages in three languages|22
4|Presentation|Talk at the design week|14
4|Brief|First exchange of two people|12
4|Strategy|How we share a client's money|12
4|Social|Six portraits of northern makers|18
7|Analysis|Enquiries, and where they came from|8
7|Strategy|An office, a desk, or neither|14
""")

HOUSE = ("House|Month end {month}|12", "House|Invoices and reminders, {month}|10")
"""Every month of the standing work."""


@dataclass(frozen=True, slots=True)
class Order:
    """A project to be: opened so many weeks before today, planned for so many, for a client by number (-1:
    nobody, beyond the clients: others)."""

    key: str
    name: str
    template: str
    weeks_ago: int
    weeks: int
    company: int
    kind: str
    manager: str
    serves: str
    priority: int = 2
    brief: str = ""


ORDERS = (
    Order("house", "Running the house", "house", 200, 0, -1, "standing", "Greta Schulz", "", 2),
    Order("kaffee-care", "Brandungs Kaffee, all year", "retainer", 90, 0, 0, "ordered", "Zeynep Aydin", "ten 1", 2),
    Order("ferries-care", "Fjordline, all year", "retainer", 64, 0, 13, "ordered", "Jonas Petersen", "ten 1", 2),
    Order("lindau-care", "Stadtwerke Lindau, letters and channels", "retainer", 30, 0, 11, "ordered", "Zeynep Aydin", "ten 0.6, answers 0.4", 3),
    Order("velaro-spring", "Velaro: the bicycle for people who never wanted one", "campaign", 52, 22, 1, "ordered", "Leonie Brandt", "stay 1", 1),
    Order("colbert-brand", "Maison Colbert, a new face", "brand", 51, 26, 3, "ordered", "Jonas Petersen", "stay 1", 2),
    Order("museum", "Museum am Hafen: the year of the sea", "campaign", 49, 22, 12, "ordered", "Zeynep Aydin", "stay 0.5, promises 0.5", 2),
    Order("wohnbau-site", "Wohnbau Elbe, website", "website", 47, 24, 6, "ordered", "Leonie Brandt", "answers 1", 2),
    Order("pitch-lumen", "Pitch for Lumen Energie", "pitch", 44, 6, 7, "unsold", "Zeynep Aydin", "ten 1", 1),
    Order("school", "The brand school", "school", 31, 52, -1, "own", "Johanna Seidel", "course 0.4, school 0.6", 2,
          "Six evenings about what brands are for, taught by us, open to anybody."),
    Order("nordic", "A partner in Copenhagen", "nordic", 24, 60, 19, "own", "Solveig Dahl", "own 1", 3),
    Order("lumen", "Lumen: power from next door", "campaign", 31, 24, 7, "ordered", "Leonie Brandt", "ten 1", 1),
    Order("mending", "A brief that holds", "mending", 19, 34, -1, "mending", "Leonie Brandt", "written 0.5, briefs 0.5", 3),
    Order("tessera", "Tessera Bank, website for small firms", "website", 22, 28, 5, "ordered", "Jonas Petersen", "stay 1", 2),
    Order("kobold", "Kobold: play like nobody is selling", "campaign", 17, 25, 9, "ordered", "Zeynep Aydin", "stay 0.6, briefs 0.4", 2),
    Order("oliveira", "Casa Oliveira, tins for the north", "brand", 13, 27, 10, "ordered", "Jonas Petersen", "ten 1", 2),
    Order("film", "Reederei Halmstad: the night crossing", "film", 11, 22, 2, "ordered", "Leonie Brandt", "stay 1", 2),
    Order("georgen", "Klinikum Sankt Georgen, finding nurses", "campaign", 9, 26, 8, "ordered", "Zeynep Aydin", "promises 0.5, stay 0.5", 1),
    Order("alpen", "Alpenglück: butter, that is all", "campaign", 7, 26, 4, "ordered", "Leonie Brandt", "stay 1", 2),
    Order("velaro-autumn", "Velaro: through the winter", "campaign", 5, 26, 1, "ordered", "Leonie Brandt", "ten 1", 2),
    Order("pitch-nordwind", "Pitch for Nordwind Versicherung", "pitch", 3, 7, 14, "unsold", "Zeynep Aydin", "two 1", 1),
    Order("fjord-launch", "Fjordline: the slow way north", "campaign", 2, 28, 13, "ordered", "Jonas Petersen", "ten 0.5, stay 0.5", 2),
)  # fmt: skip

SECOND_ROUND = ("Second round: {name}", "The client meant something else; see the talk of {day}.")

QUESTIONS = (
    "Which of the two formats counts, the one in the brief or the one in the mail?",
    "Do we have the rights to the picture beyond Germany?",
    "The client's colour does not hold on newsprint. Whom may I ask?",
    "Is the date on the second page still right?",
    "I have two versions that could both be it. Which way?",
)
ANSWERS = (
    "The one in the mail; I have changed the brief.",
    "Yes, for two years and five countries. The contract is in the folder.",
    "Call Elke at the printer and name me, she knows the paper.",
    "No, a week earlier. I should have said so on Monday.",
    "The quieter one. The loud one has been done twice this year.",
)
UNBLOCKS = (
    "Sat down with {name} for an hour; the first half now stands and the rest follows from it.",
    "Asked the client directly and had the missing files within the afternoon.",
    "Took the export over so that {name} can go on.",
    "Drew it on paper together. It was one decision, not five.",
)
REVIEWS = (
    "Good. The second line does the work; drop the third.",
    "The idea holds. Make the picture half as busy.",
    "This is it. Only the end card is late by a beat.",
    "Nearly. The reader has to know by the first word who speaks.",
    "Strong. Check the smallest format before it leaves.",
    "Read it aloud once. Where you stumble, cut.",
)
LOUD = (
    "Somebody should look at this.",
    "As I said last week.",
    "Are we sure about this?",
    "Interesting!",
    "We did this differently at my last place.",
    "Just leaving this here.",
    "+1",
    "Let us not forget the big picture.",
)
PRAISE = (
    "For staying calm when the client changed the date twice.",
    "For the line everybody in the house now quotes.",
    "For telling us early that it would not hold.",
    "For the hour you gave me on Thursday.",
    "For the drawings. The client kept one on the wall.",
    "For finding the mistake nobody wanted to look for.",
    "For making the presentation a pleasure to give.",
    "For a handover that needed no question.",
)
REASONS_TO_MOVE = (
    "The client asked for two more weeks for the works council.",
    "Shoot lost to the weather; agreed with the client by telephone.",
    "Product launch moved by the client.",
)
