"""Pages made after those of ten Korean and ten English news sites, each with the same article in its language."""

from dataclasses import dataclass
from pathlib import Path

from bot.bilingual import Language

KOREAN = [
    "다라시는 쌓인 눈을 치우는 차를 올해 12대 더 산다고 9일 밝혔다. 예산은 모두 31억원이다.",
    "새 차는 바닷물로 만든 소금 대신 사탕무 즙을 뿌린다. 시는 길가의 나무가 덜 마를 것으로 본다.",
    "박다라 다라시 도로과장은 “골목까지 두 시간 안에 치우는 것이 목표”라고 말했다.",
    "지난해 다라시에는 눈이 스물세 번 내렸다. 그 가운데 여덟 번은 밤사이에 10cm 넘게 쌓였다.",
    "시민 모임은 차보다 사람이 모자란다고 지적한다. 운전할 사람이 지난해보다 넷 줄었기 때문이다.",
    "시는 11월까지 운전원 여섯 명을 더 뽑는다. 접수는 10월 2일부터 시 누리집에서 한다.",
]
ENGLISH = [
    "The city of Darwell will buy twelve more snow ploughs this year, officials said on Friday. They cost $3.1 million.",
    "Instead of salt, the new ploughs spray beet juice. The city expects that fewer roadside trees will dry out.",
    "“Our goal is to clear every alley within two hours,” said Dara Pike, who heads the roads department.",
    "Snow fell on Darwell 23 times last year. On eight of those nights more than four inches piled up.",
    "A residents’ group says that people are missing rather than ploughs. The city has four drivers fewer than a year ago.",
    "Six more drivers will be hired by November. Applications open on October 2 on the city’s website.",
]
TITLES: dict[Language, str] = {
    "ko": "다라시, 눈 치우는 차 12대 더 산다",
    "en": "Darwell to buy twelve more snow ploughs",
}
_CAPTIONS: dict[Language, str] = {"ko": "눈을 치우는 새 차다.", "en": "A new plough clears a road."}
_FOLDER = Path(__file__).parent / "data" / "pages"


@dataclass(frozen=True, slots=True)
class NewsPage:
    """A page and what is to be read of it: its title, its paragraphs in order, and the words below its picture, "" for none."""

    name: str
    language: Language
    page: str
    title: str
    paragraphs: tuple[str, ...]
    caption: str


def _news_page(path: Path) -> NewsPage:
    language: Language = "ko" if path.stem.startswith("ko") else "en"
    page, title = path.read_text(encoding="utf-8"), TITLES[language]
    paragraphs, caption = tuple(KOREAN if language == "ko" else ENGLISH), _CAPTIONS[language]
    for mark, text in [("title", title), *enumerate(paragraphs)]:
        page = page.replace(f"{{{mark}}}", text)
    return NewsPage(path.name, language, page, title, paragraphs, caption if caption in page else "")


NEWS_PAGES = [_news_page(path) for path in sorted(_FOLDER.glob("*.html"))]
