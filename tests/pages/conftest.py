"""People of a tenant, and pages without a browser."""

from tests.components.conftest import browser
from tests.services.conftest import elin, tenant

__all__ = ["browser", "elin", "tenant"]
