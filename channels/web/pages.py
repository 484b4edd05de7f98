"""Pages: serves the widget to every website, the FAQ pages, and the sample clinic's pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.web.published_faq import Published
from channels.web.static_files import Files
from faq.site import HOME

WIDGET = Path(__file__).parents[2] / "widget"
_DEMO = {
    "/": "demo/home.html",
    "/treatments": "demo/treatments.html",
    "/prices": "demo/prices.html",
    "/embed": "demo/embed.html",
}
#: Everything from this server, nothing inline, no framing: exactly what the widget needs.
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE = {"Content-Security-Policy": _PAGE_POLICY, "Cache-Control": "no-cache"}
#: Other websites load the scripts as modules, which needs both headers. One age for all parts of
#: the widget, so that browsers fetch new versions of them together.
_PART = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=300",
}
#: Wraps a handler so that its calls count against a limit.
Counted = Callable[[Callable[..., Any]], Callable[..., Any]]


def add_widget(blueprint: Blueprint, counted: Counted) -> None:
    """Serve the widget's files at /widget/."""
    files = Files(WIDGET)

    async def part(request: Request, name: str) -> HTTPResponse:
        return files.send(request, name, _PART)

    path, methods = "/widget/<name:path>", ["GET", "HEAD"]
    blueprint.add_route(counted(part), path, methods=methods, name="widget")


def add_faq(blueprint: Blueprint, public: str, counted: Counted) -> None:
    """Serve the questions and answers at /faq/, with robots.txt and the sitemap."""
    published = Published(public)

    async def page(request: Request, name: str = "") -> HTTPResponse:
        return published.send(request, request.path.rstrip("/"), _PAGE)

    addresses = [HOME, f"{HOME}/<name:path>", "/robots.txt"]
    if public:  # a sitemap needs the server's public address
        addresses.append("/sitemap.xml")
    for number, address in enumerate(addresses):
        handler = counted(page)
        blueprint.add_route(handler, address, methods=["GET", "HEAD"], name=f"faq{number}")


def add_demo(blueprint: Blueprint, taken: Mapping[str, object], counted: Counted) -> None:
    """Serve the sample clinic's pages, except at addresses that are taken."""
    files = Files(WIDGET)

    async def page(request: Request, name: str) -> HTTPResponse:
        return files.send(request, name, _PAGE)

    for address, name in _DEMO.items():
        if address not in taken:
            handler = counted(partial(page, name=name))
            blueprint.add_route(handler, address, methods=["GET", "HEAD"], name=Path(name).stem)
