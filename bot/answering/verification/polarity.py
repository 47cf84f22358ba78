"""Does a sentence say the opposite of its source: negation, and pairs of words like rise and fall, in both languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.text.language import has_hangul

_NEGATION = re.compile(
    r"\b(?:not|never|none|nobody|nothing|neither|nor|cannot|without|no)\b|n['’]t\b|"
    r"않|못(?=[하해한했할함합 ])|(?<![가-힣])안(?= [가-힣]|하[고면지는]|해|했|되|된|돼|됐|오[면고지는네]|왔|보이|보여|가[고면요서]|갔|먹)|아니(?!면|라면|냐)|아닌|아님|없|모[르른]|몰[라랐]|지 ?(?:마[라세시]|말(?=[라고았아자]))",
    re.IGNORECASE,
)
_NO_NEGATION = re.compile(
    r"\bnot (?:only|just|least|surprisingly)\b|\bno (?:doubt|later than|less than|more than|fewer than)\b|\bwhether or not\b|\bNo\. ?[0-9]|"
    r"\bnothing but\b|뿐(?:만)? ?아니라|밖에 ?(?:없|안)|틀림없|끊임없|다름없|못지않|어김없|상관없이|관계없이|않을 수 없|변함없|아니나",
    re.IGNORECASE,
)
# What denies without a word of negation: enough to back one, too little to ask for one.
_DENIAL = re.compile(
    r"\b(?:fail(?:s|ed|ing|ures?)?|refus(?:e|es|ed|ing|al)|den(?:y|ying|ied|ies|ials?)|reject\w*|lack(?:s|ed|ing)?|unlikely|unable|"
    r"prevent\w*|ban(?:s|ned|ning)?|prohibit\w*|hardly|barely|rarely|scarcely|unless|"
    r"except|oppos\w+|absen(?:t|ce)|lose|loses|lost|free of|doubt\w*|impossible|un(?:known|clear|certain|willing|safe|happy|fair|aware|"
    r"predictable|expected|finished|necessary|fortunately)|in(?:valid|capable|sufficient|adequate|complete)|disappear\w*|disagree\w*|"
    r"difficult\w*|hard to|discontinu\w*|suspend\w*|halt\w*|stop(?:s|ped|ping)?|disput\w*|refut\w*|exclud\w*|remov\w*|"
    r"dis(?:miss\w*|like\w*)|far from|instead|too [a-z]+ to|(?:im|in|ir|il)(?:moral|direct|regular|legal))\b|"
    r"거부|거절|부인했|실패|반대|금지|중단|불가(?=[능피])|불법|불만|불확실|불참|미정|미완|미흡|미달|비공개|비정상|무관|무료|어렵|어려|힘들|드물|외면|반박|부정|제외|"
    r"면하|피하|피했|막[았는을기]|취소|철회|잃|싫|반면|별로",
    re.IGNORECASE,
)
_CLAUSE_WORDS = 3
# Words between a Korean denial and what it denies: "만든 것은 아니다", "할 수 없다", "그런 적이 없다".
_BARE_NOUN = re.compile(r"(?:것|거|게|건|수|적|바|줄|리|일|데|만)(?:[은는이가을를도]|으로|까지는)?|셈|따위")
_LAST_WORDS = 14  # characters: a Korean denial that counts for the sentence stands at its end
_YES = re.compile(r"^\W*(?:네|예|맞습니다|yes)[,.!]\s+", re.IGNORECASE)
_YES_OR_NO = re.compile(r"^\W*(?:네|예|맞습니다|아니요|아니오|아뇨|아닙니다|yes|no)[,.!]\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Negation:
    """A negation's [start, end) of the words that it denies, itself left out."""

    start: int
    end: int


def negations(text: str) -> list[Negation]:
    """Return the negations of `text` with the words that they deny: those after it in English, before it in Korean."""
    return list(_negations(text))


def denials(text: str) -> int:
    """Return how many negations `text` has, together with words that deny in themselves, such as refuse or 거부."""
    return len(negations(text)) + sum(1 for _ in _DENIAL.finditer(text))


def drop_yes_or_no(answer: str) -> str:
    """Return an answer without the yes or no that it begins with: the word answers a question, what follows is the claim."""
    return _YES_OR_NO.sub("", answer, count=1)


