"""What kind of answer a request wants: a fact, reasons, a list, both sides, the gist; and what it is about besides asking.

Words of asking ("explain", "in detail", 자세히, 정리해 줘) are about no article: they are neither searched for nor missed.
"""

import re
from typing import Literal

from bot.bilingual import Language

Kind = Literal[
    "fact", "why", "how", "list", "compare", "position", "timeline", "explain", "gist", "definition", "yesno", "advice"
]

# The first that fits. What is asked for in one word (who, when, how many) is a fact, also where it is to be explained.
_KINDS: dict[Language, tuple[tuple[Kind, re.Pattern[str]], ...]] = {
    "ko": (
        ("gist", re.compile(r"요지|요약|요점|(?:한|두|세)\s*(?:줄|문장)(?:로|만|\s*$)|간추려|핵심\s*(?:만|내용|을|은|이|은)|(?:무슨|어떤) 내용|(?:이|그|저)\s*(?:글|기사|뉴스)(?:를|을)?\s*.{0,20}(?:설명|풀어)|^(?:이|그|저)\s*(?:글|기사|뉴스)(?:를|을|의)?\s*(?:전체\s*)?(?:내용을?\s*)?(?:\S*(?:도|한테|에게|좀|쉽게|쉬운|말로|알|수|있게|알아듣게|이해하게|짧게|간단히|간단하게|간략히|간략하게|빨리)\s+)*(?:짧게|쉽게|간단히|간단하게)?(?:줄여|정리해)\s*(?:줘|주)")),
        ("advice", re.compile(
            r"(?:사도|팔아도|가도|먹어도|해도)\s*(?:될까|돼|괜찮)|(?:우리|내|제|나도|저도)\s.*(?:[아어여해]도|써도)\s*(?:될까|되나|돼|괜찮)"
            r"|(?:사\s?두면|투자하면|사면|팔면).*(?:될까|되나|오를|괜찮)|는\s*(?:게|것이)\s*(?:좋을까|나을까|좋겠|낫나|맞을까)|추천(?:해|\s*좀)|예측해\s*(?:줘|주|봐)|오를까|내릴까|(?:넌|너는|네|당신은?)\s.{0,12}생각")),
        ("list", re.compile(r"(?:어느|어떤|각)\s*\S+.{0,6}(?:몇|얼마).{0,6}씩")),
        ("position", re.compile(r"(?:누구|누가).*(?:이유|왜|찬성|반대|원하|원해|바라|주장)|찬반|찬성.*반대")),
        ("explain", re.compile(r"(?:왜|어떻게|어쩌다)\s.{1,40}(?:고|며|는지|지)\s.{0,30}(?:얼마|언제|누구|누가|어디|몇|뭐|뭘|무엇)")),
        ("explain", re.compile(r"(?:누가|누구|언제|어디|얼마|몇)\s?.{1,40}(?:고|며|는지|지)[, ].{0,30}(?:왜|어떻게|뭐가|무엇이|뭘)")),
        ("position", re.compile(r"(?:의견|입장|주장|견해)\S*\s*(?:어떻게|뭐가|무엇이|왜)\s*(?:달라|다르|갈|엇갈)")),
        # Who somebody is takes more than a word; who holds an office (시장은 누구야?) does not.
        ("definition", re.compile(
            r"^(?!.*(?:장|관|자|원|사|표|독|주|왕|령|람|임|위)[이가은는]?\s*(?:누구|누군))(?:[가-힣A-Za-z]{1,6}\s)?[가-힣A-Za-z]{2,7}\s?"
            r"(?:누구|누군|어떤\s*(?:사람|분|인물)|뭐\s?(?:하던|하는)\s*(?:사람|분|인물))[가-힣]{0,4}\W*$")),
        ("fact", re.compile(r"몇(?!\s*가지)|얼마(?!나 다)|언제|누구|누가\s*(?:만|개발|썼|이)|어디(?:서|에|인|야|예)")),
        ("list", re.compile(r"(?:숫자|수치)(?:들)?(?:로|만|를|을)?\s*(?:정리|알려|뽑|모아)|등장\s*인물|(?:나오는|등장하는)\s*(?:사람|인물)")),
        ("compare", re.compile(r"장단점|공통점|차이|비교|다른\s*점|나눠서|달랐|다른가|(?:뭐가|무엇이|어떻게|뭐)\s*(?:달라|다르)")),
        ("timeline", re.compile(r"(?:시간|날짜|일자|연도|연대|시대|시기)\s*(?:순|별|대로)|순서대로|차례대로|연표|타임라인|일지|(?:처음|시작)부터\s.{0,12}(?:지금|끝|현재)까지")),
        ("position", re.compile(r"주장|입장|의견|견해|논거|반응|뭐라고\s*(?:말|했)|왜\s*.{2,40}다고\s*(?:했|말|주장|보|생각)")),
        ("list", re.compile(r"(?:(?<![가-힣])다|모두|전부|각각|나라별로|나열|목록|열거).{0,12}(?:알려|말해|정리|적어|해)|(?:세|네|다섯|두|몇)\s*가지")),
        ("why", re.compile(r"왜|이유|까닭|원인|배경(?:은|이|을)(?!\s*(?:어느|어디))|어째서")),
        ("how", re.compile(r"어떻게(?!\s*[되돼])|과정을|방법(?:은|을|이)|원리")),
        ("explain", re.compile(r"설명\s*(?:해|좀|부탁)|앞으로|향후|전망|배경|뭐가\s*문제|문제가\s*뭐|문제점|어떻게\s*(?:될|됐|되었)|^(?:그럼|이제|그래서|그러면)?\s*어떻게\s*(?:되|돼)|무슨\s*일|말해\s*(?:줘|주)|말하듯|알아듣게|이해하게|알게\s|자세히|풀어\s*(?:줘|주)|쉽게|논란|쟁점|정리해|에\s*대해\s*알려")),
        ("definition", re.compile(
            r"(?:이?라는|이?란)\s*(?:게|건|것이|것은|말이|말은)?\s*(?:뭐|뭔|무엇|무슨)|^(?:(?:[A-Z][A-Za-z0-9.-]*\s){1,4}[A-Z][A-Za-z0-9.-]*(?:이|가|은|는)?|\S{1,12}?(?:\([^()]{1,30}\))?(?:이|가|은|는)?|.{1,24}(?:이란|란))\s*(?:정확히|대체|도대체)?\s*(?:뭐|뭔|무엇)(?:야|예요|에요|죠|지요?|인가요?|인지|가요|니|냐|입니까)"
            r"|무슨\s*(?:뜻|말|의미)|(?:뜻|의미)(?:이|가|은|는)?\s*(?:뭐|뭔|무엇)")),
        ("yesno", re.compile(
            r"^(?!.*(?:누구|누군|누가|무엇|무슨|뭐|뭘|뭔|언제|언젠|어디|어딘|어느|어떤|어떻|왜|몇|얼마)).*(?:나요|가요|까요?|니까|[이은는]?야|니|냐|지요?|죠|[어아]요?)\s*(?:\?|$|\?\s|[.]\s)")),
    ),
    "en": (
        ("gist", re.compile(
            r"\bsummar(?:y|ies|i[sz]e)\b|\btl;?dr\b|\bin (?:a|one|two) (?:sentence|line|nutshell|word)s?\b|\bthe (?:big picture|bottom line|takeaways?)\b|\b(?:catch|fill|bring|get) me (?:up|in)\b|\bwhat did i miss\b|\b(?:whole|full) story\b|\b(?:key|main) (?:points?|arguments?|ideas?|message)\b|\bgist\b"
            r"|\bwhat(?:'s| is| was) (?:it|this|that|(?:the|this|that) (?:article|text|story)) (?:all )?about\b"
            r"|^(?:please |can you |could you )?(?:tell|explain|say|describe|give)\b.*\bwhat (?:it|this|that|(?:the|this|that) (?:article|text|story|piece)) (?:is|was) (?:all )?about\W*$"
            r"|\bexplain (?:the|this|that) (?:article|text|story)\b", re.IGNORECASE)),
        ("advice", re.compile(
            r"\bshould (?:i|we)\b|\b(?:is|are|would) (?:it|they|this|that|these)\b.{0,30}\b(?:for me|for us|if i)\b|\bcan i (?:safely|still)\b|\bdo you (?:think|recommend|like|believe)\b|\byour (?:opinion|view)\b|\bpredict (?:the|what|how|if|whether)\b", re.IGNORECASE)),
        ("position", re.compile(r"^who\b.*\band why\b", re.IGNORECASE)),
        ("list", re.compile(
            r"\b(?:list|name) (?:them|all|every|each)\b|\b(?:the|some|what|which|give me) (?:key |main |important )?(?:numbers|figures|statistics|stats)\b"
            r"|\bwho (?:is|are) (?:the people|everyone|everybody|involved|who)\b|\bwho(?:'s| is) who\b", re.IGNORECASE)),
        ("position", re.compile(
            r"\bwho (?:want(?:s|ed)?|supports?|opposes?|objects?|is (?:for|against))\b|\bpros and cons\b|\bfor and against\b"
            r"|^what (?:do|does|did) .{1,60} (?:say|think|want|believe|claim|propose|demand|hope|argue|feel)\b", re.IGNORECASE)),
        ("explain", re.compile(
            r"\b(?:who|when|where|how (?:many|much|long)) .{3,60},? and (?:why|how|what)\b|\bwhat(?:'s| is| comes| happens| will happen)? next\b", re.IGNORECASE)),
        # Who somebody is takes more than a word; who holds an office, or does something, does not.
        ("definition", re.compile(
            r"^(?:so |and )?who(?:'s| is| was) (?!(?:the|an?|in|to|on|at|by|for|against|behind|it|this|that|these|those|his|her|their|its|my|your|next|"
            r"responsible|involved|affected|most|more|\w+ing|\w+ed)\b)(?:[\w.'’-]+ ){0,2}[\w.'’-]+\W*$", re.IGNORECASE)),
        ("fact", re.compile(r"\bhow (?:many|much|long|old|far|often|big|large|tall|high|fast|deep)\b|^(?:who|when|where|which|whose)\b", re.IGNORECASE)),
        ("compare", re.compile(r"\bcompare\b|\bdiffer(?:s|ed|ent|ence|ently)?\b|\bin common\b|\bsimilar|\bversus\b|\bvs\b", re.IGNORECASE)),
        ("timeline", re.compile(r"\bin order\b(?! to)|\btimeline\b|\bchronolog|\b(?:key |main |important )?dates?,? please\b|\bwhat happened when\b|\bhistory of\b|\bkey (?:dates|years)\b|\bstep by step\b", re.IGNORECASE)),
        ("position", re.compile(r"\bargu(?:e|es|ed|ment)\b|\bposition of\b|\bdisagree|\bopinion\b|\bstance\b|\bworr(?:y|ies|ied)\b|\bboth sides\b", re.IGNORECASE)),
        ("list", re.compile(r"^(?:please\s+)?(?:list|name|give)\b|\bwhat are (?:all )?the\b|\bevery\b|\ball the\b", re.IGNORECASE)),
        ("why", re.compile(r"\bwhy\b|\breasons?\b|\bcauses?\b|\bhow come\b", re.IGNORECASE)),
        ("how", re.compile(r"\bhow (?:do|does|did|is|are|was|were|can|could|has|have)\b", re.IGNORECASE)),
        ("definition", re.compile(
            r"^(?:so )?what (?:does|do|did) .{1,40} (?:mean|stand for)\b|^(?:so )?what(?:'s| is| are) (?:an? )?[\"'“‘]?(?!the\b)[\w-]+(?: [\w-]+)?[\"'”’]?(?:\?|,| and\b|$)",
            re.IGNORECASE)),
        ("explain", re.compile(r"\bexplain|\bdescribe\b|\bwhat (?:happened|happens|will happen|went wrong|changed|has changed)\b|\bwhat(?:'s| is| was) (?:the (?:problem|issue|catch|background|point|deal|plan)|wrong|going on|at stake)\b|\btell me\b|\bbackground\b|\bin (?:plain|simple) (?:words|english|terms|language)\b|\bin detail\b|\bcontrovers", re.IGNORECASE)),
        ("yesno", re.compile(
            r"^(?:(?:so|and|but|then),? |(?:according to|in) [^,]{1,60}, )?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b", re.IGNORECASE)),
    ),
}  # fmt: skip

