"""Where the secret stands in what people copy."""

import pytest

from components.first_token.client_examples import env_file, examples_of
from models import ClientType

CLIENT_ID = "7c1e09b4-52d6-4f83-a1b9-3e6d57c84f20"
WITH_SECRETS = [kind for kind in ClientType if kind.has_secrets]


@pytest.mark.parametrize("kind", WITH_SECRETS)
def test_secret_stands_in_env_alone_and_all_others_read_it(kind: ClientType) -> None:
    found = examples_of(kind, CLIENT_ID, "https://keys.example/identity", "https://crew.example/signed-in")
    assert found[0].tab == ".env"
    assert [each.tab for each in found if each.holds_secret] == [".env"]
    file = env_file(CLIENT_ID)
    for each in found:
        assert file in each.text, each.tab
        assert "{" + "file}" not in each.text


@pytest.mark.parametrize("kind", [kind for kind in ClientType if not kind.has_secrets])
def test_clients_without_secrets_are_told_of_none(kind: ClientType) -> None:
    for each in examples_of(kind, CLIENT_ID, "https://keys.example/identity", "https://crew.example/signed-in"):
        assert not each.holds_secret
        assert "SECRET" not in each.text
        assert env_file(CLIENT_ID) not in each.text
