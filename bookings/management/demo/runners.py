"""The demo's sixty clients: names from everywhere, invented; who they are, and what they run."""

from __future__ import annotations

from dataclasses import dataclass, replace

from protocols.core.runners import ProfileEntry

NAMES = (
    *("Mara Lindqvist", "Noor de Wit", "Felix Brandauer", "Tove Halvorsen", "Deniz Aydın"),
    *("Priya Raman", "Harald Oberndorfer", "Lucía Fernández Ibáñez", "Bence Szabó", "Anouk Maes"),
    *("Quentin Roux", "Ottilie Krämer", "Hanna Weiß", "Kofi Mensah", "Lenny Vogt"),
    *("Margarethe Sommer", "Paweł Zieliński", "Irmgard Böhm", "Aleksandra Wiśniewska-Kowalczyk"),
    *(
        "Olu Adeyemi",
        "Wiremu Parata",
        "Ingrid Solberg",
        "Matteo Ricci",
        "Олена Кравчук",
        "山口 美咲",
    ),
    "Maximiliane Freifrau von Hohenbüchen-Sassenberg zu Altenkirchen",
    *("Σοφία Παπαδοπούλου", "Ngọc Lan Phạm", "Þórunn Guðmundsdóttir", "محمد السيد", "김하늘"),
    *("Jasper van der Linde", "Chiara Bellini", "Tomasz Nowak", "Ebba Lindgren", "Rasmus Kjær"),
    *("Siobhán Byrne", "Théo Lambert", "Katarzyna Wójcik", "Ahmet Yıldız", "Marisol Vega"),
    *("Jürgen Pfeiffer", "Nina Hartmann", "Samuel Okafor", "Elif Demir", "Björn Åkesson"),
    *("Clara Neumann", "Viktor Horváth", "Greta Lorenz", "Diego Morales", "Frieda Jansen"),
    *("Emil Svoboda", "Leonie Fuchs", "Arjun Nair", "Sarah Whitcombe", "Hugo Lefèvre"),
    *("Renate Vogel", "Mika Virtanen", "Julia Kaminski", "Oskar Dahl"),
)
MARA = 0
LOGINS = {0: "mara", 1: "noor", 2: "felix", 3: "tove", 4: "deniz", 5: "priya"}
ZONES = {20: "Pacific/Auckland", 24: "Asia/Tokyo", 54: "America/New_York"}

PROFILES = {
    0: ProfileEntry(birth_year=1993, load_rising=True, pre_event_preference="light"),
    6: ProfileEntry(birth_year=1961, recreational=True),
    14: ProfileEntry(guardian_name="Katrin Vogt", guardian_phone="030 23125 911"),
    15: ProfileEntry(birth_year=1979, quiet_days=3, pre_event_preference="none"),
    16: ProfileEntry(birth_year=1988, quiet_days=1, pre_event_preference="clothed"),
    17: ProfileEntry(birth_year=1969, recreational=True),
    29: ProfileEntry(birth_year=1990, quiet_days=4),
    56: ProfileEntry(birth_year=1958, recreational=True),
    57: ProfileEntry(birth_year=1995, load_rising=True),
}
WISHES = ("", "", "light", "deep", "", "clothed", "light", "none")

# (race of the list, priority); what became of a past one: finished at so many parts of a hundred
# of its first guess, or a status.
LESSER = (
    (("Lantern", "B"),),
    (("Saltmarsh", "B"), ("Old", "B")),
    (("Riverbank", "C"), ("Lantern", "C"), ("Highmoor", "B")),
    (("Quarry", "B"), ("Old", "C")),
)
SPECIAL: dict[int, tuple[tuple[str, str], ...]] = {
    0: (("Saltmarsh", "B"), ("Old", "B"), ("Three", "A")),
    13: (("Lantern", "B"), ("Three", "A")),
    17: (("Old", "B"),),
    20: (("Coral", "B"), ("Three", "A")),
    21: (("Frostfield", "B"), ("Three", "A")),
    22: (("Frostfield", "C"), ("Ridge", "B")),
    27: (("Ridge", "B"), ("Three", "A")),
    37: (("Ridge", "C"), ("Three", "B")),
    47: (("Saltmarsh", "A"), ("Ridge", "A")),
    48: (("Riverbank", "B"),),
    49: (("Riverbank", "A"), ("Long", "B")),
    54: (("Lighthouse", "A"),),
    59: (("Riverbank", "B"),),
}
OUTCOMES: dict[tuple[int, str], int | str] = {
    (10, "Riverbank"): "dns",
    (18, "Riverbank"): "dnf",
    (48, "Riverbank"): 92,
}
NO_RACE = (55, 56, 57, 58)
BASE = (50, 51, 52, 53)
RARE = (12, 17, 50, 51, 52, 55, 56, 57, 58)  # come seldom, or not at all lately


@dataclass(frozen=True)
class Runner:
    """One client of the demo, by their place in the list."""

    number: int

    @property
    def name(self) -> str:
        return NAMES[self.number]

    @property
    def login(self) -> str:
        """The address that they sign in with; "" for a client of the telephone."""
        name = LOGINS.get(self.number, "")
        return f"{name}@demo.example" if name else ""

    @property
    def email(self) -> str:
        """Where mails go; every ninth has no address."""
        return self.login or ("" if self.number % 9 == 8 else f"runner{self.number}@demo.example")

    @property
    def phone(self) -> str:
        """Numbers that are kept free for stories."""
        return f"030 23125 {self.number:03d}"

    def profile(self, this_year: int) -> ProfileEntry:
        """Born 1956 to 2004: the older third are masters."""
        if self.number == 14:
            return replace(PROFILES[14], birth_year=this_year - 16)
        born = this_year - 22 - self.number * 37 % 48
        usual = ProfileEntry(
            birth_year=born,
            recreational=self.number % 7 == 5,
            load_rising=self.number % 5 == 2,
            pre_event_preference=WISHES[self.number % len(WISHES)],
        )
        return PROFILES.get(self.number, usual)

    def entries(self) -> tuple[tuple[str, str], ...]:
        """What they have entered of the race list, with its priority; most the marathon."""
        if self.number in NO_RACE:
            return ()
        if self.number in BASE:
            return (("Long", "A"),)
        lesser = LESSER[self.number % len(LESSER)]
        goal = "B" if self.number % 11 == 6 else "A"
        return SPECIAL.get(self.number, (*lesser, ("Three", goal)))


RUNNERS = tuple(Runner(number) for number in range(len(NAMES)))