# Questions of fact whose answer is seldom in one place: several of something, or how something turned out.
_FULLER: dict[Language, tuple[tuple[Kind, re.Pattern[str]], ...]] = {
    "ko": (
        ("list", re.compile(
            r"(?:어떤|무슨|어느)\s+(?:\S+\s+){0,2}?\S*(?:들|기술|기능|서비스|제품|부품|대책|조치|방안|혜택|재료|성분)(?:을|를|이|가|로|으로|에)\s")),
        ("explain", re.compile(
            r"(?:어떤|무슨)\s+(?:\S+\s+){0,2}?\S*(?:문제|문제점|어려움|영향|변화|특징|특성|장점|단점|효과|역할|노력|과정|비판|반응)(?:을|를|이|가)\s")),
    ),
    "en": (
        ("list", re.compile(
            r"^(?:what|which) (?!(?:kinds?|types?|sorts?|years)\b)(?:(?!of\b)[\w'-]+ ){0,3}?[\w-]*[^\Wsu_]s (?:do|does|did|are|were|have|had|can|could|will|would|might)\b",
            re.IGNORECASE)),
    ),
}  # fmt: skip

# Where a request goes on with another one. What points back (it, he, 그) belongs to what it points at.
_NEXT: dict[Language, re.Pattern[str]] = {
    "ko": re.compile(r"(?<=\?)\s+|(?<=[가-힣])(?:이랑|랑|와|과|하고)\s+(?=.*(?:함께|같이|둘\s*다|각각))"),
    "en": re.compile(r"(?<=\?)\s+|,? and (?=(?:when|who|what|where|why|how|which)\b)", re.IGNORECASE),
}
_POINTS_BACK: dict[Language, re.Pattern[str]] = {
    "ko": re.compile(r"(?<![가-힣A-Za-z0-9])(?:그|이|저)(?:것|건|게|걸|곳|들)?(?![가-힣])"),
    "en": re.compile(r"\b(?:it|its|they|them|their|he|his|him|she|her|that|this|those|these|not)\b", re.IGNORECASE),
}

