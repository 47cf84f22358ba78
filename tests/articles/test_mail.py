"""Letters as programs of all ages send them: raw headers, old encodings, flowed lines, stubs of plain text, several parts."""

import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import Content, read_content
from bot.articles.article_errors import ArticleEmpty, ArticleNotText
from bot.articles.mail import read_mail, unwrap_flowed

TEXT = "다라시는 쌓인 눈을 치우는 차를 12대 더 산다고 9일 밝혔다. 예산은 모두 31억원이다."


def read(data: bytes) -> Content:
    return read_content(data, "a.eml", name="a.eml")


def raw(subject: bytes, sender: bytes, charset: str, body: bytes, more: str = "") -> bytes:
    head = (
        b"From: "
        + sender
        + b" <a@example.com>\r\nSubject: "
        + subject
        + b"\r\nDate: Mon, 26 Jan 2026 15:04:00 +0900\r\n"
    )
    kind = f"Content-Type: text/plain; charset={charset}{more}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return head + kind.encode() + body


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        *(("cp949", charset) for charset in ("euc-kr", "ks_c_5601-1987", "utf-8", "iso-8859-1", "nonsense")),
        *(("utf-8", charset) for charset in ("utf-8", "euc-kr")),
    ],
)
def test_raw_headers_and_bodies_are_what_they_spell(encoding: str, charset: str) -> None:
    subject, sender, body = (text.encode(encoding) for text in ("눈 치우는 차 펲시", "박다라", TEXT))
    content = read(raw(subject, sender, charset, body))
    assert (content.title, content.author, content.text) == ("눈 치우는 차 펲시", "박다라", TEXT)


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("=?ks_c_5601-1987?B?jGO55iC1pcDMxc0=?=", "똠방 데이터"),
        ("=?EUC-KR?Q?=B4=AB_=C4=A1=BF=EC=B1=E2?=", "눈 치우기"),
        ("=?utf-8?B?64iI?= =?utf-8?B?IOy5mA==?=\r\n =?utf-8?B?7Jqw6riw?=", "눈 치우기"),
        ("Re: =?utf-8?Q?=EB=88=88?= (2)", "Re: 눈 (2)"),
        ("plain words", "plain words"),
        ("=?utf-8?B?????=", ""),
    ],
)
def test_encoded_words(subject: str, title: str) -> None:
    assert read(raw(subject.encode(), b"=?ks_c_5601-1987?B?seiwobOq?=", "utf-8", TEXT.encode())).title == title


def test_the_name_of_the_sender() -> None:
    assert read(raw(b"x", b'"=?ks_c_5601-1987?B?jGO55g==?="', "utf-8", TEXT.encode())).author == "똠방"
    assert read(raw(b"x", b'"Kim, Gana"', "utf-8", TEXT.encode())).author == "Kim, Gana"


FLOWED = [
    ("한 줄이 \n두 줄로 \n나뉘었다.\n\n다음.", "한 줄이 두 줄로 나뉘었다.\n\n다음."),
    ("> 따온 글이 \n> 이어진다.\n답이다.", "> 따온 글이 이어진다.\n답이다."),
    (">> 두 겹 \n> 한 겹 \n없음", ">> 두 겹 \n> 한 겹 \n없음"),
    (" 들여 쓴 줄\n  두 칸", "들여 쓴 줄\n 두 칸"),
    ("끝이다. \n-- \n박다라", "끝이다. \n-- \n박다라"),
    ("고정된 줄\n그대로", "고정된 줄\n그대로"),
    ("", ""),
]


@pytest.mark.parametrize(("flowed", "text"), FLOWED)
def test_flowed_lines(flowed: str, text: str) -> None:
    assert unwrap_flowed(flowed) == text
    assert unwrap_flowed(flowed.replace("\n", "\r\n")) == text


def test_flowed_lines_that_break_inside_a_word() -> None:
    assert unwrap_flowed("치우 \n는 차", delete_space=True) == "치우는 차"
    body = "쌓인 눈을 치우 \r\n는 차다."
    assert read(raw(b"x", b"x", "utf-8", body.encode(), "; format=flowed; delsp=yes")).text == "쌓인 눈을 치우는 차다."
    assert read(raw(b"x", b"x", "utf-8", b"a \r\nb")).text == "a\nb"


@given(st.lists(st.text(alphabet="가나a.", min_size=1, max_size=8), min_size=1, max_size=8), st.booleans())
def test_what_is_wrapped_is_unwrapped(words: list[str], quoted: bool) -> None:
    mark = "> " if quoted else ""
    assert unwrap_flowed(" \n".join(mark + word for word in words)) == mark + " ".join(words)


