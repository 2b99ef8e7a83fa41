"""The protocols this release knows, by name and version."""

from functools import cache

from criteria.errors import CriteriaError
from criteria.protocol import Protocol
from criteria.protocols import nk_sts

_BUILDERS = {f"{nk_sts.SLUG}@{nk_sts.VERSION}": nk_sts.protocol}
NEWEST = f"{nk_sts.SLUG}@{nk_sts.VERSION}"


@cache
def load_protocol(name: str | None = None) -> Protocol:
    """The protocol called "slug@version", or the newest. Raises CriteriaError naming those that exist."""
    builder = _BUILDERS.get(name or NEWEST)
    if builder is None:
        raise CriteriaError(f"there is no protocol {name!r}; there is {', '.join(_BUILDERS)}")
    return builder()
