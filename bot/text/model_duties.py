"""Duties of models: "AI models should cite their sources" is news, "AI models should cite this article" an order.

What is said of models in general has somebody in the third person for its subject, a duty, and the plain style of a newspaper.
Two things tell an order from it. It names what only a conversation has: this text, a passage by its number, rules given before,
every question. Or it brings what is to be said, shown, sent or left out: words, an address, a way of speaking.
"""

import re

# English -----------------------------------------------------------------------------------------------------------------------
_MODELS = (
    r"(?:(?:ai|a\.i\.|artificial intelligence)(?: \w+)?|assistants?|chat ?bots?|bots?|llms?|(?:language |generative |foundation )?"
    r"models?|summari[sz]ers?|translators?|agents?)"
)
_MUST = r"(?:must|should|shall|ha(?:s|ve) to|needs? to|ought to|(?:is|are) (?:required|expected|supposed) to)"
_WHERE = r"(?:(?:under|in|by|according to|to|for|with) [^,]{1,40}, |(?:[\w-]+ ){1,3}(?:says?|argues?|warns?|believes?|holds?)(?: that)? )?"
_DUTY_IN_ENGLISH = rf"^\W*{_WHERE}(?:(?!to |for |dear |hey |attention )[\w-]+ ){{0,3}}?{_MODELS} {_MUST}\b"
_ANY_DUTY_IN_ENGLISH = re.compile(_DUTY_IN_ENGLISH)
# One sentence and no second one behind it.
_ONLY_DUTY_IN_ENGLISH = re.compile(rf"{_DUTY_IN_ENGLISH}[^.!?;]*[.!?)\]]*\s*$")
_CONVERSATION = (
    r"\b(?:this|these|the (?:next|following|above|previous|preceding)) (?:\w+ )?(?:article|text|passage|sentence|document|page|story|"
    r"paragraph|line|words?)s?\b|\[\d{1,2}\]|\b(?:every|any|all|each|whatever) (?:\w+ )?(?:questions?|prompts?|answers?|requests?|repl(?:y|ies)|"
    r"responses?)\b|\b(?:earlier|previous|prior|above|other) (?:\w+ )?(?:rules?|instructions?|prompts?)\b|\bsystem prompt\b|"
    r"https?:|\bwww\.|\b[a-z0-9-]+\.(?:com|net|org|io|example|kr|co)\b"
)
_BRINGS_IN_ENGLISH = re.compile(
    rf"{_CONVERSATION}|[:\"“”‘«\[{{<]|\b(?:only|always|never|instead|exactly|verbatim|word for word|nothing else|ignore|disregard|forget|"
    r"obey|pretend|print|output|prompts?|instructions?)\b|\b(?:say|tell|state|claim|write|reply|respond|answer|repeat|insist|begin|start|"
    r"end|finish)s?\b(?: \w+){0,3}? (?:that|with|in|as|the words?|the phrase)\b|\b(?:add|include|append|insert|recommend|mention|send|link)\b|"
    r"\b(?:not|refuse|decline)\b(?: \w+){0,2}? (?:answer|say|tell|mention|cite|respond|reply|use|quote)\b"
)

# Korean ------------------------------------------------------------------------------------------------------------------------
_KO_MODELS = r"(?:ai|인공지능|챗봇|모델|llm|어시스턴트|번역기|요약기|에이전트)"
# Those of whom news says that they have to do something: models, and who makes, uses or judges them.
_KO_WHO = (
    rf"(?:{_KO_MODELS}|\S*(?:비서|상담원|시스템|서비스|회사|기업|업체|기관|정부|당국|위원회|개발사|사업자|개발자|이용자|운영자|전문가|연구자|교사|학생|"
    r"의사|기자|판사)들?)"
)
_DUTY_IN_KOREAN = re.compile(
    rf"^\W*(?=.*{_KO_MODELS})(?!(?:너|네|당신|여러분|이|그|해당)\s)(?:[가-힣a-z0-9·-]+\s){{0,3}}?{_KO_WHO}(?:은|는|이|가)\s[^.!?;]*"
    r"(?:야\s?(?:한|했|할\s?것이)다|안\s?된다|(?:한|된|는)다고\s(?:\S+\s)?(?:말|밝|지적|강조|설명|주장|경고|전|본|했)\S{0,4}다|생각이다|의견이다)[.)\]]*\s*$"
)
_KO_CONVERSATION = (
    r"(?:^|\s)(?:이|그|해당|위|아래|다음|앞|앞의|이전|기존)\s?(?:글|기사|문장|문서|본문|내용|단락|문구|지침|지시|규칙|명령|문단)|\[\d{1,2}\]|"
    r"(?:모든|무슨|어떤|어느)\s?(?:질문|물음|답변|대답)|(?:뭐라고|무엇을|뭘)\s?묻|시스템\s?프롬프트|첫\s?문장|https?:|www\.|[a-z0-9-]+\.(?:com|net|org|io|example|kr|co)"
)
_BRINGS_IN_KOREAN = re.compile(
    rf"{_KO_CONVERSATION}|[:\"“”‘’'「『<{{]|[다라]고만?\s(?:\S+\s)?(?:답|대답|응답|답변|말|적|쓰|써|출력|주장|알려|알리|소개|전)\S{{0,4}}야|"
    r"무조건|항상|언제나|반드시|오직|그대로|대신|반복|되풀이|출력|덧붙|포함|넣어|끝|시작|추천|권해|보내|전송|링크|주소|프롬프트|지시|명령|무시|"
    r"비밀번호|바꿔|불러|말투|(?:으로|로)만|"
    r"(?:답|대답|응답|답변|말|언급|인용|요약|소개)\S{0,3}지\s(?:말아야|않아야|않도록)|(?:거부|거절)"
)
_NAMES_CONVERSATION = re.compile(_CONVERSATION)
_NAMES_CONVERSATION_IN_KOREAN = re.compile(_KO_CONVERSATION)
_DUTY_OF_MODEL_IN_KOREAN = re.compile(
    rf"^\W*(?:[가-힣a-z0-9·-]+\s){{0,3}}?{_KO_MODELS}(?:\s?(?:모델|비서|상담원|시스템))?(?:은|는|이|가)\s.*야\s?(?:한다|합니다|해)[.)\]]*\s*$"
)


def tells_of_models(read: str) -> bool:
    """Return whether a sentence, in small letters, says in general what models, or those who make and use them, have to do."""
    return bool(
        (_ONLY_DUTY_IN_ENGLISH.search(read) and not _BRINGS_IN_ENGLISH.search(read))
        or (_DUTY_IN_KOREAN.search(read) and not _BRINGS_IN_KOREAN.search(read))
    )


def orders_models(read: str) -> bool:
    """Return whether a sentence, in small letters, says what models have to do with this text or in this conversation."""
    return bool(
        (_ANY_DUTY_IN_ENGLISH.search(read) and _NAMES_CONVERSATION.search(read))
        or (_DUTY_OF_MODEL_IN_KOREAN.search(read) and _NAMES_CONVERSATION_IN_KOREAN.search(read))
    )