def letter(plain: str, html: str) -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "소식"
    made.set_content(plain)
    made.add_alternative(html, subtype="html")
    return made


@pytest.mark.parametrize(
    "stub",
    ["이 편지는 HTML을 볼 수 있는 프로그램에서 열어 주세요.", "View this email in your browser", " ", "소식지 1호"],
)
def test_a_stub_never_beats_the_letter(stub: str) -> None:
    assert read(letter(stub, f"<p>{TEXT}</p><p>{TEXT}</p>").as_bytes()).text == f"{TEXT}\n\n{TEXT}"


@pytest.mark.parametrize(
    "stub",
    [
        "To view this message, please use an HTML compatible email viewer. https://news.example.com/view?id=1",
        "Your mail program does not display this letter? Open it in a browser: https://news.example.com/view?id=1",
        "메일이 보이지 않으면 아래 주소를 눌러 브라우저에서 보시기 바랍니다. https://news.example.com/view?id=1&u=2",
        "이 소식지는 웹 페이지에서 보실 수 있습니다. https://news.example.com/letters/2026/04/09/view",
        "글이 안 보이면 https://news.example.com/letters/2026/04/09 를 온라인에서 여세요.",
    ],
)
def test_not_even_a_stub_as_long_as_the_letter(stub: str) -> None:
    assert read(letter(stub, f"<p>{TEXT}</p>").as_bytes()).text == TEXT
    # What tells of browsers and says the same is the letter in plain text.
    both = f"{TEXT} 브라우저에서 HTML로 보세요."
    assert read(letter(both, f"<p>{both}</p>").as_bytes()).text == both


@pytest.mark.parametrize(
    ("plain", "html"),
    [
        ("회의는 3시에 시작합니다. 자료는 온라인에서 보세요.", "<p>3시 회의</p>"),
        ("Our course teaches HTML in ten weeks, starting on Monday.", "<p>Ten weeks</p>"),
    ],
)
def test_a_short_letter_that_says_more_is_no_stub(plain: str, html: str) -> None:
    assert read(letter(plain, html).as_bytes()).text == plain


def test_plain_text_that_says_the_same_comes_first() -> None:
    assert read(letter(f"* {TEXT}", f"<p>{TEXT}</p><p>받기 싫으면 여기</p>").as_bytes()).text == f"* {TEXT}"


def test_a_letter_in_several_parts_is_read_whole() -> None:
    made = EmailMessage()
    made["Subject"] = "소식"
    made.set_content("앞의 글이다.")
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", disposition="inline")
    made.add_attachment("뒤의 글이다.", disposition="inline")
    made.add_attachment("붙인 글이다.", filename="a.txt")
    assert read(made.as_bytes()).text == "앞의 글이다.\n\n뒤의 글이다."


def test_a_letter_that_only_passes_another_on() -> None:
    passed = b"Subject: Fwd\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n"
    inner = f"Subject: 속\nContent-Type: text/plain; charset=utf-8\n\n{TEXT}\n--x--\n"
    assert read(passed + inner.encode()).text == TEXT
    digest = b"Subject: d\nContent-Type: multipart/digest; boundary=x\n\n--x\n\nSubject: a\n\none letter.\n--x--\n"
    assert read(digest).text == "one letter."
    said = passed.replace(b"--x\n", b"--x\nContent-Type: text/plain\n\nsee below\n--x\n", 1)
    assert read(said + inner.encode()).text == "see below"


def test_a_part_that_is_no_text_costs_no_other() -> None:
    made = letter("x", f"<p>{TEXT}</p>").as_bytes().replace(b"\n\nx\n", b"\n\n\xff\xfe\x00\xd8\n")
    assert read(made).text == TEXT
    with pytest.raises(ArticleNotText):
        read(raw(b"x", b"x", "utf-8", b"\xff\x00\x01\xfe" * 9))
    with pytest.raises(ArticleEmpty):
        read(letter(" ", "<p> </p>").as_bytes())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Content-Type", "From", "To", "Subject", "Date", "Content-Disposition"])
@pytest.mark.parametrize("odd", ['<w:t w:t="begin"/>', "a=b; ", '"x" <a@b>, ', "=?utf-8?q?a?= "])
def test_a_header_that_never_ends_takes_no_time(name: str, odd: str) -> None:
    made = f"MIME-Version: 1.0\n{name}: text/plain; {odd * (400_000 // len(odd))}\n\n{TEXT}".encode()
    started = time.process_time()
    assert read_mail(made, "a.eml").text == TEXT
    assert time.process_time() - started < 5
