"""Who may change what is held.

    Guard        decides by the settings and the headers of a request

Writing is off unless it is switched on: there is no login, so whoever reaches the service may do
what it allows. A browser reaches it on behalf of every page that its user has open, also on
loopback; a change is therefore refused unless the browser says that it comes from the service's own
page. Browsers say so by Sec-Fetch-Site (Fetch Metadata, W3C) or, older ones and those on plain http
addresses, by Origin; a request with neither was not made by a browser's page (`curl`). A name that
somebody else's name server points at this machine would pass both (DNS rebinding), so a name must
also be one that the service is known by; addresses cannot be pointed elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from api.errors import CrossSite, ReadOnly
from api.settings import Settings


@dataclass(frozen=True, slots=True)
class Guard:
    """What is allowed; `names` are host names of the service besides localhost."""

    writable: bool
    names: frozenset[str]

    @classmethod
    def of(cls, settings: Settings) -> Guard:
        """The guard that the settings ask for; the name listened on is one of the service's."""
        names = {name.lower() for name in (*settings.hostnames, settings.host)}
        return cls(settings.writable, frozenset(names))

    def check(self, headers: Mapping[str, str]) -> None:
        """Let a request change something, by its headers (names in lower case).

        Raises:
            ReadOnly, CrossSite: it may not.
        """
        if not self.writable:
            raise ReadOnly(
                "This service takes no changes.",
                "Start it with `rostrum serve --writable` (or ROSTRUM_WRITABLE=1), or use "
                "`rostrum index` and `rostrum remove` on its machine.",
            )
        self.check_site(headers)

    def check_site(self, headers: Mapping[str, str]) -> None:
        """See that a request was not made by a page of another site.

        Raises:
            CrossSite: it was, or came under a name that is not the service's.
        """
        host = headers.get("host", "")
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            foreign = site not in ("same-origin", "none")
        else:
            foreign = origin is not None and urlsplit(origin).netloc.lower() != host.lower()
        if foreign:
            raise CrossSite(
                "The request was made by a page of another site.",
                "Change what is held on the service's own page, or from the command line.",
            )
        if not self._known(_name(host)):
            raise CrossSite(
                f"The service is not known by the name {_name(host)[:80]!r}.",
                "Use its address, or set ROSTRUM_HOSTNAMES to the names it is reached by.",
            )

    def _known(self, name: str) -> bool:
        if name == "localhost" or name.endswith(".localhost") or name in self.names:
            return True
        try:
            ip_address(name)
        except ValueError:
            return False
        return True


def _name(host: str) -> str:
    """The name in a Host header, without port and brackets."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