def affirms_denial(answer: str) -> bool:
    """Return whether an answer begins with yes and goes on to deny: nobody can tell which of the two is meant."""
    opening = _YES.match(answer)
    if opening is None:
        return False
    claim = answer[opening.end() :]
    return any(not has_hangul(claim) or len(claim) - one.end < _LAST_WORDS for one in negations(claim))


def _negations(text: str) -> Iterator[Negation]:
    excused = [match.span() for match in _NO_NEGATION.finditer(text)]
    for match in _NEGATION.finditer(text):
        if any(start <= match.start() < end for start, end in excused):
            continue
        if match.group()[0].isascii() or match.group() == "안":
            words = list(re.finditer(r"\S+", text[match.end() :]))[:_CLAUSE_WORDS]
            yield Negation(match.end(), match.end() + (words[-1].end() if words else 0))
        else:
            before = list(re.finditer(r"\S+", text[: match.start()]))
            while before and _BARE_NOUN.fullmatch(before[-1].group()):
                before.pop()
            words = before[-_CLAUSE_WORDS + 1 :]
            yield Negation(words[0].start(), words[-1].end()) if words else Negation(match.start(), match.start())


_OPPOSITES = tuple(
    (re.compile(one, re.IGNORECASE), re.compile(other, re.IGNORECASE))
    for one, other in (
        (
            r"\b(?:increas|ris(?:e|es|ing|en)\b|rose\b|grow|grew|surg|soar|jump|climb|gain(?:ed|s)?\b|rais(?:e|ed|ing)\b|higher)|"
            r"증가|늘[어었었릴렸리고]|늘었|상승|올[라랐렸려리]|오[르른]|인상|급등|급증|확대",
            r"\b(?:decreas|fall(?:s|ing|en)?\b|fell\b|drop|declin|reduc|shr[iu]nk|plung|plummet|lower|cut(?:s|ting)?\b|slump|tumbl)|"
            r"감소|줄[어었이였인고]|하락|내[렸려리린]|떨어|인하|급락|급감|축소|낮[췄추아]",
        ),
        (r"\bmore than\b|at least|이상|초과", r"\b(?:less|fewer) than\b|at most|이하|미만"),
        (
            r"\b(?:approv|agree|support|favou?r|accept|back(?:ed|s|ing)\b)|찬성|동의|지지|수용|합의|승인",
            r"\b(?:oppos|reject|refus|against|disagree|den(?:y|ied))|반대|거부|거절|반발|부결",
        ),
        (
            r"\b(?:win|wins|won|winn|victor|beat|succe)|이[겼기긴]|승리|성공|우승|꺾",
            r"\b(?:los[et]|losing|defeat|fail)|패[했배]|졌|지고|실패|탈락",
        ),
        (r"\b(?:allow|permit|legal)|허용|허가|가능", r"\b(?:ban|banned|prohibit|forbid|illegal)|금지|불허|불가능"),
        (
            r"\b(?:begin|began|begun|start|open|launch)|시작|개막|착수|출범",
            r"\b(?:end(?:s|ed|ing)?\b|finish|clos|stop|halt)|끝[나났내냈]|종료|폐막|중단|마감",
        ),
        (r"\bhighest\b|\blargest\b|최고|최대", r"\blowest\b|\bsmallest\b|최저|최소"),
        (r"\bbuy|bought|purchas|acqui|구매|구입|매입|인수|샀", r"\bs(?:ell|old)|판매|매각|팔[았고]"),
        (r"\bimport|수입", r"\bexport|수출"),
        (r"\bstrengthen|강화", r"\bweaken|약화"),
        (r"\bhigh\b|높[다은았]", r"\blow\b|낮[다은았]"),
        (r"\bmany\b|\bmuch\b|많[다은았이]", r"\bfew\b|\blittle\b|적[다은었]"),
        (r"\beasy|\beasi|쉽|쉬[운웠]", r"\bdifficult|\bhard\b|어렵|어려[운웠]"),
        (r"\b(?:safe|safely)\b|안전", r"\bdanger|위험"),
        (r"\bconfirm|인정|시인", r"\bden(?:y|ied|ies)|부인"),
    )
)


def says_opposite(claim: str, source: str) -> bool:
    """Return whether `claim` has one word of a pair of opposites where `source` has only the other one."""
    for one, other in _OPPOSITES:
        for mine, theirs in ((one, other), (other, one)):
            if mine.search(claim) and not theirs.search(claim) and theirs.search(source) and not mine.search(source):
                return True
    return False
