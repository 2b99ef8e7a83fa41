"""A site with a person in each role, as for the pages."""

from tests.integration.pages.conftest import administrator, as_role, coordinator, investigator, monitor, site, team

__all__ = ["administrator", "as_role", "coordinator", "investigator", "monitor", "site", "team"]
