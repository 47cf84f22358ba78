"""What can go wrong between a page that files a change of the articles and the worker that does it."""

from bot.errors import HaeseolError


class WorkError(HaeseolError):
    """A change of the articles was not made, or not yet."""


class WorkersMissing(WorkError):
    """Nobody takes jobs. What was filed is kept."""

    en = "Nobody works on changes now. This one is kept as number {id} and made as soon as `haeseol work` runs."
    ko = "지금은 글을 바꾸는 일을 하는 프로그램이 없어요. 이 일은 {id}번으로 보관했고 `haeseol work`를 실행하면 바로 해요."


class WorkGivenUp(WorkError):
    """Each worker that had it ended in the middle of it."""

    en = (
        "This was begun {attempts} times, and each time the worker ended in the middle, so it is not tried again. The logs of "
        "the workers and `haeseol doctor` may say why, such as memory that ran out. What was stored by then is there."
    )
    ko = (
        "{attempts}번 시작했지만 그때마다 일하던 프로그램이 중간에 끝나서 더 하지 않아요. 메모리가 모자랐는지 등은 그 프로그램의 "
        "기록과 `haeseol doctor`로 볼 수 있어요. 그때까지 저장한 것은 그대로 있어요."
    )


class WorkInterrupted(WorkError):
    """A worker ended before it had brought an article back. To try again by itself could bring back another one."""

    en = "The worker ended before the article was brought back. Nothing was changed: try again."
    ko = "글을 되살리기 전에 일하던 프로그램이 끝났어요. 바뀐 것은 없으니 다시 해 주세요."


class WorkFailed(WorkError):
    """A fault of ours ended it. The log of the worker has the places in the code."""

    en = (
        "This could not be done because of a fault of ours ({reason}). The log of the worker says where. "
        "`haeseol doctor --report` makes a report that can be sent to us."
    )
    ko = (
        "해설의 잘못으로 이 일을 하지 못했어요({reason}). 자세한 것은 일하던 프로그램의 기록에 있어요. "
        "`haeseol doctor --report`로 보낼 수 있는 보고서를 만들 수 있어요."
    )
