"""What is offered to go along with a leaked secret is told as what will happen to it, and afterwards as what did."""

from models import Client, Role, Secret, User
from pages.dialogs.made_along import gone_words, offers_of
from services.leaks.made import Made

MADE = Made(
    secrets=(Secret(description="Node B"),),
    clients=tuple(Client(name=f"Client {number}") for number in range(5)),
    people=(User(name="Mallory"),),
    roles=(Role(name="Planted"),),
    links=(User(name="Ben"),),
    entered=(User(name="Maya"), User(name="Noor")),
)


def test_each_kind_is_offered_by_what_will_happen_to_it() -> None:
    assert [offer.label for offer in offers_of(MADE)] == [
        "Also remove Node B",
        "Also remove the clients Client 0, Client 1, Client 2 and 2 more",
        "Also remove the user Mallory",
        "Also disable the users Maya and Noor",
        "Also void the link for Ben",
        "Also remove the role Planted",
    ]
    assert offers_of(Made()) == []


def test_afterwards_nobody_is_said_to_be_removed_who_was_not() -> None:
    assert gone_words("Node A", Made()) == "Node A removed."
    gone = Made(secrets=MADE.secrets, links=MADE.links, entered=MADE.entered)
    assert gone_words("Node A", gone) == "Node A and Node B removed. Maya and Noor disabled. Void: the link for Ben."
