"""Both replicas are restarted, one after the other, under programs that keep their connections."""

from services.secrets.secrets import SecretFields
from tests.cluster.callers import Callers
from tests.cluster.conftest import Cluster
from tests.e2e.tenants import Tenant


def test_rolling_restart_loses_no_request_of_a_client_that_keeps_connections(whole: Cluster, home: Tenant) -> None:
    client = home.add_client("Meter reader", secret=SecretFields("Meter node A"))
    with Callers(whole, client, programs=4) as callers:
        for server in whole.replicas:
            callers.wait_for_more()
            assert server.stop() == 0, server.log
            callers.wait_for_more()
            server.start()
        callers.wait_for_more()
    assert set(callers.outcomes) == {"200"}, callers.outcomes
