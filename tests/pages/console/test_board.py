"""A board draws only the answer to what is asked now, whatever comes late; it needs neither browser nor database."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from errors import Forbidden, NotFound
from pages.console.board import Board
from pages.console.sources import DetailsSource, Page, Source, View
from pages.console.ticks import Ticks
from services.live.changes import RELOAD, Change, Kind
from services.live.news import News, Readings
from tests.services.live.hearing import poll

NOW = datetime(2026, 11, 25, 1, 20, tzinfo=UTC)
TENANT, ME, MAYA = uuid4(), uuid4(), uuid4()
PUMP, EXPORT = uuid4(), uuid4()


@dataclass(frozen=True, slots=True)
class _Query:
    search: str = ""
    offset: int = 0
    limit: int = 25


class _World:
    """What a board reads and draws. Answers wait to be given where `holds` is set: `asked` has them by the question."""

    def __init__(self) -> None:
        self.holds = False
        self.asked: list[tuple[object, asyncio.Future[object]]] = []
        self.reads: list[object] = []
        self.total = 100
        self.lists: list[tuple[str, int]] = []
        self.details: list[str | None] = []
        self.gone: list[str | None] = []
        self.urls: list[tuple[View[_Query], bool]] = []
        self.later: list[Callable[[], None]] = []
        self.touched: set[Kind] = {Kind.CLIENT}
        details = DetailsSource(
            self.read_item, self.draw_item, self.say_gone, lambda news, row: news.concerns(Kind.CLIENT, row)
        )
        source = Source(
            self.read,
            self.draw,
            lambda view, step: self.urls.append((view, step)),
            self.is_touched,
            details,
            highlights=Kind.CLIENT,
            row_id=lambda _: EXPORT,
            clock=self.clock,
            later=lambda _, fade: self.later.append(fade),
        )
        self.board: Board[_Query, str, str] = Board(source, View(_Query()), ME)

    async def clock(self) -> datetime:
        return NOW

    async def read(self, query: _Query, _: Readings) -> Page[str]:
        words = await self._answer(query, f"rows of {query.search!r}")
        rows = [str(words)] if query.offset < self.total else []
        return Page(rows, self.total)

    async def read_item(self, row_id: UUID, _: Readings) -> str:
        return str(await self._answer(row_id, {PUMP: "pump", EXPORT: "export"}.get(row_id, "")))

    async def _answer(self, question: object, usual: object) -> object:
        self.reads.append(question)
        if not self.holds:
            return usual
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self.asked.append((question, future))
        return await future

    def draw(self) -> None:
        self.lists += [(row, self.board.shown.offset) for row in self.board.page.rows]

    async def draw_item(self, item: str | None) -> None:
        self.details.append(item)

    async def say_gone(self, before: str | None, _: NotFound) -> None:
        self.gone.append(before)
        await self.board.select(None)

    async def is_touched(self, news: News) -> bool:
        return news.touches(*self.touched)


@pytest.fixture
def world() -> _World:
    return _World()


async def test_an_answer_to_an_old_search_is_never_drawn(world: _World) -> None:
    world.holds = True
    async with asyncio.TaskGroup() as both:
        both.create_task(world.board.search("pu"))
        both.create_task(world.board.search("pump"))
        await poll(lambda: len(world.asked) == 2)
        world.asked[1][1].set_result("new")
        await poll(lambda: world.lists)
        world.asked[0][1].set_result("old")
    assert {row for row, _ in world.lists} == {"new"}


async def test_an_older_answer_to_the_same_question_is_not_drawn_over_a_newer_one(world: _World) -> None:
    world.holds = True
    async with asyncio.TaskGroup() as both:
        both.create_task(world.board.load())
        both.create_task(world.board.load())
        await poll(lambda: len(world.asked) == 2)
        world.asked[1][1].set_result("newer")
        await poll(lambda: world.lists)
        world.asked[0][1].set_result("older")
    assert world.board.page.rows == ["newer"]


async def test_reading_again_and_again_shows_what_was_read_meanwhile(world: _World) -> None:
    world.holds = True
    async with asyncio.TaskGroup() as both:
        both.create_task(world.board.load())
        both.create_task(world.board.load())
        await poll(lambda: len(world.asked) == 2)
        world.asked[0][1].set_result("first")
        await poll(lambda: world.lists == [("first", 0)])
        world.asked[1][1].set_result("second")
    assert world.board.page.rows == ["second"]


async def test_details_of_a_row_that_was_left_are_never_drawn(world: _World) -> None:
    world.holds = True
    async with asyncio.TaskGroup() as both:
        both.create_task(world.board.select(PUMP))
        both.create_task(world.board.select(EXPORT))
        await poll(lambda: len(world.asked) == 2)
        world.asked[1][1].set_result("export")
        await poll(lambda: world.details)
        world.asked[0][1].set_result("pump")
    assert (world.details, world.board.item) == (["export"], "export")


async def test_details_that_were_closed_while_they_were_read_stay_closed(world: _World) -> None:
    world.holds = True
    async with asyncio.TaskGroup() as both:
        both.create_task(world.board.select(PUMP))
        await poll(lambda: world.asked)
        await world.board.select(None)
        world.asked[0][1].set_result("pump")
    assert (world.details, world.board.item) == ([None], None)


async def test_commands_have_nothing_to_act_on_until_details_show_what_was_selected(world: _World) -> None:
    await world.board.select(PUMP)
    items = [world.board.item]
    world.holds = True
    async with asyncio.TaskGroup() as other:
        other.create_task(world.board.select(EXPORT))
        await poll(lambda: world.asked)
        items.append(world.board.item)
        world.asked[0][1].set_result("export")
    assert [*items, world.board.item] == ["pump", None, "export"]


async def test_that_a_row_is_gone_is_said_only_while_it_is_asked_for(world: _World) -> None:
    world.holds = True
    async with asyncio.TaskGroup() as both:
        both.create_task(world.board.select(PUMP))
        both.create_task(world.board.select(EXPORT))
        await poll(lambda: len(world.asked) == 2)
        world.asked[0][1].set_exception(NotFound("There is no such client."))
        world.asked[1][1].set_result("export")
    assert (world.gone, world.board.item) == ([], "export")


async def test_a_row_that_is_gone_closes_details(world: _World) -> None:
    await world.board.select(PUMP)
    world.holds = True
    async with asyncio.TaskGroup() as other:
        other.create_task(world.board.load_item())
        await poll(lambda: world.asked)
        world.asked[0][1].set_exception(NotFound("There is no such client."))
    assert world.gone == ["pump"]
    assert (world.board.view.opened, world.details[-1]) == (None, None)


async def test_a_refusal_is_told_unless_something_else_is_asked_by_then(world: _World) -> None:
    world.holds = True
    first, second = asyncio.create_task(world.board.search("pu")), asyncio.create_task(world.board.search("pump"))
    await poll(lambda: len(world.asked) == 2)
    world.asked[0][1].set_exception(Forbidden("Not for your roles."))
    world.asked[1][1].set_exception(Forbidden("Not for your roles."))
    await first
    with pytest.raises(Forbidden):
        await second


async def test_a_page_beyond_the_end_becomes_the_last_one(world: _World) -> None:
    await world.board.ask(_Query(offset=50))
    world.total = 30
    await world.board.load()
    assert (world.board.shown.offset, world.board.view.query.offset) == (25, 25)
    world.total = 0
    await world.board.load()
    assert (world.board.shown.offset, world.board.page.rows) == (0, [])


async def test_turning_selecting_and_searching_write_the_address(world: _World) -> None:
    board = world.board
    await board.turn(1)
    await board.turn(-1)
    await board.turn(-1)
    await board.open(str(PUMP))
    await board.search("pump")
    await board.toggle(str(PUMP))
    await board.open("no ID")
    assert world.urls == [
        (View(_Query(offset=25)), True),
        (View(_Query()), True),
        (View(_Query(), PUMP), True),
        (View(_Query("pump"), PUMP), False),
        (View(_Query("pump")), True),
    ]


async def test_what_touches_nothing_that_is_shown_reads_nothing(world: _World) -> None:
    await world.board.select(PUMP)
    world.reads.clear()
    await world.board.hear(News((Change(TENANT, Kind.USER, str(uuid4())), Change(TENANT, Kind.USAGE, ""))))
    assert world.reads == []
    await world.board.hear(News((Change(TENANT, Kind.CLIENT, str(EXPORT)),)))
    assert world.reads == [_Query()]
    await world.board.hear(News((Change(TENANT, Kind.CLIENT, str(PUMP)), RELOAD)))
    assert world.reads == [_Query(), _Query(), PUMP]


async def test_a_row_that_a_colleague_changed_is_highlighted_for_a_moment(world: _World) -> None:
    mine, theirs = Change(TENANT, Kind.CLIENT, str(PUMP), 2, ME), Change(TENANT, Kind.CLIENT, str(EXPORT), 2, MAYA)
    await world.board.hear(News((mine, theirs)))
    assert world.board.live == {str(EXPORT): MAYA}
    (fade,) = world.later
    fade()
    assert world.board.live == {}


async def test_a_removal_that_failed_leaves_a_later_one_by_a_colleague_to_be_told(world: _World) -> None:
    async def fail() -> None:
        assert world.board.removing == PUMP
        raise Forbidden("Only a Tenant Administrator may do this.")

    with pytest.raises(Forbidden):
        await world.board.remove(PUMP, fail())
    assert world.board.removing is None


async def test_one_ticked_row_alone_is_what_details_show(world: _World) -> None:
    ticks = Ticks(world.board, lambda: {str(PUMP), str(EXPORT)})
    await ticks.toggle(str(PUMP))
    assert (world.board.view.opened, ticks.all, ticks.several) == (PUMP, {str(PUMP)}, set())
    await ticks.toggle(str(EXPORT))
    assert (world.board.view.opened, ticks.all) == (None, {str(PUMP), str(EXPORT)})
    await ticks.toggle(str(uuid4()))
    await ticks.toggle(str(PUMP))
    assert (world.board.view.opened, ticks.all) == (EXPORT, {str(EXPORT)})
    await ticks.toggle_all()
    assert ticks.all == {str(PUMP), str(EXPORT)}
    await ticks.toggle_all()
    assert ticks.all == set()
