"""What a page shows in place of an article: bot checks, paywalls, notices, an imprint, or that there is no such page."""

import re
from collections.abc import Sequence

from bot.articles.article_errors import (
    PageShowsBotCheck,
    PageShowsImprint,
    PageShowsNotFound,
    PageShowsNotice,
    PageShowsPaywall,
    PageWithoutArticle,
)

_BOT_CHECK = re.compile(
    r"verify(?:ing)?\s(?:that\s)?you\sare\s(?:a\s)?human|are\syou\sa\s(?:ro)?bot|not\sa\s(?:ro)?bot|checking\s(?:your|if\sthe\ssite)|just\sa\smoment\.\.\."
    r"|javascript\sand\scookies\sto\scontinue|(?:confirm|that)\s(?:that\s)?you(?:['’]re|\sare)\s(?:a\s)?human|you\swere\sa\s(?:ro)?bot|robot\sor\shuman"
    r"|pardon\sour\sinterruption|have\s(?:i\s)?been\sblocked|security\sservice\sto\sprotect\sitself|captcha|unusual\s(?:traffic|activity)|access\s(?:denied|to\sthis\spage\shas\sbeen)|request\s(?:was\s)?blocked"
    r"|security\s(?:check|of\syour\sconnection)|ddos\sprotection|cloudflare|ray\sid|automated\s(?:access|requests)"
    r"|자동\s?(?:등록|접속|입력|수집)\s?(?:방지|을\s?막)|로봇이\s?아닙니다|사람(?:인지|임을)\s?확인|비정상(?:적인)?\s?(?:접근|접속|트래픽)|접근이\s?(?:차단|제한|거부)|보안\s?확인",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"subscri(?:be|bers?\sonly|ption)|(?:sign|log)\s?in\sto\s(?:read|continue)|already\sa\s(?:subscriber|member)|create\s(?:a\s)?(?:free\s)?account"
    r"|(?:members?|subscribers?)[-\s]only|free\s(?:articles?|stories|views?)\s(?:left|remaining|this\smonth)|(?:reached|used|hit|limit).{0,30}\bfree\s(?:articles?|stories|views?)|to\s(?:continue|keep)\sreading|unlock\sthis\s(?:article|story)"
    r"|구독(?:자|하|권|후|을|중)|무료\s?(?:기사|열람|구독).{0,20}(?:모두|다\s|소진|초과|제한)|유료\s?(?:회원|기사|독자|구독|콘텐츠|서비스)|회원\s?(?:전용|만|가입)|로그인\s?(?:하|이|후|을|해)|프리미엄\s?(?:회원|기사|콘텐츠)"
    r"|(?:전문|나머지|이후\s?내용|전체\s?기사).{0,20}(?:구독|로그인|결제|유료|회원)",
    re.IGNORECASE,
)
# Notices speak to the reader; articles about cookies and browsers do not.
_POLITE = r"(?:니다|세요|십시오|바랍니다|하기|까요|[어해워줘]요)(?![가-힣])"
_NOTICE = re.compile(
    r"(?:we|(?:this|our)\s(?:web)?site|by\s(?:continuing|using)|you(?:r|\scan)?)\b.{0,80}\bcookies?\b|\baccept\s(?:all\s)?cookies?\b"
    r"|\bcookies?\s(?:policy|settings|preferences|notice|consent)|we\svalue\syour\sprivacy"
    r"|\bour\s(?:[0-9,]+\s)?(?:trusted\s)?(?:partners|vendors)\b.{0,60}\b(?:store|process|access|personal(?:ised|ized)\sad)"
    r"|your\s(?:web\s)?browser|(?:upgrade|update|switch)\s(?:to\s)?(?:your|a|another)\s(?:\w+\s)?browser|internet\sexplorer\sis"
    r"|(?:please|must|need\sto|to)\s(?:enable|turn\son|activate|allow)\sjavascript|javascript\s(?:is|must|has)\b.{0,30}(?:enabled|disabled|required|turned)"
    r"|(?:requires?|without)\sjavascript"
    r"|^\W*(?:continue|keep)\sreading(?:\W*$|\s(?:the|this|below|here|with|for|by|in)\b.{0,40}$)"
    r"|^\W*read\s(?:more(?!\sthan)\b.{0,20}|the\sfull\s(?:article|story|text|report|post)\b.{0,10})$"
    r"|(?:나머지|전체\s?기사|(?:기사\s?)?전문(?=[을은\s])|본문).{0,20}(?:보시려면|보려면|내리면|클릭하[세시면]|누르(?:세|시|면\s(?:볼|보|읽)))"
    rf"|(?:쿠키|브라우저|자바스크립트|익스플로러|internet\sexplorer|javascript).*?{_POLITE}",
    re.IGNORECASE,
)
_NO_PAGE = re.compile(
    r"\b404\b.{0,20}(?:error|not\sfound)|(?:page|article|story).{0,40}(?:not\s(?:be\s)?found(?=\s*(?:[^\w\s]|$)|\son\sthis)|does(?:n['’]t|\snot)\sexist|no\slonger\s(?:available|exists))"
    r"|(?:find|found).{0,30}the\s(?:page|article|story)\syou(?:['’]re|\s(?:are|were|requested|tried))\b"
    r"|(?:페이지|기사|게시물|게시글|주소)(?:[을를가이는은]|에)?\s?(?:\S{1,6}\s){0,2}(?:찾을\s수가?\s없(?:습니다|어요|네요|거나|음)|존재하지\s않|삭제되|삭제된)"
    r"|(?:존재하지\s않|없|삭제된)는?\s(?:페이지|기사|게시물|게시글)(?:입니다|이에요|예요)",
    re.IGNORECASE | re.MULTILINE,
)
_IMPRINT = re.compile(
    r"저작권|무단\s?(?:전재|복제|배포)|all\srights\sreserved|copyright|[©ⓒ]|사업자\s?(?:등록|번호)|대표\s?(?:이사|전화|번호|메일)|발행인|편집인|청소년\s?보호|등록\s?번호"
    r"|제호|우편\s?번호|통신판매|이용\s?약관|개인정보\s?(?:처리|보호)|고충\s?처리|terms\s(?:of|and)|privacy\spolicy|찾아오시는|팩스|(?:주소|전화|tel|fax)\s?[:.]",
    re.IGNORECASE,
)
# What a paper offers below its articles.
_OFFER = re.compile(
    r"^\W*(?:sign\s?up|subscribe|download)\b.{0,60}\b(?:newsletters?|podcasts?|channel|e-?mails?|app)\b|^\W*follow\s.{1,40}\son\s(?:x|twitter|facebook|instagram)\b"
    r"|(?:뉴스레터|카카오톡|텔레그램|채널|유튜브|앱).{0,30}(?:구독|추가|신청|내려받)|^\W*(?:기사\s?)?제보(?:[는하]|\s?:)",
    re.IGNORECASE,
)
# Lines of offers in the midst of an article; its headings, items of lists and bold words tell how something is done, unless
# they say "our".
_OFFER_LINE = re.compile(
    r"(?![#*-](?!\W*(?:sign\s?up|subscribe)\s(?:for|to)\sour\b))\W*(?:[^.!?\n]{0,30}(?:구독하기|알림\s?(?:설정하기|받기)|(?:카카오톡|텔레그램)\s알림\s?설정"
    r"|친구\s?추가하?기?|앱\s?(?:설치하기|내려받기|다운로드(?:하기)?))"
    r"|(?:sign\s?up|subscribe)\s(?:for|to)\b.{0,50}\b(?:newsletters?|inbox|alerts?|podcasts?))\W*",
    re.IGNORECASE,
)
# One look for words without which a line is none of these.
_WORDS = re.compile(
    r"partners|vendors|cookie|쿠키|browser|브라우저|javascript|자바스크립트|explorer|익스플로러|privacy|개인정보|subscri|구독|유료|무료|회원|member|로그인|log\s?in|sign\s?in"
    r"|프리미엄|account|free\s(?:article|stor|view)|reading|unlock|결제|human|\bbot|robot|pardon|로봇|사람|checking|moment|captcha|unusual|denied|access|block|security"
    r"|ddos|cloudflare|ray\sid|automated|자동|비정상|접근|보안|저작권|무단|rights|copyright|[©ⓒ]|사업자|대표|발행인|편집인|청소년|등록|제호|우편|통신판매"
    r"|404|나머지|전체|전문|본문|read\smore|full|find|found|exist|available|찾을|존재하지|삭제|사라|없|약관|고충|terms|찾아오|팩스|주소|전화|tel|fax",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[re.Pattern[str], type[PageWithoutArticle]], ...] = (
    (_BOT_CHECK, PageShowsBotCheck),
    (_PAYWALL, PageShowsPaywall),
    (_NOTICE, PageShowsNotice),
    (_IMPRINT, PageShowsImprint),
    (_NO_PAGE, PageShowsNotFound),
)
# An article that speaks of cookies or copyright has paragraphs that do not; a notice has at most a greeting.
_LEAST_ARTICLE = 60
_LONGEST_NOTICE = 1_500
_LONGEST_LINE = 300
_LEAST_REPORT = 10
_REPORT = re.compile(r"(?<!니)다\.[\"'”’)]*$|\b(?:said|says|told|announced|reported|according\sto)\b")
_ADDRESSES = re.compile(
    r"\b(?:you|your|we|our|us|please)\b|this\s(?:web)?(?:site|page|article|content|story)"
    r"|무단\s?(?:전재|복제).{0,12}금[지합하한함]|재배포",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]")
