"""The insides of pages as nobody would write them on purpose: elements in each other by chance, hidden and laid out by style.

Every word of them comes once, so that of each it can be told whether it is read, where, and what it is joined to.
"""

import re
from collections.abc import Callable, Iterator
from itertools import count
from random import Random

# Classes and ids that the page's own style sheet speaks of.
STYLE = """
.gone, .menu .gone2, #gone3 { display: none } .veiled { visibility: hidden }
.line { display: block } .row { display: flex } .cells { display: grid } .loud { text-transform: uppercase }
.box { display: inline-block } @media print { .shown { display: none } }
"""
_INLINE = (
    *("{}", "{}", "<b>{}</b>", "<a href='/x'>{}</a>", "<span>{}</span>", "<em>{}</em>", "<mark>{}</mark>", "<code>{}</code>"),
    *("<font color=red>{}</font>", "<abbr title='풀이'>{}</abbr>", "<bdi>{}</bdi>", "<small>{}</small>", "<ins>{}</ins>"),
    *("<time datetime='2026-01-26'>{}</time>", "<cite>{}</cite>", "<var>{}</var>", "<u>{}</u>", "<data value=3>{}</data>"),
    *("<site-word>{}</site-word>", "<label>{}</label>", "<dfn>{}</dfn>", "<samp>{}</samp>", "<b>{}</b>", "<nobr>{}</nobr>"),
    *("<span style='display:none'>{}</span>", "<i hidden>{}</i>", "<b style='visibility: hidden'>{}</b>", "<i class=gone>{}</i>"),
    *("<span class='a veiled'>{}</span>", "<u id=gone3>{}</u>", "<span aria-hidden=true>{}</span>", "<b class=loud>{}</b>"),
    *("<span class=shown>{}</span>", "<template>{}</template>", "<!-- {} -->", "<script>{}</script>", "<noscript>{}</noscript>"),
    *("{}<br>", "{}<wbr>", "{}&nbsp;", "{}&#8203;", "{}<img src=x>", "{}<i class=icon></i>", "<span class=box>{}</span>"),
    *("<span style='display:block'>{}</span>", "<span class=line>{}</span>", "<a class=line href='/x'>{}</a>"),
)  # fmt: skip
_BLOCKS = (
    *("<p>{}</p>", "<p>{}</p>", "<p>{}", "<div>{}</div>", "<blockquote>{}</blockquote>", "<section>{}</section>", "<h2>{}</h2>"),
    *("<h4>{}</h4>", "<address>{}</address>", "<center>{}</center>", "<pre>{}</pre>"),
    "<figure><img><figcaption>{}</figcaption></figure>",
    *("<fieldset><legend>{}</legend></fieldset>", "<details open><summary>{}</summary></details>", "<div class=gone>{}</div>"),
    *("<div style='display: none'>{}</div>", "<div hidden>{}</div>", "<site-block><p>{}</p></site-block>", "{}", "<hr>{}<hr>"),
)  # fmt: skip
_HOLDERS = (
    *("<div>{}</div>", "<section>{}</section>", "<article>{}</article>", "<main>{}</main>", "<blockquote>{}</blockquote>"),
    *("<div class=row>{}</div>", "<div><div>{}</div></div>", "<ul><li>{}</li></ul>", "<details open>{}</details>"),
    *("<table><tr><td>{}</td></tr></table>", "<dl><dd>{}</dd></dl>", "<div class=cells>{}</div>", "<form>{}</form>"),
)  # fmt: skip
_WORDS = ("다리{}", "공사{}가", "가람{}대교", "pier{}", "Bridge{}", "{}억원")
_ENDING = "등에 대해 시는 공사를 올해 다시 시작한다고 밝혔다."
_FIRST = "다라시는 쌓인 눈을 치우는 차를 올해 12대 더 산다고 9일 밝혔다. 예산은 모두 31억원이다."
_LAST = "시는 11월까지 운전원 여섯 명을 더 뽑는다. 접수는 10월 2일부터 시 누리집에서 한다."
# Finds the words in a text, in whatever case a style shows them.
WORD = re.compile(r"(?:다리|공사|가람|pier|bridge)\d{3}(?:대교|가(?!람))?|\d{3}억원", re.IGNORECASE)