_ASKING: dict[Language, re.Pattern[str]] = {
    "ko": re.compile(
        r"(?:(?:설명|정리|요약)?해|말해|가르쳐|들어|알려)\s*(?:줘|주세요|주실래요|줄래|봐|달라)(?:요)?|자세(?:히|하게)|간단(?:히|하게)|쉽게|설명|알려|정리|요약|나눠서|순서대로|시간\s*순으로|차례대로|나열|열거|전부|모두|각각|"
        r"(?:그\s*)?이유를?(?=\s*(?:$|[?.!]|설명|알려|말|자세))|주세요|부탁(?:해|드려요|드립니다|드릴게요|합니다)?|"
        r"(?:이|그)\s*(?:글|기사|본문|뉴스)(?:의|에서|은|는|을|를|에)?|(?:유치원생|초등학생|중학생|고등학생|아이|조카|동생|할머니|할아버지|어린이|초보자|누구나|모르는\s*사람)\S*(?:\s*조카\S*)?(?:\s*(?:알아듣게|이해하게|이해할\s*수\s*있게|이해되게|알게|말하듯(?:이)?|설명하듯(?:이)?))?|알아듣게|이해하게|풀어|궁금(?:해요|합니다|해|한데)?|그래서|도대체|진짜|혹시|결국|(?:본문|기사)에서|함께|좀"
    ),
    "en": re.compile(
        r"^(?:according to|in) (?:['\"‘“][^'\"’”]{1,80}['\"’”]|[^,]{1,80}), |\b(?:please|can you|could you|would you|in detail|briefly|simply|in (?:plain|simple) (?:words|terms|english|language)|explain(?: (?:it|this|that|to me))?|(?:to|for|like) (?:i'?m|im|i am|me|a|an|my|someone|somebody)\b(?: (?:a|an|who|like|with))?(?: [\w-]*(?:\b(?:year|old|child|kid|beginner|teenager|grand\w+|layman|layperson|ten|five|eight|twelve|10|5|8|12)[\w-]*))*|describe|"
        r"(?:list|name) (?:all of )?them(?: all)?|list|name|tell me (?:more )?about|summari[sz]e|in order|with (?:their|the) dates|main|every|all of|"
        r"(?:(?:according to|in) )?(?:the|this) (?:article|text|story)(?: mentions)?|why or why not|and why\b[^?]*|(?:one or )?two sentences)\b",
        re.IGNORECASE,
    ),
}
# A few words that ask nothing: whoever writes them wants to know what there is about them.
_KEYWORDS: dict[Language, re.Pattern[str]] = {
    "ko": re.compile(
        r"^(?!.*(?:몇|얼마|언제|누구|누가|어디|무엇|뭐|어느|어떤))(?:\S+\s+){0,3}[가-힣A-Za-z0-9]*(?<![다요까지죠니냐래어아야나])$"
    ),
    "en": re.compile(
        r"^(?!(?:who|what|when|where|which|whose|how|is|are|was|were|do|does|did|can|has|have|had|will)\b)(?:[\w'’-]+ ){0,3}[\w'’-]+$",
        re.IGNORECASE,
    ),
}
_NUMBERS = {
    **{"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7},
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7},
}
_PARTS_WANTED = re.compile(
    rf"({'|'.join(_NUMBERS)}|[2-9])[\s-]*(?:(?:short|simple|plain) )?(?:줄|문장|가지|개|(?:bullet )?points?\b|sentences?\b|lines?\b|bullets?\b|things?\b)",
    re.IGNORECASE,
)

