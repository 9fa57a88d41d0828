"""Where another program on the person's machine could answer, however the address is written."""

import pytest

from services.clients.redirects import is_impersonable


@pytest.mark.parametrize(
    "uri",
    [
        "https://localhost/cb",
        "https://localhost./cb",
        "https://app.localhost:8443/cb",
        "https://127.8.9.10/cb",
        "https://[0:0:0:0:0:0:0:1]/cb",
        "https://[::ffff:127.0.0.1]/cb",
        "http://127.0.0.1/cb",
        "com.example.app:/cb",
    ],
)
def test_address_on_the_persons_own_machine_can_be_impersonated(uri: str) -> None:
    assert is_impersonable(uri)


@pytest.mark.parametrize(
    "uri",
    ["https://crew.example/cb", "https://127.crew.example/cb", "https://notlocalhost/cb", "https://[2001:db8::1]/"],
)
def test_address_of_a_host_elsewhere_cannot(uri: str) -> None:
    assert not is_impersonable(uri)
