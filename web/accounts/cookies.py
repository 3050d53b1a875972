"""The cookie that a browser keeps a session by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from register.accounts.sessions import LONGEST, SECOND

if TYPE_CHECKING:
    from web.site import Site


def cookie_name(site: Site) -> str:
    """Return the cookie's name, by which browsers see to it that it came by https, from here."""
    if not site.is_secure:
        return "register"
    return "__Secure-register" if site.prefix else "__Host-register"


def kept(site: Site, secret: str) -> str:
    """Return the header that lets a browser keep a session."""
    return f"{cookie_name(site)}={secret}; Max-Age={LONGEST // SECOND}; {_attributes(site)}"


def forgotten(site: Site) -> str:
    """Return the header that lets a browser forget it."""
    return f"{cookie_name(site)}=; Max-Age=0; {_attributes(site)}"


def _attributes(site: Site) -> str:
    secure = "; Secure" if site.is_secure else ""
    return f"Path={site.prefix or '/'}; HttpOnly; SameSite=Lax{secure}"