_ONE_WANTED = re.compile(r"\b(?:a|single) sentence\b|\bin a(?: single)? line\b", re.IGNORECASE)


def kind_of(text: str, language: Language) -> Kind:
    """Return what kind of answer a request in `language` wants; a fact where nothing says otherwise."""
    kind: Kind = next((kind for kind, pattern in _KINDS[language] if pattern.search(text)), "fact")
    return "explain" if kind == "fact" and _KEYWORDS[language].search(text) else kind


# How an answer is to be, where nothing else is asked for.
_FORM: dict[Language, re.Pattern[str]] = {
    "ko": re.compile(
        r"(?:아주|더|좀|조금|최대한|되도록)?\s*(?:쉬운 말로|쉽게|짧게|간단히|간단하게|간략히|간략하게)(?:요)?"
        r"|(?:[0-9]+|한|두|세|네|다섯)\s*(?:문장|줄|마디)(?:으로|로|만|이내로)?"
    ),
    "en": re.compile(
        r"(?:please )?(?:keep it |make it |be )?(?:very |as )?(?:short|brief|simple|concise)"
        r"|in (?:(?:very )?(?:simple|plain|easy) (?:words|terms|language|english|korean)|(?:[0-9]+|an?|one|two|three|four|five) \w+)",
        re.IGNORECASE,
    ),
}


