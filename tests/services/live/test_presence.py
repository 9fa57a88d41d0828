"""Who is here: visitors of this process and of others, within one tenant, forgotten in time."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from services.access.access import Person
from services.access.actors import operator
from services.live.presence import Registry, Visit

TENANT, ELSEWHERE = uuid4(), uuid4()
CLIENT = uuid4()
PATIENCE = 50.0


@dataclass
class Clock:
    """Stands still until it is moved on."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def registry(clock: Clock) -> Registry:
    return Registry(clock)


def person(name: str, tenant_id: UUID = TENANT) -> Person:
    return Person(operator(tenant_id), uuid4(), tenant_id, name)


def visit(who: Person, page: int = 1, opened: UUID | None = None) -> Visit:
    assert who.id
    return Visit(page, who.tenant_id, who.id, opened)


def somebody(who: Person) -> tuple[UUID, UUID]:
    return visit(who).somebody


def nothing() -> None:
    """For a page that shows nobody."""


def hear(registry: Registry, who: Person, page: int = 1, opened: UUID | None = None, process: str = "b") -> None:
    """Another process tells of somebody whose name is known by now."""
    registry.hear(process, [visit(who, page, opened)], PATIENCE)
    registry.name({somebody(who): who.name})


def names(registry: Registry, me: Person, looking_at: UUID | None = None) -> list[str]:
    return [each.name for each in registry.others(me, looking_at)]


@pytest.fixture
def elin() -> Person:
    return person("Elin Berg")


@pytest.fixture
def maya() -> Person:
    return person("Maya Lind")


@pytest.fixture
def told(registry: Registry, elin: Person) -> Callable[[], int]:
    """How often Elin's page was told of something since it was last asked."""
    calls: list[int] = []
    registry.arrive(elin, lambda: calls.append(1))

    def since() -> int:
        number = len(calls)
        calls.clear()
        return number

    since()
    return since


def test_people_of_this_process_and_of_others_are_here_once_each_by_name(
    registry: Registry, elin: Person, maya: Person
) -> None:
    noor = person("Noor Aziz")
    registry.arrive(elin, nothing)
    for page in (1, 2):
        registry.arrive(noor, nothing)
        hear(registry, maya, page)
    hear(registry, noor, 3)
    hear(registry, elin, 4)
    assert names(registry, elin) == ["Maya Lind", "Noor Aziz"]


def test_nobody_hears_of_people_of_another_tenant(registry: Registry, elin: Person, told: Callable[[], int]) -> None:
    stranger = person("Sam Stone", ELSEWHERE)
    hear(registry, stranger, opened=CLIENT)
    registry.arrive(stranger, nothing).look_at(CLIENT)
    registry.hear_ended("b")
    assert names(registry, elin) == names(registry, elin, CLIENT) == []
    assert told() == 0


def test_name_counts_in_the_tenant_it_was_looked_up_in(registry: Registry, elin: Person, maya: Person) -> None:
    hear(registry, maya)
    assert maya.id
    registry.hear("b", [Visit(2, ELSEWHERE, maya.id)], PATIENCE)
    assert registry.unknown == {(TENANT, maya.id), (ELSEWHERE, maya.id)}
    assert names(registry, person("Sam Stone", ELSEWHERE)) == []


def test_who_looks_at_a_client_is_told_from_who_is_here(
    registry: Registry, elin: Person, maya: Person, told: Callable[[], int]
) -> None:
    hear(registry, maya)
    assert (names(registry, elin), names(registry, elin, CLIENT)) == (["Maya Lind"], [])
    told()
    hear(registry, maya, opened=CLIENT)
    assert names(registry, elin, CLIENT) == ["Maya Lind"]
    assert told() == 1
    hear(registry, maya)
    assert names(registry, elin, CLIENT) == []
    assert told() == 1


def test_repeat_tells_no_page_anything(registry: Registry, maya: Person, told: Callable[[], int]) -> None:
    hear(registry, maya)
    told()
    hear(registry, maya)
    assert told() == 0


