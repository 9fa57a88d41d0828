"""Names, tags and descriptions that the demo's other clients are drawn from; `{n}` is a running number."""

from models import ClientType

TEMPLATES: dict[ClientType, tuple[tuple[str, tuple[str, ...], str], ...]] = {
    ClientType.CLIENT_CREDENTIALS: (
        ("Pump Station {n} telemetry", ("pumps", "telemetry"), "Flow, pressure and power of the station, every 10 s."),
        ("Reservoir {n} level feed", ("levels",), "Levels and inlet valves of the reservoir."),
        ("Well field {n} draw-down", ("wells", "telemetry"), "Draw-down and pump hours of each well."),
        ("District meter {n} import", ("meters", "import"), "Night flow of the district, for leak search."),
        ("Booster {n} pressure log", ("pumps", "pressure"), "Suction and delivery pressure."),
        ("Sampling point {n} lab sync", ("lab", "quality"), "Results of the sampling point, as the lab files them."),
        ("Turbidity sensor {n} gateway", ("quality", "telemetry"), "Turbidity behind the filters."),
        ("Valve chamber {n} actuator", ("valves", "scada"), "Positions and torque of the actuators."),
        ("Rain gauge {n} collector", ("weather", "import"), "Rain in steps of 0.1 mm."),
        ("Sewer overflow {n} monitor", ("sewer", "alarms"), "Start, end and level of each overflow."),
        ("Filter gallery {n} backwash", ("plant 1", "scada"), "Backwash schedule and turbidity."),
        ("UV line {n} dose control", ("plant 2", "dosing"), "Lamp hours and dose."),
        ("Digester {n} gas balance", ("energy", "plant 2"), "Gas made, burned and flared."),
        ("Generator {n} test runner", ("energy",), "Weekly test runs of the emergency generators."),
        ("Billing batch {n}", ("billing", "export"), "Meter readings on their way to invoices."),
        ("Pressure zone {n} optimiser", ("analytics", "pressure"), "Set points for the zone's valves."),
        ("Work order bridge {n}", ("maintenance",), "Orders from the maintenance system to the crews."),
        ("Hydrant audit {n}", ("gis", "maintenance"), "Inspection dates of the hydrants."),
    ),
    ClientType.AUTHORIZATION_CODE: (
        ("Inspection tablet {n}", ("mobile",), "Crews fill in inspections on site."),
        ("Asset map {n}", ("gis",), "Pipes, valves and hydrants on a map."),
        ("Supplier desk {n}", ("portal",), "Deliveries and their papers."),
        ("Training desk {n}", ("operations",), "Courses and their dates."),
    ),
    ClientType.HYBRID: (
        ("Control room wall {n}", ("scada", "operations"), "The big screen of the control room."),
        ("Contractor portal {n}", ("portal",), "Permits and drawings for contractors."),
        ("Quality workbench {n}", ("lab", "quality"), "Where the laboratory releases results."),
        ("Budget planner {n}", ("finance",), "Plans and forecasts of the pump budget."),
    ),
    ClientType.DEVICE_CODE: (
        ("Reservoir kiosk {n}", ("levels",), "Touch screen at the reservoir's gate."),
        ("Plant {n} shift terminal", ("operations",), "Terminal beside the filter hall."),
        ("Meter van {n} scanner", ("meters", "fleet"), "Handheld scanner without a keyboard."),
    ),
}
FIRST_NUMBER = 16
"""Below it are the numbers of clients with a name of their own."""
REMOVED = (
    ("Turbidity sensor pilot", ClientType.CLIENT_CREDENTIALS, 3),
    ("Old crew app", ClientType.AUTHORIZATION_CODE, 14),
    ("Billing export (2025)", ClientType.CLIENT_CREDENTIALS, 21),
    ("Reservoir kiosk", ClientType.DEVICE_CODE, 27),
    ("Shared screen, old control room", ClientType.HYBRID, 28),
    ("Meter gateway test", ClientType.CLIENT_CREDENTIALS, 29),
)
"""Removed clients: name, type, how many days ago."""
SECRET_DESCRIPTIONS = (
    "Production",
    "Standby",
    "Gateway",
    "Node A",
    "Node B",
    "Nightly job",
    "Field laptop",
    "",
    "",
    "",
)
