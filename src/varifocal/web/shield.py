"""What stands before every page: headers that keep a browser honest, limits, and no plain http in the open."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.template.loader import render_to_string

Answer = Callable[[HttpRequest], HttpResponse]
NUL = "\x00"
"""In an address only by accident or attack; PostgreSQL keeps no text that has it."""
LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

TEXT = ("text/", "application/json", "application/javascript", "image/svg")


class Headers:
    """Puts the headers on every answer, errors, files and static included."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.BEHIND_TLS_PROXY:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if not response.headers.get("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
        return response


class Packed(GZipMiddleware):
    """Packs what is text on its way; fonts and pictures are packed already.

    A page's secret cannot be guessed from its length (BREACH): Django masks the form key anew in every answer
    and pads every packed one by a random length.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, packed where that makes it smaller and the browser takes it."""
        kind = response.headers.get("Content-Type", "")
        if not kind.startswith(TEXT):
            return response
        return super().process_response(request, response)


class Limits:
    """Refuses plain http from anywhere but this machine, addresses no person wrote, and bodies larger than any
    file we take."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = (
            request.get_host().rsplit(":", 1)[0]
            if not request.get_host().endswith("]")
            else request.get_host()
        )
        if not request.is_secure() and host not in LOOPBACK:
            sentence = (
                "Varifocal speaks plain http only on the machine it runs on. "
                "Put it behind a proxy that does TLS."
            )
            return HttpResponse(render_to_string("errors/403.html", {"sentence": sentence}), status=403)
        if NUL in request.path or NUL in unquote(request.META.get("QUERY_STRING", "")):
            sentence = "That address carries a sign that stands in no text. Take it out, and ask again."
            return HttpResponse(render_to_string("errors/400.html", {"sentence": sentence}), status=400)
        if _announced(request) > settings.UPLOAD_MOST_BYTES:
            most = settings.UPLOAD_MOST_BYTES // 2**20
            sentence = (
                f"That is larger than the {most} MB we take at once. "
                "Split the file, or import it at the terminal."
            )
            return HttpResponse(render_to_string("errors/413.html", {"sentence": sentence}), status=413)
        return self.answer(request)


def _announced(request: HttpRequest) -> int:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(length) if length.isdigit() else 0