def odd_body(chance: Random) -> str:
    """Return the inside of a body; the same for the same state of `chance`."""
    words = words_of(chance, count(100))
    return "\n".join(_block(chance, words, 0) for _ in range(chance.randint(3, 8)))


def odd_story(chance: Random) -> str:
    """Return the inside of a body with an article between a menu and a line of links, of which every line ends as a sentence."""
    words = words_of(chance, count(100))
    blocks = "\n".join(_block(chance, words, 0, _ENDING) for _ in range(chance.randint(3, 8)))
    menu = "<div class=menu><a href=/1>정치</a> <a href=/2>경제</a> <a href=/3>사회</a></div>"
    return f"{menu}<article><h1>다라시의 다리</h1><p>{_FIRST}</p>{blocks}<p>{_LAST}</p></article>{menu}"


def words_of(chance: Random, numbers: Iterator[int]) -> Iterator[str]:
    """Yield words with a number each, as `WORD` finds them."""
    for number in numbers:
        yield chance.choice(_WORDS).format(number)


def _line(chance: Random, words: Iterator[str], ending: str) -> str:
    """Return what stands in a line: words in elements, with or without a space between them."""
    parts = []
    for _ in range(chance.randint(1, 5)):
        inside = " ".join(next(words) for _ in range(chance.choice((1, 1, 2))))
        for _ in range(chance.choice((0, 1, 1, 2))):
            inside = chance.choice(_INLINE).format(inside)
        parts.append(inside + chance.choice((" ", " ", "", ". ", ", ")))
    return "".join(parts) + ending


def _block(chance: Random, words: Iterator[str], depth: int, ending: str = "") -> str:
    makers: tuple[Callable[[Random, Iterator[str], str], str], ...] = (_list, _table, _terms, _row)
    kind = chance.random()
    if kind < 0.25:
        return chance.choice(makers)(chance, words, ending)
    if kind < 0.4 and depth < 3:
        inside = "".join(_block(chance, words, depth + 1, ending) for _ in range(chance.randint(1, 3)))
        return chance.choice(_HOLDERS).format(inside)
    return chance.choice(_BLOCKS).format(_line(chance, words, ending))


def _list(chance: Random, words: Iterator[str], ending: str) -> str:
    tag = chance.choice(("ul", "ol", "ol start=3", "menu"))
    inner = chance.choice(("{}", "{}", "<p>{}</p>", "{}<ul><li>x</li></ul>".replace("x", next(words))))
    items = "".join(f"<li>{inner.format(_line(chance, words, ending))}</li>" for _ in range(chance.randint(1, 4)))
    return f"<{tag}>{items}</{tag.split()[0]}>"


def _table(chance: Random, words: Iterator[str], ending: str) -> str:
    caption = f"<caption>{next(words)}</caption>" if chance.random() < 0.3 else ""
    width, cell = chance.randint(1, 4), chance.choice(("td", "th", "td colspan=2"))
    rows = "".join(
        f"<tr>{''.join(f'<{cell}>{_line(chance, words, ending)}</{cell.split()[0]}>' for _ in range(width))}</tr>"
        for _ in range(chance.randint(1, 3))
    )
    return f"<table>{caption}{rows}</table>"


def _terms(chance: Random, words: Iterator[str], ending: str) -> str:
    terms = (
        f"<dt>{_line(chance, words, ending)}<dd>{_line(chance, words, ending)}" for _ in range(chance.randint(1, 3))
    )
    return f"<dl>{''.join(terms)}</dl>"


def _row(chance: Random, words: Iterator[str], ending: str) -> str:
    """Return elements of a line that a style sets side by side, with nothing between them."""
    cells = "".join(f"<span>{next(words)}</span>" for _ in range(chance.randint(2, 4)))
    return f"<div class={chance.choice(('row', 'cells', 'plain'))}>{cells}</div>"