def test_who_is_not_heard_of_in_time_is_forgotten(
    registry: Registry, clock: Clock, elin: Person, maya: Person, told: Callable[[], int]
) -> None:
    hear(registry, maya)
    clock.seconds += PATIENCE - 1
    registry.forget_old()
    assert names(registry, elin) == ["Maya Lind"]
    told()
    clock.seconds = registry.next_end()
    assert names(registry, elin) == []
    registry.forget_old()
    assert told() == 1
    assert registry.next_end() == float("inf")


def test_repeat_keeps_a_visitor(registry: Registry, clock: Clock, elin: Person, maya: Person) -> None:
    for _ in range(5):
        hear(registry, maya)
        clock.seconds += PATIENCE - 1
        registry.forget_old()
    assert names(registry, elin) == ["Maya Lind"]


def test_visitor_of_this_process_is_never_forgotten(
    registry: Registry, clock: Clock, elin: Person, maya: Person
) -> None:
    registry.arrive(maya, nothing)
    clock.seconds += 100 * PATIENCE
    registry.forget_old()
    assert names(registry, elin) == ["Maya Lind"]


def test_page_that_left_leaves_the_persons_other_page(
    registry: Registry, elin: Person, maya: Person, told: Callable[[], int]
) -> None:
    hear(registry, maya, 1, CLIENT)
    hear(registry, maya, 2)
    registry.hear_gone("b", [1, 77])
    assert (names(registry, elin), names(registry, elin, CLIENT)) == (["Maya Lind"], [])
    told()
    registry.hear_gone("c", [2])
    assert told() == 0
    registry.hear_gone("b", [2])
    assert names(registry, elin) == []


def test_process_that_ended_takes_its_visitors_along_and_no_others(
    registry: Registry, elin: Person, maya: Person
) -> None:
    noor = person("Noor Aziz")
    hear(registry, maya, process="b")
    hear(registry, noor, process="c")
    registry.hear_ended("b")
    assert names(registry, elin) == ["Noor Aziz"]


def test_nobody_is_shown_before_their_name_is_known_or_without_one(
    registry: Registry, elin: Person, maya: Person, told: Callable[[], int]
) -> None:
    registry.hear("b", [visit(maya)], PATIENCE)
    assert registry.unknown == {somebody(maya)}
    registry.unknown.clear()
    registry.name({somebody(maya): None})
    assert names(registry, elin) == []
    registry.hear("b", [visit(maya)], PATIENCE)
    assert registry.unknown == set(), "looked up once"
    told()
    registry.name({somebody(maya): "Maya Lind"})
    assert names(registry, elin) == ["Maya Lind"]
    assert told() == 1


def test_names_are_kept_as_long_as_somebody_has_them(
    registry: Registry, clock: Clock, elin: Person, maya: Person
) -> None:
    noor = person("Noor Aziz")
    for who, page in ((maya, 1), (noor, 2)):
        hear(registry, who, page)
    registry.unknown.clear()
    registry.ask_again(maya.id)
    assert registry.unknown == {somebody(maya)}
    registry.ask_again()
    assert registry.unknown == {somebody(maya), somebody(noor)}
    assert names(registry, elin) == ["Maya Lind", "Noor Aziz"], "until the answer comes"
    registry.hear_gone("b", [1])
    registry.forget_old()
    assert registry.unknown == {somebody(noor)}
    registry.unknown.clear()
    registry.ask_again()
    assert registry.unknown == {somebody(noor)}


def test_what_a_page_does_is_told_further_where_it_changed_something(registry: Registry, maya: Person) -> None:
    moved: list[int] = []
    registry.on_move = moved.append
    visitor = registry.arrive(maya, nothing)
    visitor.look_at(CLIENT)
    visitor.look_at(CLIENT)
    visitor.leave()
    visitor.leave()
    visitor.come()
    assert moved == [visitor.visit.page] * 4


def test_page_that_fails_keeps_nothing_from_the_others(
    registry: Registry, maya: Person, told: Callable[[], int]
) -> None:
    def fail() -> None:
        raise LookupError

    registry.arrive(maya, fail)
    told()
    registry.tell([TENANT])
    assert told() == 1
