"""Sides of an article that readers ask for whatever it is about: its figures, its people, what is wrong, what comes next.

A sentence that tells of such a side has words of its own for it, which are not those of the request: "what comes next?" is
answered by "The council votes on Monday".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.bilingual import Language
from bot.retrieval.request_kind import Kind, subject_of
from bot.text.keywords import content_words

# How much of a side one word for it tells.
_ONE_WORD = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Aspect:
    """A side of an article: the words that ask for it, in each language, and what its sentences have, in either."""

    asked: Mapping[Language, re.Pattern[str]]
    told: re.Pattern[str]

    def tells(self, sentence: str) -> float:
        """Return how much of this side a sentence tells, 0 to 1: one word for it may stand there for something else."""
        words = {match.group() for match in self.told.finditer(sentence)}
        return 1.0 if len(words) > 1 else _ONE_WORD * len(words)


def _aspect(ko: str, en: str, told: str) -> Aspect:
    return Aspect({"ko": re.compile(ko), "en": re.compile(en, re.IGNORECASE)}, re.compile(told, re.IGNORECASE))


FIGURES = _aspect(
    r"숫자|수치|통계",
    r"\b(?:numbers|figures|statistics|stats)\b",
    r"\d",
)
PEOPLE = _aspect(
    r"등장(?:하는)?\s*(?:인물|사람)(?:들)?|(?:나오는|언급된)\s*(?:인물|사람)(?:들)?|누구누구|인물들?",
    r"\b(?:people|everyone|everybody|persons|characters|players)(?: (?:involved|mentioned|named|in it|here))?\b"
    r"|\bwho(?:'s| is) who\b",
    r"(?:[가-힣]{2,4} (?:씨|[가-힣]{0,4}(?:교수|장|원|자|사|관))[은는이가 ])|(?-i:[\"”] (?:said|says|[A-Z])"
    r"|\b[A-Z][\w'-]+ [A-Z][\w'-]+\b)",
)
OPINIONS = _aspect(
    r"찬반|찬성|반대\S*|의견\S*|입장\S*|주장\S*|견해\S*|반응\S*|(?:뭐|무엇|뭘)\S*\s*(?:원|바라)\S*|생각\S*",
    r"\b(?:opinions?|views?|positions?|stances?|sides?|arguments?|reactions?|for and against|want(?:s|ed)?|thinks?|sa(?:y|id"
    r"|ys)|objects?|objections?|oppos\w+|supports?)\b",
    r"(?:말했|주장|반대|찬성|지적|비판|요구|요청|반발|반박|제안|밝혔|강조|우려|걱정|호소|강변|설명했|덧붙|맞섰|내다봤"
    r"|평가했|라며|다며|고 본다|입장)"
    r"|\b(?:sa(?:id|ys?)|argu\w+|claims?|claimed|wants?|wanted|oppos\w+|against|supports?|supported|warn\w*|worr\w+"
    r"|fears?|feared|insist\w*"
    r"|believ\w+|thinks?|call(?:s|ed) (?:it|for)|demand\w*|object\w*|reject\w*|critic\w+|complain\w*|prefer\w*"
    r"|propos\w+|replie[sd])\b",
)
OUTLOOK = _aspect(
    r"앞으로\S*|향후|전망\S*|(?:이제|다음은|다음엔|다음에는)\s*\S*|어떻게\s*(?:되|될|돼|된)\S*|(?:남은|다음)\s*(?:일정"
    r"|절차|과제)\S*|계획\S*",
    r"\b(?:next(?: steps?)?|future|outlook|going forward|from here|from now on|expected|plans?|planned|happens?|will)\b",
    r"(?:예정|계획|전망|방침|내년|다음 달|다음 주|내달|앞으로|향후|로 보인다|할 것|될 것|여부|결정은"
    r"|결정이|목표|까지 .*(?:끝|마치|늘|줄|완)|\d월\S* .*(?:난다|열린|시작|나온|결정|마감|정한))"
    r"|\b(?:will|would|plans?|planned|expect\w*|next (?:year|month|week|spring|summer|autumn|fall|winter|season)|due"
    r"|scheduled|by 20\d\d|hopes?|intend\w*|vote|decide[sd]?|decision|if)\b",
)
PROBLEM = _aspect(
    r"문제(?:점|들)?\S*|한계\S*|단점\S*|나쁜\s*점\S*|위험\S*|우려\S*|걱정\S*|어려움\S*|비판\S*|잘못\S*|부작용\S*",
    r"\b(?:problems?|issues?|concerns?|worr\w+|risks?|downsides?|drawbacks?|cons|disadvantages?|trouble|wrong|bad"
    r"|criticisms?|catch)\b",
    r"(?:문제|우려|걱정|어렵|어려[움운]|부족|모자라|못[한하했해]|위험|비판|반발|논란|지적|그러나|하지만|반면|빚|적자"
    r"|피해|손실|막[혔히]|늦[어춰]|결함|부담|줄었|떨어)"
    r"|\b(?:problems?|but|however|worr\w+|warn\w*|threat\w*|fear\w*|risk\w*|los[ets]\w*|fail\w*|critic\w*|lack\w*"
    r"|short(?:age)?|harm\w*|damag\w*|cost\w*|debt|too|unless|delay\w*|fault\w*|wrong|never)\b",
)
BENEFIT = _aspect(
    r"장점\S*|이점\S*|좋은\s*점\S*|효과\S*|혜택\S*|도움\S*|장단점\S*",
    r"\b(?:pros|benefits?|advantages?|upsides?|good|help(?:s|ed)?)\b",
    r"(?:좋[아은]|늘[었어]|줄일 수|줄었|줄어|도움|효과|개선|높[였아]|성공|이익|절약|나아|빨라|회복|덕분)"
    r"|\b(?:better|more|improv\w+|sav(?:e|es|ed|ing)|cheap\w*|help\w*|success\w*|gain\w*|benefit\w*|faster|safer"
    r"|recover\w*|return\w*|doubl\w+|cut)\b",
)
BACKGROUND = _aspect(
    r"배경\S*|원래\S*|처음\S*|시작\S*|역사\S*|유래\S*|계기\S*|발단\S*",
    r"\b(?:background|origins?|originally|history|beginnings?|beg[aiu]n|start(?:s|ed)?|come about|came about|context)\b",
    r"(?:처음|시작|당시|원래|애초|이전|\d{4}년|년 전|창립|세워|세운|만들어|계기|비롯|앞서)"
    r"|\b(?:first|beg[au]n|founded|origin\w*|in (?:1[6-9]|20)\d\d|years? ago|once|before|came from|used to|had been|since)\b",
)
CHANGE = _aspect(
    r"(?:뭐|무엇|어떻게|뭘|어떤)\S*\s*(?:바뀌|바뀐|달라|변)\S*|변화\S*|바뀌\S*|바뀐\S*|달라(?:진|지|졌)\S*",
    r"\b(?:chang(?:e|es|ed|ing)|different now|new)\b",
    r"(?:바뀌|바뀐|바꿨|바꾸|늘었|늘어|줄었|줄어|에서 .{1,20}(?:으)?로|새로|대신|더는|이제|지금은|전에는|달라)"
    r"|\b(?:now|instead|no longer|from .{1,40} to|new|chang\w+|rose|fell|grew|times as|became|becomes?|replac\w+"
    r"|used to|today)\b",
)
OUTCOME = _aspect(
    r"결과\S*|결국\S*|결말\S*|어떻게\s*(?:됐|되었|끝|되고)\S*|어찌\s*됐\S*|해결\S*",
    r"\b(?:outcomes?|results?|in the end|end(?:ed)? up|resolved|settled|turn(?:ed)? out|effects?|impact|consequences?"
    r"|happened)\b",
    r"(?:결국|결과|됐다|되었다|끝났|끝에|마침내|합의|확정|판결|통과|막을 내|그 뒤|이후)"
    r"|\b(?:in the end|finally|result\w*|agreed|ended|settled|ruled|has (?:since|now)|after(?:wards)?|since then"
    r"|at last|passed|led to|became)\b",
)
DATES = _aspect(
    r"(?:시간|날짜|시대|연대)\s*순\S*|순서\S*|연표|일정|일지|타임라인|언제",
    r"\b(?:timeline|chronolog\w*|in order|dates?|sequence|when|step by step)\b",
    r"\d{4}년|\d{1,2}월|\d{1,2}일|\(\d{4}~|지난해|올해|작년|이듬해|그해"
    r"|\b(?:1[5-9]|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b",
)
_ASKED_BY_NAME = (FIGURES, PEOPLE, OUTLOOK, PROBLEM, BENEFIT, OUTCOME, CHANGE, BACKGROUND, OPINIONS)
# Their order is the one that `bot.answering.selection` was fitted with.
ASPECTS = (*_ASKED_BY_NAME, DATES)
_OF_KIND: dict[Kind, Aspect] = {"position": OPINIONS, "timeline": DATES}


def aspects_of(text: str, language: Language, kind: Kind) -> tuple[Aspect, ...]:
    """Return the sides of an article that a request asks for, in words of its own and by its kind; none where by neither."""
    named = [aspect for aspect in _ASKED_BY_NAME if aspect.asked[language].search(text)]
    own = _OF_KIND.get(kind)
    return tuple(dict.fromkeys((*named, own) if own else named))


def names_nothing(text: str, language: Language, aspects: tuple[Aspect, ...]) -> bool:
    """Return whether a request names nothing beside words of asking and those that ask for `aspects`."""
    left = subject_of(text, language)
    for aspect in aspects:
        left = aspect.asked[language].sub(" ", left)
    return not any(word.form.lower() not in _NOTHING for word in content_words(left, language))


# Words that stay of a request about an article and name nothing of it.
_NOTHING = frozenset(
    """
    글 기사 뉴스 본문 내용 이야기 얘기 사람 사람들 것 거 점 일 때 요점 요지 무엇 뭐 뭔 뭘 누구 누가 어떤 무슨 어떻
    궁금 부탁 싶 알 보 모르 그래서 그런데 그러 이러 쉽 짧 길 좋 나쁘 한 줄 두 세 가지 정도 좀 다 더 말 나오 중요 핵심
    정리 요약 설명 전체 전부 모두 각각 각자 서로 이유 까닭 원인 방법 과정
    what's who's where's how's bullet bullets brief briefly short simple simply
    quick quickly thing things matter matters story piece one ones everything important overall whole deal going
    stand stands look looks really actually exactly kind sort pls thx thanks cause causes step steps
    """.split()
)
