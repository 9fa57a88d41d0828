"""What the demo tenant is made of: plain data, no logic."""

from dataclasses import dataclass
from datetime import timedelta

from models import BuiltInRole, ClientType

TENANT = "Northfield Water"
DOMAIN = "northfield.example"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody who works at the demo tenant, and the address they work from."""

    name: str
    role: BuiltInRole
    address: str

    @property
    def email(self) -> str:
        """What they sign in with."""
        return f"{self.name.lower().replace(' ', '.')}@{DOMAIN}"


ELIN = DemoPerson("Elin Berg", BuiltInRole.TENANT_ADMINISTRATOR, "10.20.1.8")
MAYA = DemoPerson("Maya Chen", BuiltInRole.TENANT_ADMINISTRATOR, "10.20.1.17")
JONAS = DemoPerson("Jonas Hale", BuiltInRole.TENANT_MEMBER, "10.20.1.31")
PEOPLE = (ELIN, MAYA, JONAS)

ROLES = {
    "Auditor": "Reads Activity for the yearly audit",
    "Lab": "Reads and files results of the laboratory",
    "Network operations": "Keeps pump and valve applications running",
}
"""Custom roles with their descriptions."""


@dataclass(frozen=True, slots=True)
class Known:
    """A client that is the same in every demo. `secrets` holds (description, age, time left; None: never expires)."""

    id: str
    name: str
    tags: tuple[str, ...]
    changed: timedelta
    secrets: tuple[tuple[str, timedelta, timedelta | None], ...] = ()
    enabled: bool = True


def _days(count: float) -> timedelta:
    return timedelta(days=count)


def _year(left: float) -> tuple[timedelta, timedelta]:
    """Age and time left of a secret that was given a year."""
    return _days(365 - left), _days(left)


_MINUTE = timedelta(minutes=1)
_CREDENTIALS = (
    Known(
        "7c1e09b4-52d6-4f83-a1b9-3e6d57c84f20",
        "Northfield historian replay",
        ("historian", "replay", "north"),
        4 * _MINUTE,
        (
            ("Archive migration, spring", _days(205), _days(-21)),
            ("Break-glass envelope", _days(293), None),
            ("Historian node B", *_year(12.2)),
            ("Historian node A", *_year(295)),
        ),
    ),
    Known(
        "4b7e6d1f-0c4b-49f2-8e17-b2a950d191c2",
        "Chlorine dosing analyser",
        ("dosing", "plant 2"),
        18 * _MINUTE,
        (("Analyser cabinet", *_year(3.3)),),
    ),
    Known(
        "e6b1e03b-0c4b-49f2-8e17-b2a950d13c9d",
        "Fleet dispatch connector",
        ("fleet",),
        _days(21),
        (("Dispatch server", *_year(-22)),),
        enabled=False,
    ),
    Known("a4c8e03b-9f3a-4c60-bd28-71e40c6f72d5", "Sludge line vibration", ("plant 2",), _days(104), (), enabled=False),
    Known(
        "5ea009a2-52d6-4f83-a1b9-3e6d57c8d771",
        "Pump Station 14 telemetry",
        ("pumps", "north"),
        _days(2),
        (("", *_year(-2.4)),),
    ),
    Known(
        "2de86d1f-0c4b-49f2-8e17-b2a950d107fa",
        "Energy metering export",
        ("energy", "export"),
        _days(33),
        (("Nightly export", *_year(26.4)),),
    ),
    Known(
        "08c4e03b-0c4b-49f2-8e17-b2a950d1aa67",
        "Lab results ingest",
        ("lab", "import"),
        _days(42),
        (("Lab server", _days(400), None),),
    ),
    Known(
        "c03f09a2-52d6-4f83-a1b9-3e6d57c85d18",
        "Customer portal backend",
        ("portal",),
        _days(2.1),
        (("Blue", *_year(190)), ("Green", *_year(280))),
    ),
    Known("917ae03b-9f3a-4c60-bd28-71e40c6fe4b0", "Dam 2 seepage monitor", ("dam",), _days(17), (("", *_year(120)),)),
    Known(
        "fa526d1f-52d6-4f83-a1b9-3e6d57c86b13",
        "Leak detection model",
        ("analytics",),
        50 * _MINUTE,
        (("Training", *_year(210)), ("Serving", *_year(331))),
    ),
    Known(
        "31d909a2-0c4b-49f2-8e17-b2a950d1c84e", "Maintenance portal sync", ("portal",), _days(56), (("", *_year(150)),)
    ),
    Known(
        "b87d09a2-52d6-4f83-a1b9-3e6d57c820ce",
        "Pressure zone 3 optimiser",
        ("zone 3",),
        _days(69),
        (("Optimiser", *_year(88)),),
    ),
    Known(
        "64f309a2-52d6-4f83-a1b9-3e6d57c88b0a",
        "Pump Station 15 telemetry",
        ("pumps", "north"),
        _days(1.2),
        (("", *_year(363)),),
    ),
    Known(
        "d21b09a2-52d6-4f83-a1b9-3e6d57c8f95c",
        "Reservoir level gateway",
        ("levels",),
        _days(81),
        (("Gateway A", *_year(284)), ("Gateway B", *_year(61))),
    ),
    Known(
        "9f066d1f-9f3a-4c60-bd28-71e40c6f1e3b",
        "SCADA alarm bridge",
        ("scada", "alarms"),
        _days(96),
        (("Control room", *_year(269)), ("Standby", *_year(240))),
    ),
    Known(
        "0b9ee03b-9f3a-4c60-bd28-71e40c6fc61f",
        "Tank farm level feed",
        ("levels", "plant 1"),
        _days(113),
        (("", *_year(200)),),
    ),
    Known(
        "73da27c5-52d6-4f83-a1b9-3e6d57c84e88",
        "Weather feed importer",
        ("import",),
        _days(116),
        (("Forecast", *_year(77)), ("Radar", *_year(300))),
    ),
)
_CODE = (
    Known("2a9009a2-52d6-4f83-a1b9-3e6d57c87be1", "Crew app", ("mobile", "crew"), _days(2)),
    Known("61c7b8e4-0c4b-49f2-8e17-b2a950d1d20f", "Customer portal", ("portal",), _days(4)),
    Known("b304e03b-9f3a-4c60-bd28-71e40c6f18ac", "Dam inspection tablet", ("dam",), _days(11)),
    Known("0f5d09a2-9f3a-4c60-bd28-71e40c6f92e7", "Dispatch map", ("fleet",), _days(19)),
    Known("d7a809a2-0c4b-49f2-8e17-b2a950d13b16", "Energy dashboard", ("energy",), _days(25)),
    Known("8e1227c5-9f3a-4c60-bd28-71e40c6ff4c5", "Field reports", ("mobile",), _days(33)),
    Known("47fb09a2-0c4b-49f2-8e17-b2a950d1a09d", "Lab bench", ("lab",), _days(41)),
    Known("93d009a2-52d6-4f83-a1b9-3e6d57c86e2b", "Meter reading", ("meters",), _days(52), enabled=False),
    Known("cc416d1f-52d6-4f83-a1b9-3e6d57c857f8", "Network schematics", ("gis",), _days(60)),
    Known("1b6ee03b-9f3a-4c60-bd28-71e40c6fe83a", "Outage map", ("gis",), _days(69)),
    Known("75a26d1f-0c4b-49f2-8e17-b2a950d10dc4", "Permit desk", ("permits",), _days(76)),
    Known("ea39b8e4-9f3a-4c60-bd28-71e40c6fb71f", "Shift log", ("operations",), _days(85)),
    Known("5d846d1f-9f3a-4c60-bd28-71e40c6f2c96", "Tariff calculator", ("portal",), _days(97)),
    Known("f61b09a2-0c4b-49f2-8e17-b2a950d184d3", "Valve register", ("gis",), _days(112)),
)
KNOWN: dict[ClientType, tuple[Known, ...]] = {
    ClientType.CLIENT_CREDENTIALS: _CREDENTIALS,
    ClientType.AUTHORIZATION_CODE: _CODE,
}
