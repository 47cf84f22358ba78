"""When an article came out, as its own lines say it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import article_from_text, parse_content
from bot.articles.datelines import read_dateline

FIRST, LATER = date(2025, 11, 3), date(2025, 12, 8)
BODY = "다라시는 쌓인 눈을 치우는 차를 더 산다고 3일 밝혔다. 예산은 31억원이다."

PUBLISHED = [
    "입력 2025.11.03. 오후 3:04",
    "기사입력 2025-11-03 15:04:00 | 최종수정 2025-12-08 09:00",
    "수정 2025.12.08. 오전 9:00 입력 2025.11.03. 오후 3:04",
    "| 보도시점 | 2025. 11. 3.(월) |",
    "보도시점 | 2025. 11. 3.(월) 12:00 이후 | 배포 | 2025. 11. 2.(일)",
    "| 입력 | 수정 |\n| 2025.11.03 | 2025.12.08 |",
    "| 수정 | 입력 |\n| 2025.12.08 | 2025.11.03 |",
    "입력\n2025.11.03 15:04\n수정\n2025.12.08 15:04",
    "송고시간 2025/11/03 15:04",
    "등록 :2025-11-03 15:04  수정 :2025-12-08 10:00",
    "승인 2025.11.03 15:04",
    "보도일시: 2025. 11. 3.(월) 조간",
    "엠바고: 2025. 11. 3.(월) 석간부터",
    "게시일 2025.11.03 조회 1,234",
    "작성자 박다라 등록일 2025-11-03",
    "담당 부서 | 도로과 | 배포일시 | 2025. 11. 3.(월) 총 3쪽",
    "(다라=나다뉴스) 입력 2025. 11. 03 15:04 | 수정 2025. 12. 08 10:00",
    "<저작권자(c) 나다통신> 2025/11/03 15:04 송고",
    "2025年 11月 3日(月)",
    "入力 ２０２５．１１．０３．　１５：０４",
    "二〇二五年 十一月 三日",
    "단기 4358년 11월 3일",
    "檀紀 4358. 11. 3.",
    "'25. 11. 3.(월) 15:04",
    "등록일시 ’25.11.3 15시 04분",
    "2025년 11월 3일 월요일",
    "[나다일보] 2025.11.03 (월) 15:04",
    "2025-11-03T15:04:00+09:00",
    "Published: November 3, 2025 3:04 p.m. ET | Updated: December 8, 2025",
    "Updated Dec. 8, 2025 · Published Nov. 3, 2025",
    "First published on Mon 3 Nov 2025 15.04 GMT",
    "Monday, November 3, 2025 at 3:04 PM EST",
    "By Jane Doe | Published Nov 3, 2025",
    "Posted on 03-Nov-2025",
    "Updated 9:00 AM EST, Mon December 8, 2025 / Published 2:04 PM EST, Mon November 3, 2025",
    "3 November 2025 | 15:04",
    "Posted by Dara Pike on November 3, 2025",
    "2025년 11월 3일(월) 조간부터 보도해 주시기 바랍니다.",
    "이 기사는 2025년 11월 3일 15시 04분에 출고되었습니다.",
    "등록 25.11.03 15:04",
    "25.11.03 15:04 등록",
    "단기 4358년(2025년) 11월 3일",
    "| 구분 | 내용 |\n| 보도일시 | 2025. 11. 3.(월) 배포 즉시 |",
    "| 보 도 시 점 | 2025. 11. 3.(월) 10:00 |",
    "| 2025년 11월 3일(월) | 총 3쪽 |",
    "이 자료는 2025년 11월 3일(월) 조간부터 보도하여 주시기 바랍니다.",
    "제공일자: 2025. 11. 3.",
    "나다신문 2025-11-03 15:04",
    "지면 A12면 2025.11.03 (월)",
    "(2025. 11. 3.)",
    "2025.11.03 Mon",
    "November 3, 20253:04 PM GMT+9Updated 2 hours ago",
    "Posted on : Nov.3,2025 15:04 KST Modified on : Dec.8,2025 09:00 KST",
    "For immediate release: November 3, 2025",
    "EMBARGOED UNTIL 00:01 GMT, Monday 3 November 2025",
    "Issue Date: 3-Nov-2025",
    "Published: 03.11.2025",
    "보도시점 (온라인) 2025. 11. 3.(월) 12:00 (지면) 2025. 11. 4.(화) 조간",
    "| 보도시점 | (인터넷·방송) 2025. 11. 3.(월) 12:00 | 배포 | 2025. 11. 2.(일) |",
    "데스크승인 2025.11.03",
    "3 Nov 2025, 05:20PM IST",
    "Nov 3, 2025 3:04 PM SGT",
]


@pytest.mark.parametrize("lines", PUBLISHED)
def test_the_day_of_the_first_publication(lines: str) -> None:
    assert read_dateline(f"눈 치우는 차를 더 사기로\n\n{lines}\n\n{BODY}") == FIRST


@pytest.mark.parametrize(
    "lines",
    ["Last updated: 8 December 2025", "최종수정 2025.12.08", "수정일시 | 2025. 12. 8.(월) |", "Updated: 08.12.2025"],
)
def test_a_day_of_modification_is_better_than_none(lines: str) -> None:
    assert read_dateline(f"제목\n\n{lines}\n\n{BODY}") == LATER


@pytest.mark.parametrize(
    "lines",
    [
        "계약은 2025. 11. 3. 나다상사와 맺었다.",
        "다음 회의는 2025년 11월 3일 오후 2시",
        "- 등록 마감 2025. 11. 3.",
        "등록: 2025. 11. 3.(월) ~ 11. 7.(금)",
        "○ 일시: 2025. 11. 3.(월) 14:00",
        "수정 2025.13.45",
        "입력",
        "보도 3일",
        "25.11.03",
        "| 행사 | 2025. 11. 3.(월) |",
        "Published: 03/11/2025",
        "이 기사는 2025년 11월 3일에 열린 회의를 다룬다.",
    ],
)
def test_other_days_are_no_datelines(lines: str) -> None:
    assert read_dateline(f"제목\n\n{lines}\n\n{BODY}") is None


@pytest.mark.parametrize("written", ["11/23/2025", "23/11/2025"])
def test_a_day_with_slashes_counts_where_it_can_be_read_in_one_way(written: str) -> None:
    assert read_dateline(f"제목\n\nPublished: {written}\n\n{BODY}") == date(2025, 11, 23)


@pytest.mark.parametrize("line", ["보도시점 : 2025. 11. 3.(월) 06:00 / 배포 : 2025. 11. 2.(일)", "(2025. 11. 3.)"])
def test_a_dateline_is_no_title(line: str) -> None:
    content = parse_content(f"{line}\n\n{BODY}")
    assert (content.title, content.published) == ("", FIRST)
    article = article_from_text(content.text, id="a", source="a", published=content.published)
    assert article.title == "다라시는 쌓인 눈을 치우는 차를 더 산다고 3일 밝혔다."


def test_a_label_at_the_end_of_a_long_text() -> None:
    assert read_dateline(f"제목\n\n{f'{BODY}{chr(10) * 2}' * 40}등록 2025.11.03 09:00") == FIRST
    assert read_dateline(f"제목\n\n{f'{BODY}{chr(10) * 2}' * 40}2025.11.03") is None


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("제목: 눈\n최종수정: 2025.12.08\n입력: 2025.11.03 15:04", FIRST),
        ("제목: 눈\n수정: 2025.12.08", LATER),
        ("---\ntitle: 눈\nlastmod: 2025-12-08\npubDate: 2025-11-03\n---", FIRST),
        ("제목: 눈\n보도시점: 2025. 11. 3.(월) 조간", FIRST),
        ("눈\n\n입력 2025.11.03 수정 2025.12.08", FIRST),
        ("# 눈\n\nPublished November 3, 2025", FIRST),
    ],
)
def test_the_head_of_a_text(head: str, day: date) -> None:
    content = parse_content(f"{head}\n\n{BODY}")
    assert (content.title, content.published) == ("눈", day)
    assert content.text.endswith(BODY)


LABELS = [
    "입력",
    "기사입력",
    "등록",
    "송고시간",
    "승인",
    "게시",
    "보도시점",
    "발행일",
    "작성일시",
    "Published",
    "Posted on",
]
FORMS = ["{0:%Y.%m.%d.}", "{0:%Y-%m-%d %H:%M}", "{0.year}. {0.month}. {0.day}.", "{0.year}년 {0.month}월 {0.day}일"]


@given(
    st.sampled_from(LABELS),
    st.sampled_from([" ", ": ", " | ", " : ", "\n"]),
    st.sampled_from(FORMS),
    st.sampled_from(["", " (월)", " 오전 9:30", " | 수정 2031.01.01"]),
    st.dates(date(1990, 1, 1), date(2030, 12, 31)),
)
def test_any_label_with_any_day(label: str, between: str, form: str, behind: str, day: date) -> None:
    line = f"{label}{between}{form.format(day)}{behind if '%H' not in form or 'M' not in behind else ''}"
    assert read_dateline(f"제목\n\n{line}\n\n{BODY}") == day


@given(st.text(alphabet="입력수정2025.1 3년월일:|\n(월)'～二十年", max_size=120))
def test_anything_is_a_day_or_none(text: str) -> None:
    assert read_dateline(text) is None or isinstance(read_dateline(text), date)