def asks_one_word(text: str, language: Language) -> bool:
    """Return whether a request asks who, when, where, how many or how much: its answer is a word or a number."""
    return any(kind == "fact" and pattern.search(text) for kind, pattern in _KINDS[language])


def fuller_kind(text: str, language: Language) -> Kind | None:
    """Return what a question of fact wants whose answer an article gives here and there; None of any other request."""
    if kind_of(text, language) != "fact":
        return None
    return next((kind for kind, pattern in _FULLER[language] if pattern.search(text)), None)


def requests_in(text: str, language: Language) -> tuple[str, ...]:
    """Return the requests that one in `language` is made of; itself alone where it is one, or a part leans on another.

    What only says how the answer is to be ("In 2 sentences.", 아주 쉬운 말로 알려 주세요) is none.
    """
    if kind_of(text, language) in ("advice", "compare", "gist"):
        return (text,)
    subjects = (subject_of(each, language) for each in _NEXT[language].split(text))
    parts = tuple(part for part in subjects if part and not _FORM[language].fullmatch(part))
    leans = any(refers_back(part, language) or len(part.split()) < 2 for part in parts)
    return (text,) if leans or len(parts) < 2 else parts


def refers_back(text: str, language: Language) -> bool:
    """Return whether a request has a word for what was named before it: it, she, 그."""
    return _POINTS_BACK[language].search(text) is not None


def subject_of(text: str, language: Language) -> str:
    """Return a request without its words of asking, "" where nothing else is left."""
    left = " ".join(_ASKING[language].sub(" ", text).split())
    return left.strip(" ,.?!")


def parts_wanted(text: str) -> int | None:
    """Return how many lines, sentences or points a request asks for, None where it does not say."""
    match = _PARTS_WANTED.search(text)
    if match is None:
        return 1 if _ONE_WANTED.search(text) else None
    said = match.group(1).lower()
    return int(said) if said.isdecimal() else _NUMBERS[said]
