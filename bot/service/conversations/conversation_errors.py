"""Errors of saved conversations."""

from bot.errors import HaeseolError


class ConversationError(HaeseolError):
    """A saved conversation cannot be shown, changed or kept. Asking goes on as ever."""


class ConversationMissing(ConversationError):
    """No conversation with that id is saved."""

    en = "There is no saved conversation {id}; it may have been deleted. The list shows what there is."
    ko = "{id}(이)라는 저장된 대화가 없어요. 지운 대화일 수 있어요. 대화 목록에서 골라 주세요."


class AnswerNotSaved(ConversationError):
    """A judgement of an answer that is not saved."""

    en = "This answer is not saved, so nothing can be kept about it. Turn on saving in the settings and ask again."
    ko = "저장하지 않은 답이라 평가를 남길 수 없어요. 설정에서 대화 저장을 켜고 다시 물어봐 주세요."


class ConversationsUnusable(ConversationError):
    """The file of saved conversations cannot be read or written."""

    en = "The saved conversations in {path} cannot be used: {reason}. Check its permissions and the free space."
    ko = "저장된 대화 {path}을(를) 쓸 수 없어요: {reason}. 권한과 빈 공간을 확인해 주세요."


class ConversationsFull(ConversationsUnusable):
    """The disk has no room for what is to be saved."""

    en = "{path}: the disk is full, so this was not saved. Make room and try again; what was saved before is as it was."
    ko = "{path}: 디스크가 가득 차서 저장하지 못했어요. 공간을 비우고 다시 해 주세요. 전에 저장한 것은 그대로예요."


class ConversationsDamaged(ConversationsUnusable):
    """The file of saved conversations is damaged. It was kept aside."""

    en = (
        "The file of saved conversations is damaged ({reason}). It was kept as {aside}, and a new one was begun. What can be "
        "read of it comes back with SQLite's own tool: `sqlite3 {aside} .recover | sqlite3 {path}` while Haeseol is closed."
    )
    ko = (
        "저장된 대화 파일이 손상됐어요({reason}). {aside}(으)로 옮겨 두고 새로 시작했어요. 해설을 닫고 SQLite 도구로 "
        "`sqlite3 {aside} .recover | sqlite3 {path}`를 실행하면 읽을 수 있는 대화를 되살려요."
    )


class TurnsUnreadable(ConversationError):
    """A conversation from a page that is not as a page of ours holds it."""

    en = "This conversation cannot be read ({field}). Reload the page and try again."
    ko = "이 대화를 읽을 수 없어요({field}). 화면을 새로 고친 다음 다시 해 주세요."