# Or a line of nothing but hashtags; a sentence may begin with one.
_HEADING = re.compile(r"#{1,6} |(?:#\w+\s*)+$")


def _reports(line: str) -> bool:
    """Return whether a line tells of something as news does, to nobody in particular: none of a notice's do."""
    return len(line) > _LEAST_REPORT and bool(_REPORT.search(line)) and not _ADDRESSES.search(_QUOTED.sub("", line))


def refusal(text: str, title: str) -> type[PageWithoutArticle] | None:
    """Return the error that names what `text` is where it is no article; None for an article."""
    lines = [line for line in text.split("\n") if line.strip()]
    letters = sum(map(_letters, lines))
    if letters > _LONGEST_NOTICE:
        return None
    if all(map(_HEADING.match, lines)):
        return PageShowsNotFound if _NO_PAGE.search(f"{title}\n{text}") else PageWithoutArticle
    told = [line for line in lines if _reports(line) or not any(pattern.search(line) for pattern, _ in _KINDS)]
    notices = [line for line in lines if line not in told]
    counts = {kind: sum(_letters(line) for line in notices if pattern.search(line)) for pattern, kind in _KINDS}
    others = sum(map(_letters, told))
    kind = max(counts, key=counts.__getitem__)
    if _BOT_CHECK.search(title) and others < (1 if counts[kind] else 4) * _LEAST_ARTICLE:
        return PageShowsBotCheck
    if counts[PageShowsBotCheck]:
        kind = PageShowsBotCheck  # they speak of cookies and scripts too, and at greater length
    return kind if counts[kind] and others < _LEAST_ARTICLE and others <= letters / 2 else None


def without_notices(text: str) -> str:
    """Return `text` without the notices about cookies and browsers at its head, the imprint at its end, and offers.

    Where nothing but headings would be left, it is returned whole: a page that shows a notice is told by that.
    """
    blocks = [block for block in text.split("\n\n") if not _OFFER_LINE.fullmatch(block)] or [text]
    while len(blocks) > 1 and _is_one_of((_NOTICE,), blocks[0]):
        blocks.pop(0)
    while len(blocks) > 1 and _is_one_of((_IMPRINT, _NOTICE, _OFFER), blocks[-1]):
        blocks.pop()
    return text if all(map(_HEADING.match, blocks)) else "\n\n".join(blocks)


def _is_one_of(patterns: Sequence[re.Pattern[str]], line: str) -> bool:
    return len(line) <= _LONGEST_LINE and not _reports(line) and any(pattern.search(line) for pattern in patterns)


def is_notice(line: str) -> bool:
    """Return whether a line only speaks of the page itself: cookies, browsers, subscriptions, checks, copyright."""
    return _WORDS.search(line) is not None and _is_one_of([pattern for pattern, _ in _KINDS], line)


def _letters(line: str) -> int:
    return sum(map(str.isalnum, line))
