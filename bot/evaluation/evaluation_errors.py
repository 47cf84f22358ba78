"""What keeps an evaluation from being made: its cases, or the file of its report."""

from bot.errors import HaeseolError


class EvaluationError(HaeseolError):
    """The questions or passages to measure with cannot be used."""


class CasesUnreadable(EvaluationError):
    """A file of questions or passages that cannot be read."""

    en = "{source} cannot be read: {reason}. `haeseol eval --help` says which files it takes."
    ko = "{source} 파일을 읽을 수 없어요: {reason}. 어떤 파일이 필요한지는 `haeseol eval --help`로 볼 수 있어요."


class CasesEmpty(EvaluationError):
    """A file of questions or passages without any."""

    en = "{source} has no lines to measure with."
    ko = "{source}에 평가할 줄이 없어요."


class CaseLineNotJson(EvaluationError):
    """Not an object in JSON, in UTF-8."""

    en = "{source}, line {line} is not a JSON object in UTF-8."
    ko = "{source} {line}번째 줄이 UTF-8 JSON 객체가 아니에요."


class CaseFieldInvalid(EvaluationError):
    """A field of a question or passage that is missing or has a value that cannot be."""

    en = '{source}, line {line}: "{field}" should be {expected}.'
    ko = '{source} {line}번째 줄: "{field}" 값은 {expected} 꼴이어야 해요.'


class CaseIdTaken(EvaluationError):
    """Two different passages, or two questions, with one id."""

    en = "{source}, line {line}: the id {id} stands for something else in {owner} already. Give it another id."
    ko = "{source} {line}번째 줄: id {id}는 이미 {owner}에서 다른 것에 쓰고 있어요. 다른 id를 주세요."


class CaseGoldMissing(EvaluationError):
    """The passage or article that answers a question is not among those that are searched."""

    en = "{source}, line {line}: there is no {gold} in {place}. A question can be measured only where its answer is."
    ko = "{source} {line}번째 줄: {place}에 {gold}이(가) 없어요. 답이 있는 곳에서만 질문을 평가할 수 있어요."


class ReportNotWritable(EvaluationError):
    """The page with the results cannot be written where it was wanted."""

    en = "{path} cannot be written: {reason}. Name another file."
    ko = "{path}에 쓸 수 없어요: {reason}. 다른 파일을 정해 주세요."
