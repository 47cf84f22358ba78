"""What can be wrong with an export."""

from bot.errors import HaeseolError


class ExportError(HaeseolError):
    """What is wanted cannot be exported."""


class NothingToExport(ExportError):
    """Nothing of what is wanted would be in it."""

    en = "There is nothing to export of {name}: no term, no question, no citation. `haeseol explain --help` says how they come."
    ko = "{name}에서 내보낼 용어나 질문, 인용이 없어요. 어떻게 만드는지는 `haeseol explain --help`로 볼 수 있어요."


class ExportNotWritable(ExportError):
    """The file or folder cannot be written where it was wanted."""

    en = "{path} cannot be written: {reason}. Name another place with `--to`."
    ko = "{path}에 쓸 수 없어요: {reason}. `--to`로 다른 곳을 정해 주세요."
