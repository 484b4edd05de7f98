"""Pages are complete without a server: addresses, links, and nothing that a CSP would refuse."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from actions.knowledge import Knowledge
from faq.site import Site
from tests.faq.other_clinics import with_clinic

PUBLIC = "https://bot.example"


@pytest.fixture
def site(knowledge: Knowledge) -> Site:
    return Site(knowledge, PUBLIC)


def page(site: Site, address: str) -> str:
    text = site.text(address)
    assert text is not None
    return text


def test_every_link_of_every_page_leads_somewhere(site: Site, knowledge: Knowledge) -> None:
    for id_ in ("", *(f"/{id_}" for id_ in (*knowledge.topics, *knowledge.gaps))):
        for link in re.findall(r'href="(/[^"#]*)', page(site, f"/faq{id_}")):
            assert site.text(link) is not None, link


def test_nothing_is_inline(site: Site, knowledge: Knowledge) -> None:
    pages = [page(site, f"/faq/{id_}") for id_ in (*knowledge.topics, *knowledge.gaps)]
    for text in (*pages, page(site, "/faq"), site.missing()):
        assert not re.search(r"<style|style=|\son\w+=|<script>|http-equiv", text)


def test_the_canonical_address_is_the_servers_own(site: Site, knowledge: Knowledge) -> None:
    found = page(site, "/faq/cost")
    assert f'<link rel="canonical" href="{PUBLIC}/faq/cost">' in found
    assert f'<meta property="og:url" content="{PUBLIC}/faq/cost">' in found
    unsaid = page(Site(knowledge, ""), "/faq/cost")
    assert "canonical" not in unsaid and "og:url" not in unsaid


def test_the_sitemap_has_every_page(knowledge: Knowledge) -> None:
    site = Site(with_clinic(knowledge, sample=False), PUBLIC)
    tree = ElementTree.fromstring(page(site, "/sitemap.xml"))
    assert tree.tag == "{http://www.sitemaps.org/schemas/sitemap/0.9}urlset"
    ids = (*knowledge.topics, *knowledge.gaps)
    locations = [f"{PUBLIC}/faq", *(f"{PUBLIC}/faq/{id_}" for id_ in ids)]
    assert [node.text for node in tree.iter() if node.tag.endswith("loc")] == locations
    assert f"Sitemap: {PUBLIC}/sitemap.xml" in page(site, "/robots.txt")


def test_a_made_up_clinic_says_so_and_is_not_searched(site: Site, knowledge: Knowledge) -> None:
    assert "A made-up clinic" in page(site, "/faq") and "noindex" in page(site, "/faq")
    assert "<loc>" not in page(site, "/sitemap.xml") and "Sitemap" not in page(site, "/robots.txt")
    real = page(Site(with_clinic(knowledge, sample=False), PUBLIC), "/faq")
    assert "made-up" not in real and "noindex" not in real


def test_notes_come_with_their_date_and_link(site: Site, knowledge: Knowledge) -> None:
    found = page(site, "/faq/safety")
    for note in knowledge.notes_for(knowledge.topics["safety"]):
        assert f'href="{note.source_url}"' in found
        assert f'datetime="{note.published}"' in found
        assert f'datetime="{note.last_reviewed}"' in found


def test_a_clinic_without_anything_but_a_phone_has_whole_pages(knowledge: Knowledge) -> None:
    gone = dict.fromkeys(["email", "booking_url", "address", "hours", "staff", "color"])
    found = page(Site(with_clinic(knowledge, **gone), ""), "/faq")
    assert "None" not in found and f"Call {knowledge.clinic.phone}" in found


@pytest.mark.parametrize(
    "address",
    [
        "/faq/nope",
        "/faq/cost/",
        "/faq/COST",
        "/faq/look.html",
        "/faq/../robots.txt",
        "",
        "/",
        "cost",
    ],
)
def test_there_is_nothing_else(site: Site, address: str) -> None:
    assert site.text(address) is None


def test_a_missing_page_leads_to_what_there_is(site: Site) -> None:
    assert "There is no such question here." in site.missing()
    assert 'href="/faq"' in site.missing() and 'href="/faq/cost"' in site.missing()
