"""Public pages that are cheap: one query says whether anything changed, else the stored page is sent."""

import functools
import gzip
import hashlib
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language

from pomost.core import journal

View = Callable[..., HttpResponse]


def is_anonymous(request: HttpRequest) -> bool:
    """Whether the visitor certainly has no session: then no table of sessions needs to be asked."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


def public_page(*rooms: str, query: Iterable[str] = ()) -> Callable[[View], View]:
    """Cache a page for visitors without a session, keyed by the version of what the rooms show.

    query: the names in the address's query that the page reads; all others are dropped, else anybody
    could fill the store with addresses of their own, or put words of theirs into somebody else's page.
    A cached page is keyed by address, language, day (dates decide what is "running") and build.
    Signed-in readers always get a fresh one. Unchanged since the visitor's copy: 304, one query.
    """

    known = frozenset(query)

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def cached(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method not in ("GET", "HEAD") or not is_anonymous(request):
                response = view(request, *args, **kwargs)
                response.headers.setdefault("Cache-Control", "private, no-cache")
                patch_vary_headers(response, ("Cookie",))
                return response
            _keep_of_query(request, known)
            tag = _etag(request, rooms)
            if tag in parse_etags(request.headers.get("If-None-Match", "")):
                return _headers(HttpResponse(status=304), tag)
            store = caches["local"]
            stored = store.get(tag)
            if stored is None:
                response = view(request, *args, **kwargs)
                if hasattr(response, "render"):
                    response.render()
                if response.status_code != 200 or response.streaming:
                    return response
                stored = (gzip.compress(response.content, 6, mtime=0), response.headers["Content-Type"])
                store.set(tag, stored, 24 * 3600)
            return _headers(_from_store(request, *stored), tag)

        cached.shown_rooms = rooms  # type: ignore[attr-defined]
        return cached

    return decorate


def _keep_of_query(request: HttpRequest, known: frozenset[str]) -> None:
    """Leave in the query only what the page reads, the last value of each name, in one order."""
    if not request.META.get("QUERY_STRING"):
        return
    kept = QueryDict(mutable=True)
    for name in sorted(known & set(request.GET)):
        kept[name] = request.GET[name]
    request.META["QUERY_STRING"] = kept.urlencode()
    request.GET = kept  # type: ignore[assignment]


def _etag(request: HttpRequest, rooms: tuple[str, ...]) -> str:
    parts = (
        journal.version_of(rooms),
        request.get_full_path(),
        get_language() or "",
        timezone.localdate().isoformat(),
        request.headers.get("HX-Request", ""),
        build(),
    )
    return f'"{hashlib.blake2b("|".join(parts).encode(), digest_size=16).hexdigest()}"'


def _from_store(request: HttpRequest, packed: bytes, content_type: str) -> HttpResponse:
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(packed, content_type=content_type)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(gzip.decompress(packed), content_type=content_type)
    return response


def _headers(response: HttpResponse, tag: str) -> HttpResponse:
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    patch_vary_headers(response, ("Cookie", "Accept-Encoding"))
    return response


@functools.cache
def build() -> str:
    """What identifies this build: the manifest of static files, and the times of code and templates."""
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    found = hashlib.blake2b(digest_size=8)
    if manifest.exists():
        found.update(manifest.read_bytes())
    for path in sorted((settings.BASE_DIR / "pomost").rglob("*")):
        if path.suffix in {".html", ".py", ".mo"}:
            found.update(f"{path}{path.stat().st_mtime_ns}".encode())
    return found.hexdigest()
