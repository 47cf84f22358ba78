"""How long pages take to read: `python -m bench.reading speed [--rounds N]`.

Four made pages with menus, lists of other stories, comments, style sheets and scripts, of 20 to 900 paragraphs in both
languages, read in this process: the least processor time of all rounds.
"""

import argparse
import time
from random import Random

from bot.articles.html import read_html

_PAGES = ((20, "ko"), (60, "en"), (200, "ko"), (900, "en"))
_SENTENCES = {
    "ko": (
        "다라시는 눈을 치우는 차를 올해 {n}대 더 산다고 {m}일 밝혔다.",
        "예산은 모두 {n}억원이다.",
        "박다라 도로과장은 “골목까지 {m}시간 안에 치우겠다”고 말했다.",
    ),
    "en": (
        "The city of Darwell will buy {n} more snow ploughs, officials said.",
        "They cost {n}.{m} million dollars.",
        "“Every alley is cleared within {m} hours,” said Dara Pike.",
    ),
}


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.reading speed", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    pages = [_page(Random(number), *page) for number, page in enumerate(_PAGES)]
    _seconds(pages)  # loads what is loaded once
    best = min(_seconds(pages) for _ in range(options.rounds))
    print(f"{len(pages)} pages, {sum(map(len, pages)) // 1000} KB: {best:.2f} s of processor time")
    return 0


def _seconds(pages: list[bytes]) -> float:
    started = time.process_time()
    for page in pages:
        read_html(page, "a.html")
    return time.process_time() - started


def _page(chance: Random, paragraphs: int, language: str) -> bytes:
    def sentence() -> str:
        return chance.choice(_SENTENCES[language]).format(n=chance.randint(2, 99), m=chance.randint(1, 12))

    inner = "".join(f"<li><a href=/s/{number}>하위 {number}</a></li>" for number in range(8))
    menu = "".join(
        f"<li class='item m{n}'><a class=link href=/s/{n}>메뉴 {n}</a><ul>{inner}</ul></li>" for n in range(20)
    )
    rules = "".join(f".c{n}{{color:#{n:06x}}}.h{n}{{display:none}}#x{n}{{display:flex}}" for n in range(200))
    script = "var x={a:1,b:[1,2,3]};function f(a){return a+1};" * 200
    figure = "<figure class=photo><img src=a.jpg><figcaption>새 차다.</figcaption></figure>"
    body = "".join(
        f"<p class=c{n % 200}>{' '.join(sentence() for _ in range(chance.randint(1, 4)))} <a href=/k>더</a> 5m<sup>2</sup></p>"
        + (figure if n % 7 == 0 else "")
        for n in range(paragraphs)
    )
    stories = "".join(
        f"<div class=related-item><a href=/n/{n}><img src=t.jpg><strong>다른 소식 {n} {sentence()}</strong></a></div>"
        for n in range(60)
    )
    comments = "".join(f"<li class=comment><b>reader{n}</b><p>{sentence()}</p></li>" for n in range(80))
    head = f"<title>눈</title><style>{rules}</style><script>{script}</script>"
    main = f"<main><article><h1>눈</h1>{body}</article><section class=related>{stories}</section><ul>{comments}</ul></main>"
    page = f"<nav><ul>{menu}</ul></nav>{main}<aside>{stories}</aside><footer><ul>{menu}</ul></footer><script>{script}</script>"
    return f"<!DOCTYPE html><html lang={language}><head>{head}</head><body>{page}</body></html>".encode()
