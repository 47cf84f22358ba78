"""The page's modules as they are written, without a browser: how they import each other, and that every text is there."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ui.joined_page import SCRIPT, STYLES, join_modules, join_styles

PAGE = Path("bot/ui/page")
FILES = {path.relative_to(PAGE).as_posix(): path for path in PAGE.rglob("*.*") if path.suffix != ".png"}

# A folder's modules import from their own folder and from those before it; main.js starts them all.
FOLDERS = ["lib", "messages", "models", "library", "chat", "insights", "evidence", "main.js", "service-worker.js"]

IMPORTS = {
    name: {
        os.path.normpath(Path(name).parent / target)
        for target in re.findall(r'(?:from |import |import\()"(\.[^"]+)"', path.read_text())
    }
    for name, path in FILES.items()
    if name.endswith(".js")
}


@pytest.mark.parametrize("name", sorted(IMPORTS))
def test_imports_exist_and_follow_one_direction(name: str) -> None:
    assert IMPORTS[name] <= IMPORTS.keys()
    reachable = FOLDERS[: FOLDERS.index(name.split("/")[0]) + 1]
    assert {target.split("/")[0] for target in IMPORTS[name]} <= {*reachable}


@pytest.mark.parametrize("name", sorted(IMPORTS))
def test_no_module_imports_itself_by_way_of_others(name: str) -> None:
    reached: set[str] = set()
    ahead = [*IMPORTS[name]]
    while ahead:
        at = ahead.pop()
        if at not in reached:
            reached.add(at)
            ahead += IMPORTS[at]
    assert name not in reached


def test_each_script_and_style_comes_with_the_page() -> None:
    index = (PAGE / "index.html").read_text()
    named = re.findall(r'(?:stylesheet" href|script src|module" src)="/page/([\w./-]+)"', index)
    assert named == [STYLES, "lib/first-paint.js", SCRIPT]
    script, styles = join_modules(PAGE), join_styles(PAGE)
    for name in FILES.keys() - {*named, "service-worker.js"}:
        if name.endswith(".js"):
            assert script.count(f"// {name}\n") == 1, name
        if name.endswith(".css"):
            assert FILES[name].read_text() in styles, name


def test_each_module_stands_once_behind_those_that_it_imports() -> None:
    script = join_modules(PAGE)
    places = {name: script.index(f"// {name}\n") for name in IMPORTS if f"// {name}\n" in script}
    assert places[SCRIPT] == max(places.values())
    for name, place in places.items():
        assert all(places[imported] < place for imported in IMPORTS[name])


def test_what_modules_share_is_passed_on_under_the_names_that_they_give_it(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "words.js").write_text(
        "const hidden = 1;\nexport const word = hidden;\nexport function say() {}\n"
    )
    (tmp_path / "main.js").write_text('import { say, word as told } from "./lib/words.js";\nsay(told);\n')
    assert join_modules(tmp_path) == (
        "// lib/words.js\n"
        "const module_lib_words = (() => {\n"
        "const hidden = 1;\nconst word = hidden;\nfunction say() {}\n"
        "return { word, say };\n})();\n"
        "// main.js\n"
        "const module_main = (() => {\n"
        "const { say, word: told } = module_lib_words;\nsay(told);\n"
        "return {  };\n})();\n"
    )


@pytest.mark.parametrize(
    "line",
    ['import * as all from "./a.js";', "export default 1;", "export let changes = 1;", 'export { a } from "./a.js";'],
)
def test_a_module_that_shares_otherwise_is_refused_by_its_name(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.js").write_text("export const a = 1;\n")
    (tmp_path / "main.js").write_text(f"{line}\n")
    with pytest.raises(ValueError, match=r"^main\.js: (?:import|export)"):
        join_modules(tmp_path)


def test_page_holds_no_markup_sinks_and_no_outside_address() -> None:
    for path in FILES.values():
        text = path.read_text()
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|style=", text
        ), path
        addresses = [found for found in re.findall(r"https?://[^\s\"']+", text) if "www.w3.org/2000/svg" not in found]
        assert addresses == [], path


def test_every_text_exists_in_both_languages_with_the_same_facts() -> None:
    texts = dict(_texts())
    assert len(texts) > 80
    for key, (korean, english) in texts.items():
        if key not in ("otherLanguage", "otherLanguageLabel", "unit.bytes"):
            assert re.search("[가-힣]", korean), key
            assert not re.search("[가-힣]", english), key
        assert set(re.findall(r"\{\w+\}", korean)) == set(re.findall(r"\{\w+\}", english)), key
    scripts = "".join(path.read_text() for path in FILES.values())
    used = set(re.findall(r'\bsay\("([\w.]+)"', scripts)) | set(re.findall(r'data-words(?:-\w+)?="(\w+)"', scripts))
    assert used - texts.keys() == set()
    counted = set(re.findall(r'\bcount\("(\w+)"', scripts))
    assert {f"{key}.{form}" for key in counted for form in ("one", "many")} <= texts.keys()


def _texts() -> Iterator[tuple[str, tuple[str, str]]]:
    entry = r'^  "?([\w.]+)"?: \{\s*ko: "((?:[^"\\]|\\.)*)",\s*en: "((?:[^"\\]|\\.)*)",?\s*\}'
    for path in PAGE.glob("messages/*.js"):
        for key, korean, english in re.findall(entry, path.read_text(), re.MULTILINE):
            yield key, (korean, english)
