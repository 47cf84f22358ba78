"""Words that say the opposite of each other, and words that say more than others, to be put in each other's place."""

from typing import Literal

from bot.bilingual import Language

# Either of two in the place of the other contradicts a sentence.
OPPOSITES: dict[Language, str] = {
    "en": (
        "increased/decreased, rose/fell, more/less, higher/lower, largest/smallest, before/after, first/last, "
        "highest/lowest, oldest/newest, north/south, east/west, northern/southern, eastern/western, win/lose, "
        "won/lost, bought/sold, accepted/rejected, approved/rejected, supported/opposed, opened/closed, "
        "began/ended, begin/end, success/failure, men/women, father/mother, brother/sister, old/young, "
        "many/few, easy/difficult, possible/impossible, safe/dangerous, public/private, strong/weak, "
        "always/never, early/late, import/export, million/billion, January/April, March/July, June/October, "
        "September/December, two/three, four/six, five/eight, Monday/Thursday, Tuesday/Friday, "
        "allowed/forbidden, longer/shorter, left/right, true/false, enable/disable, minimum/maximum, "
        "input/output, with/without"
    ),
    "ko": (
        "증가/감소, 상승/하락, 늘었/줄었, 가장 큰/가장 작은, 높은/낮은, 최대/최소, 최고/최저, 많은/적은, "
        "찬성/반대, 승리/패배, 성공/실패, 시작/종료, 수입/수출, 구매/판매, 북부/남부, 동부/서부, 북쪽/남쪽, "
        "동쪽/서쪽, 아버지/어머니, 남성/여성, 가능/불가능, 허용/금지, 이전/이후,  전에/ 후에, 안전/위험, "
        "강한/약한, 쉽게/어렵게, 이상/이하, 첫 번째/마지막, 공개/비공개, 활성화/비활성화, 입력/출력, 1월/4월, "
        "3월/7월, 6월/10월, 9월/12월, 두 개/세 개, 네 번/여섯 번, 월요일/목요일, 화요일/금요일, 항상/전혀, "
        "왼쪽/오른쪽, 긴 /짧은 , 빠르/느리, 만 명/천 명, 억 원/조 원, 유리/불리, 인정/부인"
    ),
}

# What stands for a word and says more (of all for of some, which a sentence does not say) or denies it.
STRONGER: dict[Language, tuple[tuple[str, str, Literal["not_said", "contradicted"]], ...]] = {
    "en": (
        (r"\b[Ss]ome\b", "all", "not_said"),
        (r"\b[Mm]any\b", "all", "not_said"),
        (r"\b[Mm]ost\b", "all", "not_said"),
        (r"\b[Uu]sually\b", "always", "not_said"),
        (r"\b[Oo]ften\b", "always", "not_said"),
        (r"\b[Ss]ometimes\b", "always", "not_said"),
        (r"\b[Aa]ll\b", "none of", "contradicted"),
        (r"\b[Ee]very\b", "no", "contradicted"),
        (r"\b[Bb]oth\b", "neither of", "contradicted"),
    ),
    "ko": (
        ("일부", "모든", "not_said"),
        ("대부분의", "모든", "not_said"),
        ("많은", "모든", "not_said"),
        ("종종", "항상", "not_said"),
        ("때때로", "항상", "not_said"),
        ("가끔", "늘", "not_said"),
        ("대체로", "언제나", "not_said"),
        ("주로", "오로지", "not_said"),
    ),
}
