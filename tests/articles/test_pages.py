"""Web pages as a person sees them: marks, captions, lists and code; nothing hidden or of other stories; the right article."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.articles import Content, page_notices
from bot.articles.article_errors import (
    PageShowsBotCheck,
    PageShowsImprint,
    PageShowsNotFound,
    PageShowsNotice,
    PageShowsPaywall,
    PageWithoutArticle,
)
from bot.articles.html import article_of_page, page_text
from tests.news_pages import KOREAN, NEWS_PAGES, NewsPage

# What stands around the articles, a word each.
UNWANTED = (
    "메뉴열기 많이본기사제목 관련기사제목 광고문구입니다 무단전재금지 댓글내용입니다 구독신청하세요 공유하기단추 "
    "MENUITEM RELATEDHEADLINE MOSTREADHEADLINE ADVERTTEXT COPYRIGHTLINE COMMENTTEXT NEWSLETTERBOX SHAREBUTTON"
).split()
FIRST, LAST = KOREAN[0], KOREAN[5]


def article(inside: str, head: str = "", around: str = "") -> Content:
    body = f"<article><h1>눈 치우는 차</h1><p>{FIRST}</p>{inside}<p>{LAST}</p></article>{around}"
    page = f"<!DOCTYPE html><html lang=ko><head><title>눈 치우는 차</title>{head}</head><body>{body}</body></html>"
    return article_of_page(page, "a.html")


def between(inside: str) -> str:
    text = article(inside).text
    assert text.startswith(FIRST) and text.endswith(LAST)
    return text.removeprefix(FIRST).removesuffix(LAST).strip()


@pytest.mark.parametrize("made", NEWS_PAGES, ids=lambda made: made.name)
def test_the_pages_of_news_sites(made: NewsPage) -> None:
    content = article_of_page(made.page, made.name)
    assert content.title == made.title
    places = [content.text.find(paragraph) for paragraph in made.paragraphs]
    assert -1 not in places
    assert places == sorted(places)
    assert [word for word in UNWANTED if word in content.text] == []
    assert made.caption in content.text
    assert content.published in (None, date(2025, 11, 3))
    assert content.author in ("", "박가나", "Gana Park", "GANA PARK")


MARKS = [
    (
        "<p>1592<sup>[2][3]</sup>년, 4<sup><a href='#n1'>[1]</a><a href='#n2'>[2]</a></sup>명, x<sub>1</sub><sup>2</sup>.</p>",
        "1592년, 4명, x₁^2.",
    ),
    (
        "<p>무게는 10<sup>6</sup>kg, 넓이는 35m<sup>2</sup>, 기체는 CO<sub>2</sub>다.</p>",
        "무게는 10^6kg, 넓이는 35m², 기체는 CO₂다.",
    ),
    (
        "<p>1984<sup>1</sup>년, 2003<sup>[12]</sup>년, 5<sup>*</sup>억원, 7<sup>3)</sup>개다.</p>",
        "1984년, 2003년, 5억원, 7개다.",
    ),
    (
        "<p>다리<a href='#n4'>[4]</a>와 차<a class=fn href='#fn6'>6</a>, 길<a href='#cite_note-5'>[5]</a>.</p>",
        "다리와 차, 길.",
    ),
    (
        "<p>그림 <a href='#figure3'>3</a>과 표 <a href='#table-2'>2</a>, 식 (<a href='#eq4'>4</a>)를 본다.</p>",
        "그림 3과 표 2, 식 (4)를 본다.",
    ),
    ("<p>제<a href='#p3'>3</a>장과 <a href='#x'>12</a>쪽을 본다.</p>", "제3장과 12쪽을 본다."),
    ("<p>길다<sup>[<i><a href='/wiki/x'>출처 필요</a></i>]</sup>.</p>", "길다."),
    ("<p><ruby>漢<rt>한</rt>江<rt>강</rt></ruby>을 건넌다.</p>", "漢江(한강)을 건넌다."),
    ("<p>식은 <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>이다.</p>", "식은 1/2이다."),
    (
        "<p>식은 <span class=katex><span class=katex-mathml><math><msup><mi>x</mi><mn>2</mn></msup></math></span>"
        "<span class=katex-html aria-hidden=true>x2</span></span>이다.</p>",
        "식은 x^2이다.",
    ),
    ("<p>식은 <span style='display: none;'><math><mi>E</mi></math></span><img alt='E'>이다.</p>", "식은 E이다."),
    ("<p>식은 <img class=mwe-math-fallback-image-inline alt='{\\displaystyle E=mc^{2}}'>이다.</p>", "식은 E=mc^2이다."),
    (
        "<p>식은 <span class=mwe-math-element><span style='display: none;'><math><mi>E</mi></math></span>"
        "<img class=mwe-math-fallback-image-inline alt='{\\displaystyle E}'></span>이다.</p>",
        "식은 E이다.",
    ),
    ("<p>H<sub>2</sub>O, x<sub>max</sub>, 21<sup>st</sup>, 상표<sup>®</sup>.</p>", "H₂O, x_max, 21st, 상표®."),
]
LAID_OUT = [
    (
        "<div style='display:flex'><span>공사비는 420억원</span><span>320개 다리다.</span></div>",
        "공사비는 420억원 320개 다리다.",
    ),
    ("<style>.c{display:grid}</style><div class=c><b>값은 12</b><b>34개다.</b></div>", "값은 12 34개다."),
    ("<p><strong style='display:block'>작은 제목</strong>본문이 시작된다.</p>", "작은 제목\n본문이 시작된다."),
    (
        "<style>.t,.x{color:red;display:block}</style><p>앞이다.<span class=t>둘째 줄이다.</span></p>",
        "앞이다.\n둘째 줄이다.",
    ),
    ("<p>값은 <span style='display:inline-block'>31</span>억원이다.</p>", "값은 31억원이다."),
    ("<p>비는 <sup style='display:block'>1</sup>/<sub style='display:block'>2</sub>다.</p>", "비는 1/2다."),
    ("<p>길이 2<sup>1</sup>⁄<sub>2</sub>인치, <sup>3</sup><span>/</span><sub>4</sub>컵.</p>", "길이 2 1⁄2인치, 3/4컵."),
    ("<p>값은 <span aria-hidden=true>31억원</span><span class=sr-only>삼십일억 원</span>이다.</p>", "값은 31억원이다."),
    (
        "<p>무게는 10<span style='vertical-align: super'>6</span>kg, 기체는 CO<small style='vertical-align:sub'>2</small>다.</p>",
        "무게는 10^6kg, 기체는 CO₂다.",
    ),
    (
        "<style>.u{vertical-align:super}</style><p>넓이는 35m<span class=u>2</span>, 1984<i class=u>1</i>년.</p>",
        "넓이는 35m², 1984년.",
    ),
    ("<p>다리<site-word>12</site-word>번이다.</p>", "다리12번이다."),
    ("<p>둘<ins>셋</ins> <code>x</code> 이다.</p>", "둘셋 x 이다."),
    ("<pre>앞\n<script>x()</script>뒤</pre>", "앞\n뒤"),
]
LOOSE = [
    ("<div>골목이 먼저다.</div>", "골목이 먼저다."),
    ("<div><div>골목이 먼저다.</div><div>길이 다음이다.</div></div>", "골목이 먼저다.\n\n길이 다음이다."),
    ("<section>골목이 먼저다.</section><main>길이 다음이다.</main>", "골목이 먼저다.\n\n길이 다음이다."),
    ("<center>골목이 먼저다.</center><address>길이 다음이다.</address>", "골목이 먼저다.\n\n길이 다음이다."),
    (
        "<div>골목이 먼저다.<p>길이 다음이다.</p>끝으로 <b>언덕</b>이다.</div>",
        "골목이 먼저다.\n\n길이 다음이다.\n\n끝으로 언덕이다.",
    ),
    ("<menu><li>골목이 먼저다.</li></menu>", "- 골목이 먼저다."),
    ("<div>소금 12톤</div>", "소금 12톤"),
    ("<div class=vod></div>길이 다음이다.<br><br><b>박가나 기자</b>", "길이 다음이다.\n박가나 기자"),
    (
        "<div style='overflow:hidden'><p>길이 다음이다.</p></div><p aria-hidden=true>끝이다.</p>",
        "길이 다음이다.\n\n끝이다.",
    ),
    (
        "<p>이번에 치우는 길</p><ul><li><a href=/1>가람로 (1984년)</a></li></ul>",
        "이번에 치우는 길\n\n- 가람로 (1984년)",
    ),
    ("<div><a href=/1>다른 도시도 소금을 산다고 밝혔다.</a></div>", ""),
]
GONE = [
    (
        "<p>공사비는 <del>320억원</del> <ins>420억원</ins>이다. 시작은 <s>2월</s> 3월이다.</p>",
        "공사비는 420억원이다. 시작은 3월이다.",
    ),
    ("<p>값은 <span style='text-decoration: line-through'>9천원</span> 8천원이다.</p>", "값은 8천원이다."),
    (
        "<p>보이고 <i style='display:none'>숨고</i><b class=blind>본문 시작</b><u hidden>없고</u>끝난다.</p>",
        "보이고 끝난다.",
    ),
    ("<style>.gone{display:none}</style><p>보인다.</p><p class=gone>숨은 문단이다. 값은 9억원이다.</p>", "보인다."),
    ("<section class=s><p>포털에서 다라신문 구독하기</p><p>카카오톡 알림 설정</p></section>", ""),
    ("<div class=nl><h3>Sign up for our newsletter</h3><p>Sign up to get snow in your inbox.</p></div>", ""),
    ("<h2>앱 설치</h2><p>그다음 켠다.</p>", "## 앱 설치\n\n그다음 켠다."),
    ("<h3>3단계: 앱 설치하기</h3><p>그다음 켠다.</p>", "### 3단계: 앱 설치하기\n\n그다음 켠다."),
    ("<ul><li>앱 설치</li></ul><p>그다음 켠다.</p>", "- 앱 설치\n\n그다음 켠다."),
    ("<p><b>알림 설정</b></p><p>그다음 켠다.</p>", "알림 설정\n\n그다음 켠다."),
    ("<p>앱 설치</p><p>그다음 켠다.</p>", "앱 설치\n\n그다음 켠다."),
    ("<h2>Sign up for emergency alerts</h2><p>Then wait.</p>", "## Sign up for emergency alerts\n\nThen wait."),
    ("<p>다라신문 앱 설치하기</p><p>알림 받기</p><p>그다음 켠다.</p>", "그다음 켠다."),
    ("<p>시는 앱을 내려받는 사람이 늘었다고 했다.</p>", "시는 앱을 내려받는 사람이 늘었다고 했다."),
    ("<!-- 지운 문단이다. --><p>남는 문단이다.</p>", "남는 문단이다."),
    ("<style>.o{text-decoration:line-through}</style><p>값은 <b class=o>9천원</b> 8천원이다.</p>", "값은 8천원이다."),
    ("<style>.o{color:red;text-decoration-line:line-through;}</style><p class=o>옛 문단이다.</p>", ""),
    (
        "<style>.a{position:absolute;clip:rect(0,0,0,0)}</style><p>보이고<i class=a>숨고</i> 끝난다.</p>",
        "보이고 끝난다.",
    ),
    ("<p>보이고<i style='position:absolute;left:-9999px'>숨고</i> 끝난다.</p>", "보이고 끝난다."),
    ("<p>보이고<i style='left: -9999px; position: fixed'>숨고</i> 끝난다.</p>", "보이고 끝난다."),
    ("<p>보이고<i style='clip:rect(1px 1px 1px 1px)'>숨고</i> 끝난다.</p>", "보이고 끝난다."),
    ("<style>.o{text-decoration:none}.o{text-decoration:line-through}</style><p class=o>옛 문단이다.</p>", ""),
    ("<div class=photo_gallery><h4>오늘의 포토</h4><figure><figcaption>첫눈 내린 남산</figcaption></figure></div>", ""),
    ("<h3>관련 기사</h3><ul><li><a href=/1>다른 기사의 제목이다</a></li></ul>", ""),
    ("<div class=gallery><a href=/g1><p>다른 화보의 첫 사진이다</p></a><a href=/g2><p>둘째 사진이다</p></a></div>", ""),
    ("<style>.a{clip:rect(0px,600px,200px,0px)}</style><p class=a>보이는 글이다.</p>", "보이는 글이다."),
    ("<p style='position:relative;left:-1000px'>보이는 글이다.</p>", "보이는 글이다."),
    ("<style>.a{left:-9999px}</style><p class=a>보이는 글이다.</p>", "보이는 글이다."),
    ("<style>.o{text-decoration:line-through}.o{text-decoration:none}</style><p class=o>9천원</p>", "9천원"),
    ("<style>.o{text-decoration:line-through}.n{text-decoration:none}</style><p class='n o'>9천원</p>", "9천원"),
    ("<style>.o{text-decoration:line-through}</style><p class=o style='text-decoration: none'>9천원</p>", "9천원"),
    ("<p>▶ 함께 볼 기사: <a href=/1>소금이 모자란 북쪽 도시들의 겨울나기</a></p>", ""),
    (
        "<p style='visibility:hidden'>숨은 글</p><p style='font-size:0'>0인 글</p><p style='opacity: 0'>투명한 글</p>",
        "",
    ),
    ("<template><p>틀의 글이다.</p></template><noscript><p>스크립트를 켜세요.</p></noscript>", ""),
    ("<dialog><p>창을 닫으세요. 값은 3억원입니다.</p></dialog>", ""),
    ("<div class='ad-slot'><p>광고</p></div><div class=newsletter><p>새 소식을 받으세요</p></div>", ""),
]
KEPT = [
    ("<details><summary>까닭은 무엇인가</summary><p>철근이 녹슬었다.</p></details>", "까닭은 무엇인가\n\n철근이 녹슬었다."),
    ("<figure><img src=x><figcaption>눈을 치우는 차.</figcaption></figure>", "눈을 치우는 차."),
    ("<p>앞이다.<span class=photo><img><em class=img_desc>사진 설명</em></span>뒤다.</p>", "앞이다.\n\n사진 설명\n\n뒤다."),
    ("<p>다음 세 곳이다.</p><ul><li><a href=/1>가</a></li><li><a href=/2>나</a></li></ul>", "다음 세 곳이다.\n\n- 가\n- 나"),
    ("<h3>공사</h3><ul><li><a href=/1>가람</a></li><li><a href=/2>나래</a></li></ul>", "### 공사\n\n- 가람\n- 나래"),
    ("<p>다리는 <a href=/1>가람대교</a>, <a href=/2>나래대교</a>이다.</p>", "다리는 가람대교, 나래대교이다."),
    ("<figure><blockquote>따온 말이다.</blockquote><figcaption>— 박다라</figcaption></figure>", "따온 말이다.\n\n— 박다라"),
    ("<pre><code>a = 1\n    b = 2<br>c = 3</code></pre>", "a = 1\n    b = 2\nc = 3"),
    ("<pre><div>if x:</div><div>    go()</div></pre>", "if x:\n    go()"),
    ("<table><tr><td class=gutter><pre>1\n2</pre></td><td><pre>one\ntwo</pre></td></tr></table>", "one\ntwo"),
    ("<ol start=5><li>다섯째 일</li><li>여섯째 일</li></ol>", "5. 다섯째 일\n6. 여섯째 일"),
    ("<ol reversed><li>셋</li><li>둘</li><li>하나</li></ol>", "3. 셋\n2. 둘\n1. 하나"),
    ("<ol><li>가</li><li value=7>나</li><li>다</li></ol>", "1. 가\n7. 나\n8. 다"),
    ("<p>날은 <time>3월 2일</time>, 값은 <data>3천원</data>, <label>이름</label>.</p>", "날은 3월 2일, 값은 3천원, 이름."),
    ("<p>그는 <q>가겠다</q>고 했다.</p>", "그는 “가겠다”고 했다."),
    ("<x-note>맞춤 요소의 글이다.</x-note><center>가운데 글이다.</center>", "맞춤 요소의 글이다.\n\n가운데 글이다."),
    ("<fieldset><legend>범례</legend>안의 글이다.</fieldset>", "범례\n\n안의 글이다."),
    (
        "<table><caption>다리</caption><tr><th>이름</th><th>해</th></tr><tr><td><a href=/1>가</a></td><td>1984</td></tr></table>",
        "다리\n\n| 이름 | 해 |\n| 가 | 1984 |",
    ),
    (f"<p><a href=/x>{KOREAN[3]}</a></p>", KOREAN[3]),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "text"), [*MARKS, *LAID_OUT, *LOOSE, *GONE, *KEPT])
def test_what_a_person_sees(inside: str, text: str) -> None:
    assert between(inside) == text


@pytest.mark.parametrize("holder", ["article", "main", "section", "div", "site-page"])
def test_a_page_without_tags_for_its_body(holder: str) -> None:
    table = "<table><tr><td>소금</td><td>12톤</td></tr><tr><td>차</td><td>12대</td></tr></table>"
    inside = f"<{holder}><h1>눈 치우는 차</h1><p>{FIRST}</p><p>{LAST}</p>{table}</{holder}>"
    content = article_of_page(
        f"<!DOCTYPE html><html lang=ko><meta charset=utf-8><title>눈 치우는 차</title>{inside}", "a.html"
    )
    assert content.text.split("\n\n") == [FIRST, LAST, "| 소금 | 12톤 |\n| 차 | 12대 |"]


def test_a_page_whose_greater_part_waits_for_a_script_is_shown() -> None:
    page = f"<body><h1>눈</h1><div class=hidden style='display:none'>{''.join(f'<p>{part}</p>' for part in KOREAN)}</div></body>"
    assert KOREAN[4] in article_of_page(page, "a.html").text


def test_characters_that_no_page_may_have_cost_nothing_else() -> None:
    assert between("<p>앞\x08뒤 <sup>2</sup>&#8;글\x0b이다.</p><pre>a\x01\nb&#x1f;</pre>") == "앞뒤 글이다.\n\na\nb"


WORDS = st.lists(st.sampled_from("가나 다라. 10 420억원 bridge 漢江 .".split()), min_size=1, max_size=4).map(" ".join)
INLINE = [
    "{}",
    "<b>{}</b>",
    "<span class=a>{}</span>",
    "<a href=b>{}</a>",
    "<ins>{}</ins>",
    "<time>{}</time>",
    "<new>{}</new>",
]
UNSEEN = [
    "",
    "<del>옛 값</del>",
    "<span hidden>숨은 값</span>",
    "<s>옛 값</s>",
    "<i style='display:none'>값</i>",
    "<!-- 값 -->",
]


@settings(max_examples=60)
@given(st.lists(st.tuples(WORDS, st.sampled_from(INLINE), st.sampled_from(UNSEEN)), min_size=1, max_size=6))
def test_whatever_is_seen_is_read_once_and_in_order(parts: list[tuple[str, str, str]]) -> None:
    inside = " ".join(inline.format(text) + gone for text, inline, gone in parts)
    text = " ".join(page_text(f"<h1>제목</h1><p>처음이다. {inside} 끝이다.</p>", "a.html").split())
    assert text == f"# 제목 처음이다. {' '.join(text for text, _, _ in parts)} 끝이다."


PUBLISHED = '<meta property="article:published_time" content="{}">'
DATED = f"<title>눈 치우는 차</title>{PUBLISHED.format('2025-11-03')}"
CREDITS = [
    ("<p>박가나 기자 gana@example.com</p>", "박가나"),
    ("<p>[나다신문 박가나·김다라 기자]</p>", "박가나, 김다라"),
    ("<p>[다라=박가나 기자]</p>", "박가나"),
    ("<p>(다라=나다뉴스) 박가나 선임기자 =</p>", "박가나"),
    ("<p>박가나 기자 | 입력 2025.11.03 15:04</p>", "박가나"),
    ("<p>By Gana Park and Dara Pike</p>", "Gana Park, Dara Pike"),
    ("<p>By Gana Park, Science Editor</p>", "Gana Park"),
    ("<p>Gana Park · <span>4 min read</span></p>", ""),
    ("<p>Gana Park gana@example.com</p>", ""),
    ("<p>By Gana Park | Published 3 November 2025</p>", "Gana Park"),
    ("<p>작성일 2025-11-03 조회수 1,204</p>", ""),
    ("<p>3 November 2025</p><p>5분 분량</p>", ""),
    ("<table><tr><th>제목</th><td>눈 치우는 차</td></tr><tr><th>등록일</th><td>2025-11-03</td></tr></table>", ""),
    ("<p>gana@example.com</p><p>___</p>", ""),
]


@pytest.mark.parametrize(("lines", "author"), CREDITS)
@pytest.mark.parametrize("is_above", [True, False])
def test_lines_that_repeat_who_wrote_an_article_and_when(lines: str, author: str, is_above: bool) -> None:
    told = "".join(f"<p>{part}</p>" for part in KOREAN)
    body = f"{lines}{told}" if is_above else f"{told}{lines}"
    content = article_of_page(f"<html lang=ko>{DATED}<article><h1>눈 치우는 차</h1>{body}</article></html>", "a.html")
    assert (content.text, content.author) == ("\n\n".join(KOREAN), author)


@pytest.mark.parametrize(
    "line",
    [
        "박가나 기자가 골목에서 차를 몰았다.",
        "2025년 11월 4일",
        "행사일: 2025년 11월 3일",
        "By the end of the day the alleys were clear.",
        "사진=박가나 기자",
        "울고 있는 박가나 기자",
        "담당 도로과 gana@example.com",
        "The fund was created on November 3, 2025 in Sejong City",
        "신청 등록: 2025년 11월 3일부터 구청 3층 민원실에서 선착순 200명",
        "등록: 2025년 11월 3일부터",
        "Last updated: November 3, 2025, with the reaction of the ministry",
        "By The Numbers",
        "Grand Hotel reservations@hotel.example",
        "문화부 기자",
        "시민 기자",
        "자료사진 기자",
    ],
)
def test_lines_that_say_something_else_are_kept(line: str) -> None:
    told = "".join(f"<p>{part}</p>" for part in (line, *KOREAN))
    page = f"<html lang=ko>{DATED}<article><h1>눈 치우는 차</h1>{told}</article></html>"
    content = article_of_page(page, "a.html")
    assert (content.text, content.author) == ("\n\n".join([line, *KOREAN]), "")


@pytest.mark.parametrize(
    ("end", "text"),
    [
        ("<ul><li>Ada Lovelace</li><li>Alan Turing</li></ul>", "- Ada Lovelace\n- Alan Turing"),
        ("<p>신청은 다음 주소로 받는다:</p><p>snow@example.com</p>", "신청은 다음 주소로 받는다:\n\nsnow@example.com"),
        ("<p>Central Park,</p>", "Central Park,"),
    ],
)
def test_what_ends_an_article_with_a_name_or_an_address_of_its_own_is_kept(end: str, text: str) -> None:
    told = "".join(f"<p>{part}</p>" for part in KOREAN)
    page = f"<html lang=ko>{DATED}<article><h1>눈 치우는 차</h1>{told}{end}</article></html>"
    assert article_of_page(page, "a.html").text == "\n\n".join([*KOREAN, text])


TOLD = "".join(f"<p>{part}</p>" for part in KOREAN)
IN_LINES = "<br><br>".join(KOREAN)
MENU = "".join(f"<a href=/{number}>메뉴 {number}</a><br>" for number in range(5))
LINKED = "".join(f"<p><a href=/r{number}>다른 도시도 소금을 {number}톤 산다고 밝혔다</a></p>" for number in range(5))
BARE = LINKED.replace("<a href", "<b title").replace("</a>", "</b>")
SALT = "<table><tr><td>소금</td><td>12톤</td></tr><tr><td>차</td><td>12대</td></tr></table>"
HEAD = "<h1>눈 치우는 차</h1>"


@pytest.mark.parametrize(
    ("rows", "after"),
    [
        (f"<tr><td>{MENU}<td>{HEAD}{TOLD}<td><b>많이 본 기사</b>{LINKED}", ""),
        (f"<tr><td>{HEAD}{IN_LINES}<td>{LINKED}", ""),
        (f"<tr><td>{HEAD}{TOLD}<td><b>많이 본 기사</b>{BARE}", ""),
        (f"<tr><td colspan=2><a href=/>나다신문</a><tr><td>{HEAD}{TOLD}<td>{LINKED}<tr><td colspan=2>ⓒ 나다신문", ""),
        (f"<tr><td><table><tr><td>{MENU}</table><td><table><tr><td>{HEAD}<tr><td>{TOLD}</table><td>{LINKED}", ""),
        (f"<tr><td>{HEAD}{TOLD}{SALT}<td>{LINKED}", "\n\n| 소금 | 12톤 |\n| 차 | 12대 |"),
        (f"<tr><th>담당<td>도로과<tr><td colspan=2>{TOLD}", ""),
        (f"<tr style='display:none'><td>숨은 줄<tr><td>{TOLD}<td>{LINKED}", ""),
    ],
)
def test_a_page_that_is_laid_out_by_a_table(rows: str, after: str) -> None:
    page = f"<html lang=ko><title>눈 치우는 차</title><body><table>{rows}</table></body></html>"
    text = article_of_page(page, "a.html").text
    assert text.removeprefix("| 담당 | 도로과 |\n\n") == "\n\n".join(KOREAN) + after
    assert ("도로과" in text) == ("도로과" in rows)


@pytest.mark.parametrize(
    ("rows", "above"),
    [
        ("<tr><td>Most popular crops fail, officials warn.<tr><td>{}", "Most popular crops fail, officials warn."),
        ("<tr><td colspan=2>실시간으로 물가를 살핀다.<tr><td>{}<td>" + LINKED, "실시간으로 물가를 살핀다."),
        ("<tr><td>Popular vote<td>{}<tr><td>Quorum<td>31", "Popular vote"),
        ("<tr><td><p>인기 기사</p><td>{}", "인기 기사"),
        ("<tr><td><p>실시간으로 물가를 살핀다.</p><p>기구는 작다.</p><td>{}", "실시간으로 물가를 살핀다.\n\n기구는 작다."),
        ("<p>표 밖에도 한 줄이 있다.</p><tr><td>{}<td>" + LINKED, "표 밖에도 한 줄이 있다."),
        ("표 밖에도 한 줄이 있다.<tr><td>{}<td>" + LINKED, "표 밖에도 한 줄이 있다."),
        ("<tr><form><td>앞 칸에 한 줄이 있다.</td></form></tr><tr><td>{}<td>" + LINKED, "앞 칸에 한 줄이 있다."),
        ("<tr><p>칸 밖에도 한 줄이 있다.</p><td>{}<td>" + LINKED, "칸 밖에도 한 줄이 있다."),
        ("<form><tr><td>앞 칸에 한 줄이 있다.<tr><td>{}<td>" + LINKED + "</form>", "앞 칸에 한 줄이 있다."),
    ],
)  # fmt: skip
def test_no_cell_is_lost_for_a_word_in_it_or_for_its_place(rows: str, above: str) -> None:
    page = f"<html lang=ko><title>눈 치우는 차</title><body><table>{rows.format(TOLD)}</table></body></html>"
    text = article_of_page(page, "a.html").text
    assert text.removesuffix("\n\n| Quorum | 31 |") == "\n\n".join([above, *KOREAN])


def test_the_headline_in_a_row_of_its_own_is_the_title() -> None:
    page = f"<body><table><tr><td><h1>Why kimchi became popular abroad</h1><tr><td>{TOLD}</table></body>"
    content = article_of_page(page, "a.html")
    assert (content.title, content.text) == ("Why kimchi became popular abroad", "\n\n".join(KOREAN))


@pytest.mark.parametrize(
    "struck", ["<td class=old>$100", "<td style='text-decoration: line-through'>$100 <b>or less</b>"]
)
def test_a_cell_that_is_struck_out_keeps_its_place(struck: str) -> None:
    style = "<style>.old{text-decoration:line-through}</style>"
    table = f"<table><tr><th>Model<th>Old price<th>New price<tr><td>Alpha{struck}<td>$80</table>"
    assert between(style + table) == "| Model | Old price | New price |\n| Alpha |  | $80 |"
    assert page_text(style + table, "a.html") == "| Model | Old price | New price |\n| Alpha |  | $80 |"


def test_what_stands_above_and_below_the_column_of_an_article_is_kept() -> None:
    rows = f"<tr><th>구분<th>값<tr><td>소금<td>12톤<tr><th>내용<td>{TOLD}<tr><td>차<td>12대<tr><td>길<td>31곳"
    text = between(f"<table><caption>눈을 치우는 일</caption>{rows}</table>")
    before, after = "| 구분 | 값 |\n| 소금 | 12톤 |", "| 차 | 12대 |\n| 길 | 31곳 |"
    assert text.split("\n\n") == ["눈을 치우는 일", before, "내용", *KOREAN, after]


@pytest.mark.parametrize(
    ("row", "read"),
    [
        ("<tr>제설제다.<td>소금</td><td>12톤</td></tr>", "| 제설제다. 소금 | 12톤 |"),
        ("<tr><td>소금</td>제설제다.<td>12톤</td></tr>", "| 소금 제설제다. | 12톤 |"),
        ("<tr><td>소금</td><td>12톤</td> <b>제설제</b>다.<script>x</script></tr>", "| 소금 | 12톤 제설제다. |"),
        ("<tr><p>제설제다.</p><td>소금</td><td>12톤</td></tr>", "| 제설제다. 소금 | 12톤 |"),
        ("<tr>제설제다.</tr>", "| 제설제다. |"),
        ("제설제다.<tr><td>소금</td><td>12톤</td></tr>", "| 제설제다. |\n| 소금 | 12톤 |"),
        (
            "<tbody>제설제다.<tr><td>소금</td><td>12톤</td></tr>제설차다.</tbody>",
            "| 제설제다. |\n| 소금 | 12톤 |\n| 제설차다. |",
        ),
        ("<tr><script>x</script><td>소금</td> <td>12톤</td></tr>", "| 소금 | 12톤 |"),
    ],
)
def test_text_of_a_table_that_is_in_no_cell_is_read_in_its_place(row: str, read: str) -> None:
    table = f"<table><tr><th>이름</th><th>양</th></tr>{row}<tr><td>차</td><td>12대</td></tr></table>"
    whole = f"| 이름 | 양 |\n{read}\n| 차 | 12대 |"
    assert page_text(table, "a.html") == whole
    assert between(table).replace(" |  |", " |") == whole  # a row with fewer cells is filled up


def test_a_table_with_a_few_sentences_in_its_cells_stays_one() -> None:
    cell = f"<p>{KOREAN[1]}</p><p>{KOREAN[4]}</p>"
    rows = "".join(f"<tr><td>{name}</td><td>{cell}</td></tr>" for name in ("가람", "나래"))
    table = between(f"<table><tr><th>다리</th><th>설명</th></tr>{rows}</table>")
    assert table.startswith("| 다리 | 설명 |\n| 가람 | ") and table.count("\n") == 2


BANNER = (
    "<p>지금 쓰시는 브라우저는 오래되어 제대로 보여 드리지 못합니다.</p><p>새 브라우저를 내려받아 설치해 주세요.</p>"
)
COOKIES = "<p>We use cookies to improve your visit. Accept all cookies or manage your preferences.</p>"


@pytest.mark.parametrize("notice", [BANNER, COOKIES, "<p>자바스크립트를 켜야 이 누리집을 쓸 수 있습니다.</p>"])
@pytest.mark.parametrize("holder", ["div class=content", "main", "article", "div id=top"])
def test_a_notice_is_never_taken_for_the_article(notice: str, holder: str) -> None:
    view = "".join(f"<p>{part}</p>" for part in KOREAN[:4])
    body = f"<{holder}>{notice}</{holder.split()[0]}><div class=wrap><div class=view><h1>눈 치우는 차</h1>{view}</div></div>"
    text = article_of_page(f"<html lang=ko><title>눈 치우는 차</title><body>{body}</body></html>", "a.html").text
    assert all(part in text for part in KOREAN[:4])
    assert not any(words in text for words in ("브라우저", "cookies", "자바스크립트"))


@pytest.mark.parametrize(
    ("body", "title", "error"),
    [
        ("<p>Verify you are human by completing the action below.</p>", "Just a moment...", PageShowsBotCheck),
        ("<p>자동 접속을 막기 위해 사람인지 확인하고 있습니다. 잠시만 기다려 주세요.</p>", "확인", PageShowsBotCheck),
        ("<p>비정상적인 접근이 감지되어 접근이 제한되었습니다.</p><p>관리자에게 문의하세요.</p>", "안내", PageShowsBotCheck),
        ("<p>Please make sure your browser supports cookies.</p>", "Are you a robot?", PageShowsBotCheck),
        ("<h1>a.kr</h1><p>a.kr needs to review the security of your connection.</p>", "Just a moment...", PageShowsBotCheck),
        ("<h1>Access denied</h1><p>Your request was blocked. Ray ID: 8f1</p>", "Access denied", PageShowsBotCheck),
        ("<p>이 기사는 유료 회원 전용입니다. 구독하시면 전문을 보실 수 있습니다.</p>", "눈", PageShowsPaywall),
        ("<p>Subscribe to continue reading. Already a subscriber? Sign in.</p>", "Snow", PageShowsPaywall),
        ("<p>로그인하시면 나머지 기사를 읽을 수 있습니다.</p><p>회원 가입은 무료입니다.</p>", "눈", PageShowsPaywall),
        ("<p>You have reached your limit of free articles.</p><p>Subscribe to keep reading.</p>", "Snow", PageShowsPaywall),
        ("<p>이번 달 무료 기사 5건을 모두 읽으셨습니다.</p><p>월 9,900원에 구독하세요.</p>", "눈", PageShowsPaywall),
        ("<h1>쿠키 안내</h1><p>이 누리집은 쿠키를 씁니다. 계속 보시려면 동의해 주세요.</p>", "눈", PageShowsNotice),
        ("<h1>404</h1><p>요청하신 페이지를 찾을 수 없습니다.</p>", "눈", PageShowsNotFound),
        ("<p>삭제되었거나 존재하지 않는 기사입니다.</p>", "눈", PageShowsNotFound),
        ("<h1>Page not found</h1><p>We can’t find the page you’re looking for.</p>", "Snow", PageShowsNotFound),
        ("<p>Sorry, this story is no longer available.</p>", "Snow", PageShowsNotFound),
        ("<h1>Page not found</h1>", "Snow", PageShowsNotFound),
        ("<p>The page you requested could not be found. Check the address.</p>", "Snow", PageShowsNotFound),
        ("<p>Continue reading in the app</p>", "Snow", PageShowsNotice),
        ("<p>Read the full story</p>", "Snow", PageShowsNotice),
        ("<p>나머지 글을 누르면 볼 수 있습니다.</p>", "눈", PageShowsNotice),
        ("<p>#눈 #제설차</p>", "눈", PageWithoutArticle),
        ("<div id=root></div>", "404 Not Found", PageShowsNotFound),
        ("<h1>눈 치우는 차 12대 더 산다</h1><div id=root></div>", "눈", PageWithoutArticle),
        (BANNER, "눈", PageShowsNotice),
        (COOKIES, "Snow", PageShowsNotice),
        ("<p>Please enable JavaScript to view this page properly.</p>", "Snow", PageShowsNotice),
        ("<p>상호: 나다일보 | 발행인: 박가나 | 등록번호: 가0</p><p>저작권자 © 무단 전재 금지</p>", "눈", PageShowsImprint),
        ("<p>Copyright © 2026 The Darwell Herald. All rights reserved. Terms of use.</p>", "Snow", PageShowsImprint),
    ],
)  # fmt: skip
def test_what_is_no_article_is_refused_by_name(body: str, title: str, error: type[PageWithoutArticle]) -> None:
    with pytest.raises(PageWithoutArticle) as caught:
        article_of_page(f"<html><title>{title}</title><body><div>{body}</div></body></html>", "a.html")
    assert type(caught.value) is error
    assert "a.html" in caught.value.message("ko")


@pytest.mark.parametrize(
    "line",
    [
        "You have 2 free stories left.",
        "You've reached your limit of free views.",
        "무료 기사를 모두 읽으셨습니다",
        "Pardon our interruption",
        "We can’t find the page you’re looking for.",
    ],
)
def test_a_line_that_speaks_of_the_page_itself_is_a_notice(line: str) -> None:
    assert page_notices.is_notice(line)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for _, kind in page_notices._KINDS], ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_the_first_look_for_words_passes_over_no_notice(kind: type[PageWithoutArticle], data: st.DataObject) -> None:
    pattern = {kind: pattern for pattern, kind in page_notices._KINDS}[kind]
    line = data.draw(st.from_regex(pattern))
    assert pattern.search(line) is None or page_notices._WORDS.search(line)


@pytest.mark.parametrize(
    "paragraphs",
    [
        ["The newspaper said on Friday that it had 11 million subscribers, up 8 percent.", "Readers pay $4 a week."],
        ["정부는 저작권법을 고쳐 무단 복제의 벌금을 5천만원으로 올린다.", "국회는 3월에 표결한다."],
        [
            "Cloudflare said on Monday that it blocks 42 billion automated requests a day.",
            "Its captcha is rarely shown.",
        ],
        ["나다도서관은 없어진 지도 404쪽을 찾을 수 없다고 3일 밝혔다.", "기사에 실린 쪽은 모두 남아 있다."],
        ["The library said that page 404 of the atlas could not be found.", "A story about it ran in May."],
        ["전문가들은 물가 상승을 누르려면 금리를 올려야 한다는 입장"],
        ["나머지 세 팀을 누르고 우승한 비결"],
        ["전문의가 클릭 한 번으로 병을 찾는 시대"],
        ["본문보다 댓글이 더 많은 클릭을 받는 까닭"],
        ["Continue reading aloud to children even after they learn to read."],
        ["Keep reading levels high over the summer with a book a week."],
        ["Read the full moon calendar"],
        ["#미투 운동이 법을 바꿨다. 국회는 3일 고친 법을 표결했다."],
        ["The Domesday page was not found until 1086. It lists 13,418 places."],
        ["No one could find the story you told me, she wrote to her brother in 1943."],
        ["조선왕조실록 원본 문서가 사라졌을까요? 학자들은 다르게 봅니다."],
        ["국가기록원에서 해당 문서를 찾을 수 없었다는 조사 결과"],
        ["도서관에서 그해의 기사를 찾을 수 없었다는 조사 결과"],
        ["나다사는 자동등록방지 문자를 바꾼다고 3일 밝혔다.", "로봇이 아님을 확인하는 데 1초가 걸린다."],
    ],
)
def test_news_of_subscriptions_and_captchas_is_none_of_them(paragraphs: list[str]) -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    assert article_of_page(f"<title>새 소식</title><article>{body}</article>", "a.html").text == "\n\n".join(paragraphs)


@pytest.mark.parametrize(
    "name",
    "slide expandable embed message barrier options meta rating overlay attachment lead-icon para_yin noprint".split(),
)
@pytest.mark.parametrize("holder", ["<p class={}>{}</p>", "<div class={}><p>{}</p></div>", "<div class={}>{}</div>"])
def test_no_part_of_an_article_is_lost_for_its_name(name: str, holder: str) -> None:
    assert between(holder.format(name, KOREAN[1])) == KOREAN[1]


@pytest.mark.parametrize("around", ["author-bio", "newsletter-slide", "side-bar", "share-bar", "comment-message"])
def test_what_stands_around_an_article_does_not_come_in_by_another_name(around: str) -> None:
    assert KOREAN[1] not in article("", around=f"<div class='{around}'><p>{KOREAN[1]}</p></div>").text


def test_an_article_about_cookies_is_one() -> None:
    paragraphs = [
        "The court ruled on Friday that a website must not set cookies before its readers accept them.",
        "“Consent to cookies must be given freely,” the judges wrote in a decision of forty pages.",
        "The case was brought by a student in Darwell, who had counted 214 of them on one page.",
    ]
    body = "".join(f"<p>{part}</p>" for part in paragraphs)
    assert article_of_page(
        f"<title>Cookies need consent</title><article>{body}</article>", "a.html"
    ).text == "\n\n".join(paragraphs)


def _data(kind: str) -> str:
    """Return a script that carries the six paragraphs as one of the ways in which sites do."""
    whole, html = " ".join(KOREAN), "".join(f"<p>{part}</p>" for part in KOREAN)
    blocks = [{"type": "text", "content": part} for part in KOREAN]
    graph = {
        "@context": "https://schema.org",
        "@graph": [{"@type": "WebSite"}, {"@type": "NewsArticle", "articleBody": html}],
    }
    escaped = json.dumps(graph).replace("</", r"<\/")
    nuxt = json.dumps({"a": [{"bodyHtml": html}]}).replace("</", r"<\/")
    state = json.dumps({"data": {"story": {"title": "눈", "blocks": blocks}}}, ensure_ascii=False)
    return {
        "json-ld": f"<script type=application/ld+json>{json.dumps([{'@type': 'NewsArticle', 'articleBody': whole}])}</script>",
        "json-ld in a graph": f"<script type=application/ld+json>{escaped}</script>",
        "next": f"<script id=__NEXT_DATA__ type=application/json>{state}</script>",
        "assigned": f"<script>window.__INITIAL_STATE__ = {state};\nvar other = 1;</script>",
        "parsed": f"<script>window.__STATE__ = JSON.parse({json.dumps(state)});</script>",
        "html": f"<script>window.__NUXT__={nuxt}</script>",
    }[kind]


@pytest.mark.parametrize("kind", ["json-ld", "json-ld in a graph", "next", "assigned", "parsed", "html"])
@pytest.mark.parametrize("shown", [FIRST, FIRST[:38], "잠시만 기다려 주세요."], ids=["teaser", "cut teaser", "nothing"])
def test_the_article_that_a_page_carries_as_data(kind: str, shown: str) -> None:
    body = f"<article><h1>눈 치우는 차</h1><p>{shown}</p><p>나머지는 화면을 내리면 나타납니다.</p></article>"
    page = f"<html lang=ko><head>{_data(kind)}<title>눈 치우는 차</title></head><body>{body}</body></html>"
    text = article_of_page(page, "a.html").text
    assert all(part in text for part in KOREAN)
    assert "화면을 내리면" not in text


@pytest.mark.parametrize("more", ["화면을 내리면 나머지가 나타납니다.", "전체 기사를 보시려면 누르세요.", "Read more"])
@pytest.mark.parametrize("count", [2, 3])
def test_a_short_article_that_a_page_calls_its_body(count: int, more: str) -> None:
    body = json.dumps({"@type": "NewsArticle", "articleBody": " ".join(KOREAN[:count])})
    shown = f"<article><h1>눈 치우는 차</h1><p>{FIRST}</p><p>{more}</p></article>"
    page = (
        f"<head><script type=application/ld+json>{body}</script><title>눈 치우는 차</title></head><body>{shown}</body>"
    )
    assert article_of_page(f"<html lang=ko>{page}</html>", "a.html").text == " ".join(KOREAN[:count])


def test_a_notice_before_an_article_in_lines_is_not_run_together_with_it() -> None:
    notice = "<p>Internet Explorer 지원이 종료되었습니다.</p><p>다른 브라우저를 사용해 주세요.</p>"
    view = f"<div id=view><h2>눈 치우는 차</h2><div>{'<br><br>'.join(KOREAN[:4])}</div></div>"
    page = f"<html lang=ko><title>눈 치우는 차</title><body><div class='ie content'>{notice}</div>{view}</body></html>"
    assert article_of_page(page, "a.html").text == "\n\n".join(KOREAN[:4])


def test_an_article_of_one_paragraph_is_read_without_what_is_around_it() -> None:
    told = (
        "국회는 3일 본회의를 열어 내년도 예산안을 통과시켰다. 정치 소식통들은 여야가 밤샘 협상 끝에 합의했다고 전했다. "
        "국회 예산안 통과는 법정 시한을 하루 넘긴 것이다. 예산은 모두 677조원이다."
    )
    above = "<div>정치</div><div>로그인 안내문과 회원 혜택</div><h1>국회 예산안 통과</h1>"
    body = f"{above}<div><p>{told}</p></div><div>오늘 날씨 맑음 서울 3도</div>"
    page = f"<html lang=ko><title>국회 예산안 통과</title><body>{body}</body></html>"
    assert article_of_page(page, "a.html").text == told


def test_data_that_say_less_than_the_page_do_not_count() -> None:
    data = f"<script type=application/ld+json>{json.dumps({'@type': 'NewsArticle', 'articleBody': FIRST * 2})}</script>"
    assert (
        article("<h2>까닭</h2><ul><li>하나이다.</li></ul>", head=data).text
        == f"{FIRST}\n\n## 까닭\n\n- 하나이다.\n\n{LAST}"
    )
    broken = "<script type=application/ld+json>{not json</script><script>var a = {b: [1, }</script>"
    assert article("", head=broken).text == f"{FIRST}\n\n{LAST}"


MODIFIED = PUBLISHED.replace("published", "modified")


@pytest.mark.parametrize(
    ("head", "inside", "day"),
    [
        (PUBLISHED.format("2025-11-03T09:00:00+09:00"), "", date(2025, 11, 3)),
        (PUBLISHED.format("2025-11-02T16:30:00Z"), "", date(2025, 11, 3)),
        (MODIFIED.format("2025-12-08T09:00:00+09:00"), "<p>입력 2025.11.03. 오후 3:04</p>", date(2025, 11, 3)),
        (MODIFIED.format("2025-12-08"), "", date(2025, 12, 8)),
        ('<script type=application/ld+json>{"@type":"NewsArticle","datePublished":"2025-11-03"}</script>', "", date(2025, 11, 3)),
        ('<meta itemprop="datePublished" content="2025-11-03">' + MODIFIED.format("2025-12-08"), "", date(2025, 11, 3)),
        ("", "<p>기사입력 2025-11-03 15:04 | 최종수정 2025-12-08 09:00</p>", date(2025, 11, 3)),
    ],
)  # fmt: skip
def test_the_day_of_a_page(head: str, inside: str, day: date) -> None:
    assert article(inside, head=head).published == day


@pytest.mark.parametrize(
    "line",
    [
        "<div class=i><span>입력</span><span>2025.11.03 15:04</span><span>수정</span><span>2025.12.08 09:00</span></div>",
        "<div class=i><span>기사입력 : 2025년 11월 03일 15:04</span><span>최종수정 : 2025년 12월 08일</span></div>",
        "<span class=i>입력 2025. 11. 3. 15:04</span><button>수정 2025. 12. 8. 09:00</button>",
    ],
)
def test_the_day_between_the_headline_and_the_article(line: str) -> None:
    body = "".join(f"<p>{part}</p>" for part in KOREAN)
    above, below = "<header>2026년 1월 1일 목요일</header><h1>눈</h1>", "<footer>등록일 2010.05.06</footer>"
    page = f"<title>눈</title><body>{above}{line}<div id=articleBody>{body}</div>{below}</body>"
    content = article_of_page(f"<html lang=ko>{page}</html>", "a.html")
    assert (content.published, content.text) == (date(2025, 11, 3), "\n\n".join(KOREAN))


@pytest.mark.parametrize(
    ("head", "around", "author"),
    [
        ('<meta name="author" content="박가나 기자 gana@example.com">', "", "박가나"),
        ('<script type=application/ld+json>{"@type":"Article","author":[{"name":"Gana Park"}]}</script>', "", "Gana Park"),
        ("", "<div class=byline>박가나 기자 gana@example.com</div>", "박가나"),
        ("", "<p class=author>By Gana Park</p>", "Gana Park"),
        ("", "<div class=byline>(서울=나다뉴스) 박가나 기자</div>", "박가나"),
        ("", "<span class=byline>SEOUL, South Korea</span>", ""),
        ('<meta name="author" content="서울">', "<span class=byline>서울</span>", ""),
        ('<meta name="author" content="WASHINGTON">', "", ""),
        ("", "<div class=byline>입력 2025.11.03</div>", ""),
        ('<meta name="author" content="서울=나다뉴스">', "", ""),
        ('<meta name="author" content="SEOUL, South Korea (AP)">', "", ""),
        ("", "<p class=byline>서울 = 박가나 기자</p>", "박가나"),
    ],
)  # fmt: skip
def test_who_wrote_a_page(head: str, around: str, author: str) -> None:
    assert article("", head=head, around=around).author == author
