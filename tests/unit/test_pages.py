"""The start page and its neighbours: what they show, to whom, and what they may load."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
from graphql import build_schema, parse, validate
from starlette.applications import Starlette

from graph.errors import Unavailable
from resolvers.pages import DemoPeople, Stats, load_examples, page_routes
from resolvers.pages.documents import Document, documents_root, list_documents, render_document
from resolvers.pages.examples import QUESTIONS, member_id
from resolvers.pages.routes import STATIC

DEMO = DemoPeople(viewer=28, person=15144, people=(28, 480, 1))
COUNTS = Stats(members=37700, connections=289003, companies=7, jobs=8, posts=9, skills=10)
TOKEN = "header.payload.signature"


@dataclass
class World:
    """An application with only the pages, whose counts, clock and health a test can turn."""

    stats: Stats | None = COUNTS
    now_s: float = 0.0
    reads: int = 0
    root: Path | None = None
    production: bool = False
    token: Callable[[], str] | None = field(default=lambda: TOKEN)

    async def read(self) -> Stats:
        self.reads += 1
        if self.stats is None:
            raise Unavailable("Neo4j does not answer")
        return self.stats

    def client(self, peer: str = "127.0.0.1", host: str = "localhost:8000") -> httpx2.AsyncClient:
        routes = page_routes(
            stats=self.read,
            schema_text=lambda: "type Query { a: Int }",
            demo=DEMO,
            production=self.production,
            development_token=self.token,
            analyst_token=self.token,
            clock=lambda: self.now_s,
            make_nonce=lambda: "NONCE",
            root=self.root,
        )
        transport = httpx2.ASGITransport(app=Starlette(routes=routes), client=(peer, 1))
        return httpx2.AsyncClient(transport=transport, base_url=f"http://{host}")


def data_of(html: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="page-data">(.*?)</script>', html)
    assert found
    data: dict[str, object] = json.loads(found[1])
    return data


async def test_start_page_shows_counts_questions_and_links() -> None:
    async with World().client() as client:
        page = (await client.get("/")).text
    assert '<dd data-count="members">37,700</dd>' in page
    assert '<dd data-count="connections">289,003</dd>' in page
    for name in QUESTIONS:
        assert f'id="{name}"' in page
        assert f'href="/graphiql#example={name}"' in page
    for address in ("/graphiql", "/schema.graphql", "/docs", "/health/ready", "/metrics"):
        assert f'href="{address}"' in page


async def test_start_page_opens_while_the_graph_does_not_answer() -> None:
    async with World(stats=None).client() as client:
        page = await client.get("/")
        counts = await client.get("/stats.json")
    assert page.status_code == 200
    assert '<dd data-count="members">–</dd>' in page.text
    assert '<p class="warning" data-no-counts >' in page.text
    assert (counts.status_code, counts.json()) == (503, {"error": "UNAVAILABLE"})


async def test_counts_are_read_again_after_five_seconds_and_not_before() -> None:
    world = World()
    async with world.client() as client:
        await client.get("/stats.json")
        world.stats = Stats(1, 2, 3, 4, 5, 6)
        world.now_s = 4.9
        assert (await client.get("/stats.json")).json()["members"] == 37700
        world.now_s = 5.0
        assert (await client.get("/stats.json")).json() == {
            "members": 1, "connections": 2, "companies": 3, "jobs": 4, "posts": 5, "skills": 6,
        }  # fmt: skip
    assert world.reads == 2


async def test_production_has_no_graphiql_and_hands_out_no_token() -> None:
    async with World(production=True).client() as client:
        page = (await client.get("/")).text
        playground = await client.get("/graphiql")
    assert playground.status_code == 404
    assert "graphiql" not in page.lower()
    assert data_of(page)["token"] is None
    assert TOKEN not in page


async def test_the_account_page_has_a_form_for_each_step_and_each_link_of_a_mail() -> None:
    async with World(production=True).client() as client:
        page = (await client.get("/account")).text
        script = (await client.get("/static/account.js")).text
    assert re.findall(r'data-form="(\w+)"', page) == [
        "login",
        "signup",
        "verify",
        "forgot",
        "reset",
    ]
    assert 'minlength="10"' in page
    assert "innerHTML" not in script


@pytest.mark.parametrize("path", ["/", "/graphiql", "/explore"])
@pytest.mark.parametrize(
    ("peer", "host", "headers"),
    [
        ("127.0.0.1", "localhost:8000", {}),
        ("::1", "[::1]:8000", {"sec-fetch-site": "same-origin"}),
        ("127.0.0.1", "127.0.0.1", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}),
    ],
)
async def test_a_browser_on_this_machine_gets_the_development_token(
    path: str, peer: str, host: str, headers: dict[str, str]
) -> None:
    async with World().client(peer, host) as client:
        answer = await client.get(path, headers=headers)
    assert data_of(answer.text)["token"] == TOKEN
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/graphiql", "/explore"])
@pytest.mark.parametrize(
    ("peer", "host", "headers"),
    [
        ("10.0.0.7", "localhost:8000", {}),
        ("127.0.0.1", "attacker.example", {}),
        ("127.0.0.1", "localhost.attacker.example", {}),
        ("127.0.0.1", "localhost", {"x-forwarded-for": "127.0.0.1"}),
        ("127.0.0.1", "localhost", {"forwarded": "for=10.0.0.7"}),
        ("127.0.0.1", "localhost", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}),
    ],
)
async def test_nobody_else_gets_the_development_token(
    path: str, peer: str, host: str, headers: dict[str, str]
) -> None:
    async with World().client(peer, host) as client:
        page = (await client.get(path, headers=headers)).text
    assert data_of(page)["token"] is None
    assert TOKEN not in page


@pytest.mark.parametrize("path", ["/", "/graphiql", "/docs", "/explore"])
async def test_a_page_loads_nothing_from_elsewhere(path: str) -> None:
    async with World().client() as client:
        answer = await client.get(path)
    policy = dict(
        part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; ")
    )
    style = "'self' 'nonce-NONCE'" if path == "/graphiql" else "'self'"
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": style,
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self' ws://localhost:8000 wss://localhost:8000",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    loaded = re.findall(r'(?:<script[^>]*src|<link[^>]*href|<img[^>]*src)="([^"]*)"', answer.text)
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*(src=|application/json))",
                         answer.text)  # fmt: skip


async def test_a_strange_host_header_does_not_get_into_the_policy() -> None:
    async with World().client() as client:
        answer = await client.get("/", headers={"host": "x; script-src *"})
    assert "connect-src 'self';" in answer.headers["content-security-policy"]


def test_style_sheets_and_scripts_name_no_other_server() -> None:
    for path in STATIC.rglob("*.css"):
        assert not re.search(r"url\([\"']?(?![\"']|\.\./fonts/|fonts/|data:)", path.read_text()), (
            path
        )
    assert not re.search(r"https?://", (STATIC / "start.js").read_text())
    assert not re.search(r"import\(|importScripts|new Worker",
                         (STATIC / "graphiql" / "graphiql.js").read_text())  # fmt: skip


async def test_every_asset_of_a_page_is_there_and_kept_by_version() -> None:
    async with World().client() as client:
        for path in ("/", "/graphiql", "/explore"):
            for address in re.findall(r'"(/static/[^"]*)"', (await client.get(path)).text):
                asset = await client.get(address)
                assert (asset.status_code, asset.headers["cache-control"]) == (
                    200, "public, max-age=31536000, immutable",
                )  # fmt: skip
        again = await client.get("/static/site.css")
        assert again.headers["cache-control"] == "no-cache"
        same = await client.get(
            "/static/site.css", headers={"if-none-match": again.headers["etag"]}
        )
        assert same.status_code == 304
        assert (await client.get("/static/../routes.py")).status_code == 404


def test_examples_carry_the_ids_of_the_demo_people() -> None:
    examples = {example.name: example for example in load_examples(DEMO)}
    assert tuple(examples) == QUESTIONS
    assert member_id(42) == "TWVtYmVyOjQy"
    assert examples["connections"].variables == {
        "people": [member_id(28), member_id(480), member_id(1)],
        "person": member_id(15144),
    }
    assert examples["suggestions"].title == "Whom should I know?"
    assert examples["suggestions"].query.startswith("query PeopleYouMayKnow {")


def test_examples_are_valid_against_the_exported_schema() -> None:
    schema = build_schema((documents_root() / "schema.graphql").read_text(encoding="utf-8"))
    for example in load_examples(DEMO):
        assert validate(schema, parse(example.query)) == [], example.name
        declared = set(re.findall(r"\$(\w+):", example.query))
        assert declared == set(example.variables), example.name


async def test_schema_is_served_as_text() -> None:
    async with World().client() as client:
        answer = await client.get("/schema.graphql")
    assert answer.text == "type Query { a: Int }"
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    (tmp_path / "docs" / "decisions").mkdir(parents=True)
    (tmp_path / "README.md").write_text("# Start here\n\n[operations](docs/operations.md#backup)\n")
    (tmp_path / "docs" / "operations.md").write_text(
        "# Operations\n\n## Backup & restore\n\n"
        "[back](../README.md) [why](decisions/0001-a.md) [code](../graph/model.py) "
        "[out](https://example.org/) [bad](javascript:alert(1))\n\n"
        "<script>alert(1)</script>\n\n"
        "| a | b |\n|---|--:|\n| x | 1 |\n\n```cypher\nMATCH (n) RETURN n\n```\n"
    )
    (tmp_path / "docs" / "decisions" / "0001-a.md").write_text("# 0001 A\n")
    return tmp_path


async def test_documents_are_listed_and_rendered(documents: Path) -> None:
    async with World(root=documents).client() as client:
        listed = (await client.get("/docs")).text
        page = (await client.get("/docs/operations")).text
        readme = (await client.get("/docs/readme")).text
        missing = await client.get("/docs/../pyproject")
    slugs = re.findall(r'<li><a href="/docs/([^"]*)"', listed)
    assert slugs == ["readme", "operations", "decisions/0001-a"]
    assert 'href="/docs/operations#backup"' in readme
    assert '<h2 id="backup--restore">Backup &amp; restore</h2>' in page
    assert '<a href="/docs/readme">back</a>' in page
    assert '<a href="/docs/decisions/0001-a">why</a>' in page
    assert '<a href="https://example.org/">out</a>' in page
    assert "code" in page
    assert "model.py" not in page
    assert "javascript:alert" not in re.findall(r'href="([^"]*)"', page)
    assert "<script>alert" not in page
    assert '<td class="right">1</td>' in page
    assert '<span class="k">MATCH</span>' in page
    assert missing.status_code == 404


def test_documents_of_the_repository_all_render() -> None:
    root = documents_root()
    documents = list_documents(root)
    assert Document("readme", "Read me first", root / "README.md") in documents
    for document in documents:
        assert "<h1" in render_document(document, root, documents), document.slug
