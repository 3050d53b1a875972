"""Where a request comes from, and whether it was meant for this site: by its headers alone."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from web.accounts.credentials import token_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from web.site import Site

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""The names of one's own machine; who listens at one of them is reached by all."""

LONGEST_WAY = 2_000
"""How many characters an address may have that one is led on to."""

_OF_ADDRESSES = "#%/?&=:;@!$'()*+,[]~"
_PORTS = {"http": 80, "https": 443}


def is_for(site: Site, host: str | None) -> bool:
    """Tell whether a request was sent to the site's own address.

    A name that somebody lets point to this machine is another one, so no page of theirs can
    read what stands here.
    """
    return _same(site, f"{urlsplit(site.url).scheme}://{host}")


def is_secure(site: Site, headers: Mapping[str, str], peer: str) -> bool:
    """Tell whether a request came as the site's address says: what a proxy of ours heard counts."""
    said = headers.get("x-forwarded-proto")
    if not _is_of_our_proxy(site, peer) or said is None:
        return True
    return said == urlsplit(site.url).scheme


def is_own(site: Site, method: str, headers: Mapping[str, str]) -> bool:
    """Tell whether a request that changes something was made by a page of this site.

    Browsers say so by `Sec-Fetch-Site`, and none of them lets a page say it falsely; over plain
    http off this machine they say only the `Origin`. What has a token is no browser's doing:
    they send only names and passwords by themselves, and cookies are not looked at then.
    """
    if method in SAFE or token_of(headers.get("authorization", "")) is not None:
        return True
    if (fetched := headers.get("sec-fetch-site")) is not None:
        return fetched in ("same-origin", "none")
    return _same(site, headers.get("origin", ""))


def network(site: Site, headers: Mapping[str, str], peer: str) -> str:
    """Return the network that a request is from: of IPv4 one address, of IPv6 one household."""
    said = headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    address = said if said and _is_of_our_proxy(site, peer) else peer
    try:
        found = ip_address(address)
    except ValueError:
        return address[:100]
    if found.version == 4:
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))


def way_on(asked: str | None) -> str:
    """Return the path to go on to after signing in; for anything but a path of this site, the start.

    What is beyond ASCII is encoded, as a header has to say it.
    """
    if asked is None or not asked.startswith("/") or asked.startswith("//"):
        return "/"
    if "\\" in asked or not asked.isprintable() or len(asked) > LONGEST_WAY:
        return "/"
    return quote(asked, safe=_OF_ADDRESSES)


def _is_of_our_proxy(site: Site, peer: str) -> bool:
    return site.behind_proxy and peer in LOOPBACK


def _same(site: Site, origin: str) -> bool:
    wanted, found = _place(site.url), _place(origin)
    if found is None or wanted is None or found[0] != wanted[0] or found[2] != wanted[2]:
        return False
    return found[1] == wanted[1] or (found[1] in LOOPBACK and wanted[1] in LOOPBACK)


def _place(origin: str) -> tuple[str, str, int] | None:
    """Return scheme, name and port."""
    try:
        parts = urlsplit(origin)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    if parts.hostname is None or parts.path or parts.query or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, port
