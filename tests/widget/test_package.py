"""The widget as an npm package: its content, its types, and the React example in a browser."""

from __future__ import annotations

import json
import re
import tarfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from channels.web.schemas import KINDS
from tests.conftest import ROOT
from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import WIDGET, FakeBot
from tests.widget.test_files import README, TABLES
from tests.widget.programs import needed, run

TOOLS = ROOT / ".node" / "node_modules"
TYPES = (WIDGET / "clinic-chat.d.ts").read_text()
CONFIG = {
    "compilerOptions": {
        "strict": True,
        "noEmit": True,
        "noUnusedLocals": True,
        "target": "es2022",
        "module": "preserve",
        "moduleResolution": "bundler",
        "jsx": "react-jsx",
    },
    "include": ["*.ts", "*.tsx"],
}
#: Correct code, and errors that the compiler must find.
USE = """
import { ClinicChat, type ClinicChatAttributes } from 'clinic-chat';

const chat = document.querySelector('clinic-chat');
const done: Promise<void> | undefined = chat?.open({ focus: false });
const open: boolean = chat?.isOpen ?? false;
void chat?.ask('What is PRP?').then(() => chat.print());
chat?.close();
document.addEventListener('clinic-chat:reply', ({ detail }) => detail.kind === 'urgent');
window.addEventListener('clinic-chat:rate', ({ detail }) => detail.value === 'up');
chat?.addEventListener('clinic-chat:error', ({ detail }) => detail.status.toFixed());
const look: ClinicChatAttributes = { theme: 'dark', 'open-on-load': '', logo: '/logo.svg' };
new ClinicChat().append(`${done}${open}${look.teaser}`);

// @ts-expect-error
chat?.ask(1);
// @ts-expect-error
document.addEventListener('clinic-chat:reply', ({ detail }) => detail.kind === 'unheard of');
// @ts-expect-error
const wrong: ClinicChatAttributes = { theme: 'blue' };
// @ts-expect-error
if (chat) chat.isOpen = !wrong;
"""
MAIN = """
import { createRoot } from 'react-dom/client';
import { Chat } from './react';

const counted = (kind: string) => { document.title = `counted ${kind}`; };
createRoot(document.querySelector('main')!).render(
  <Chat
    server="SERVER" lang="de" color="#003b71" teaser="Fragen?"
    onReply={({ kind }) => counted(kind)}
  />,
);
"""
HTML = (
    "<!doctype html><html lang='en'><title>App</title><main></main>"
    "<script type='module' src='/main.js'></script>"
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which the package made by `npm pack` is installed."""
    needed(str(TOOLS / ".bin" / "tsc"), "npm")
    folder = tmp_path_factory.mktemp("project")
    run(needed("npm", "npm"), "pack", WIDGET, "--no-update-notifier", at=folder)
    (folder / "node_modules").mkdir()
    for tool in TOOLS.iterdir():
        (folder / "node_modules" / tool.name).symlink_to(tool)
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder / "node_modules")
    (folder / "node_modules" / "package").rename(folder / "node_modules" / "clinic-chat")
    (folder / "tsconfig.json").write_text(json.dumps(CONFIG))
    example = folder / "node_modules" / "clinic-chat" / "examples" / "react.tsx"
    (folder / "react.tsx").write_text(example.read_text())
    return folder


@pytest.mark.live
def test_the_package_holds_the_widget_and_nothing_else(project: Path) -> None:
    package = project / "node_modules" / "clinic-chat"
    held = {str(path.relative_to(package)) for path in package.rglob("*") if path.is_file()}
    wanted = {path.name for path in WIDGET.glob("*.js")} | {
        f"strings/{path.name}" for path in TABLES
    }
    wanted |= {f"strings/request/{path.name}" for path in (WIDGET / "strings/request").iterdir()}
    wanted |= {f"examples/{path.name}" for path in (WIDGET / "examples").iterdir()}
    assert held == wanted | {"clinic-chat.d.ts", "react.d.ts", "package.json", "README.md"}


@pytest.mark.live
def test_the_types_let_right_through_and_find_what_is_wrong(project: Path) -> None:
    (project / "use.ts").write_text(USE)
    (project / "main.tsx").write_text(MAIN)
    run(TOOLS / ".bin" / "tsc", "--project", ".", at=project)


def test_the_react_example_chats(
    project: Path, page: Page, fake_bot: FakeBot, elsewhere: FakeBot
) -> None:
    (project / "main.tsx").write_text(MAIN.replace("SERVER", fake_bot.url))
    options = "--bundle --splitting --format=esm --jsx=automatic --outdir=out".split()
    run(TOOLS / ".bin" / "esbuild", "main.tsx", *options, at=project)
    for script in (project / "out").iterdir():
        elsewhere.pages[f"/{script.name}"] = script.read_text(), {"Content-Type": "text/javascript"}
    elsewhere.pages["/"] = HTML, {}
    page.goto(elsewhere.url)
    chat = Chat(page)
    expect(chat.launcher).to_have_accessible_name("Frage stellen")
    expect(chat.launcher).to_have_css("background-color", "rgb(0, 59, 113)")
    expect(chat.teaser).to_contain_text("Fragen?")
    page.get_by_role("button", name="Ask about sessions").click()
    expect(chat.replies).to_have_count(2)
    assert fake_bot.received == ["What happens in a session?"]
    expect(page).to_have_title("counted off_topic")


def test_the_types_name_what_the_readme_names() -> None:
    sections = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", README.read_text(), re.MULTILINE))
    cells = re.findall(r"^\| (`.+?) \|", sections["Attributes"], re.MULTILINE)
    attributes = {name for cell in cells for name in re.findall(r"`([\w-]+)`", cell)}
    assert declared(r"'?([\w-]+)'?\?:", "ClinicChatAttributes") == attributes
    events = set(re.findall(r"`(clinic-chat:\w+)`", sections["Events"]))
    assert declared(r"'(clinic-chat:\w+)'", "ClinicChatEvents") == events
    methods = set(re.findall(r"`(\w+)\(", sections["Methods and property"]))
    assert declared(r"(\w+)\(", "ClinicChat extends") == methods
    kinds = re.findall(r"'(\w+)'", re.findall(r"type ReplyKind = (.+);", TYPES)[0])
    assert kinds == list(KINDS)


def declared(name: str, thing: str) -> set[str]:
    """The names of this form in an interface or class."""
    body = re.search(rf"(?:interface|class) {thing}[^{{]*\{{\n((?:.+\n)*?)\}}", TYPES)
    assert body, thing
    return set(re.findall(rf"^  {name}", body[1], re.MULTILINE))


def test_the_tools_are_pinned_with_hashes_and_tell_no_registry() -> None:
    package = json.loads((WIDGET / "package.json").read_text())
    lock = (WIDGET / "package-lock.json").read_text()
    own, *tools = json.loads(lock)["packages"].values()
    assert own["devDependencies"] == package["devDependencies"]
    assert tools and all(tool["integrity"].startswith("sha512-") for tool in tools)
    assert '"resolved"' not in lock and "://" not in lock
