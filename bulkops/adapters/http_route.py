"""The way out: which proxy, and whose certificates are trusted."""

import ssl
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2

from bulkops.adapters.http_settings import HttpSettings, parse_url
from bulkops.core.errors import RemoteError

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def trusted(settings: HttpSettings) -> ssl.SSLContext:
    """Make the TLS context: the system's certificates, and those of `ca_file`.

    Raises:
        RemoteError: `ca_file`, or what the environment names, cannot be read or holds no certificate.
    """
    name = "`SSL_CERT_FILE` or `SSL_CERT_DIR`"
    try:
        context = httpx2.create_ssl_context(trust_env=settings.trust_env)
        if settings.ca_file is not None:
            name = f"`ca_file` {settings.ca_file}"
            context.load_verify_locations(settings.ca_file)
    except OSError as error:
        reason = "it holds no certificate" if isinstance(error, ssl.SSLError) else str(error.strerror).lower()
        hint = "name a PEM file with the certificate authority's certificate"
        raise RemoteError(f"{name} cannot be used: {reason}", hint=hint, code="R003") from None
    return context


def proxy_for(settings: HttpSettings) -> httpx2.Proxy | None:
    """Choose the proxy: the one set, else the environment's, else none.

    Raises:
        RemoteError: The proxy's address, or what is trusted, cannot be used.
    """
    url = settings.proxy or (_from_environment(settings) if settings.trust_env else None)
    if not url:
        return None
    scheme, _, rest = url.rpartition("://")
    scheme = scheme or "http"
    if scheme not in {"http", "https"}:
        raise RemoteError(f"the proxy's scheme `{scheme}` is not http or https", code="R004")
    try:
        return httpx2.Proxy(f"{scheme}://{rest}", ssl_context=trusted(settings) if scheme == "https" else None)
    except (httpx2.InvalidURL, ValueError):
        failure = RemoteError("the proxy's address cannot be read", hint="write `http://host:port`", code="R004")
    # Raised here, away from the library's error: that one holds the address with its password.
    raise failure


def _from_environment(settings: HttpSettings) -> str | None:
    parts = parse_url(settings.base_url, setting="base_url")
    host = parts.hostname or ""
    # No proxy leads back to this machine, where the sandbox and test doubles live.
    if host in _LOOPBACK or proxy_bypass(parts.netloc):
        return None
    proxies = getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")


def host_of(url: str) -> str:
    """Give `host[:port]` of an address, without credentials."""
    return urlsplit(url).netloc.rpartition("@")[2]
