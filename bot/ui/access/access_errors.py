"""Errors of who may use the page, each with its words in both languages; the tree of all errors is in `bot.errors`."""

from bot.errors import HaeseolError


class AccessError(HaeseolError):
    """Who may use the page is not settled."""


class PasswordMissing(AccessError):
    """The page would be open to other machines, and it asks for no password."""

    en = (
        "At {host} other machines could use the page, and there is no password. Set one with `haeseol password`, or leave "
        "out HAESEOL_HOST to serve this machine alone."
    )
    ko = (
        "{host}(으)로 열면 다른 컴퓨터에서도 쓸 수 있는데 비밀번호가 없어요. `haeseol password`로 정하거나, 이 컴퓨터에서만 "
        "쓰려면 HAESEOL_HOST를 빼 주세요."
    )


class PasswordAndKeysMissing(PasswordMissing):
    """The server would be open to other machines, and there is neither a password nor a key to show."""

    en = (
        "At {host} other machines could use the page, and there is neither a password nor a key. Set a password with "
        "`haeseol password`, make a key with `haeseol key new` to let programs alone in, or leave out HAESEOL_HOST to serve "
        "this machine alone."
    )
    ko = (
        "{host}(으)로 열면 다른 컴퓨터에서도 쓸 수 있는데 비밀번호도 키도 없어요. `haeseol password`로 비밀번호를 정하거나, "
        "프로그램만 들이려면 `haeseol key new`로 키를 만들거나, 이 컴퓨터에서만 쓰려면 HAESEOL_HOST를 빼 주세요."
    )


class NamesUnguarded(AccessError):
    """A proxy would make the page known by a name, and nothing asks who comes."""

    en = (
        "HAESEOL_ORIGINS makes the page known as {names}, and there is no password: whoever reaches that could use it. Set "
        "one with `haeseol password`. Where the proxy itself asks who comes, say so: HAESEOL_PROXY_GUARDS=yes."
    )
    ko = (
        "HAESEOL_ORIGINS에 {names}을(를) 적었는데 비밀번호가 없어서, 그 주소로 오는 사람은 누구나 쓸 수 있어요. "
        "`haeseol password`로 정해 주세요. 누가 오는지 프록시가 확인한다면 HAESEOL_PROXY_GUARDS=yes라고 적어 주세요."
    )


class PasswordTooShort(AccessError):
    """A password that is guessed too easily."""

    en = "The password has {letters} characters; {least} is the least. Run `haeseol password` again with a longer one."
    ko = "비밀번호가 {letters}자예요. {least}자 이상으로 `haeseol password`를 다시 실행해 주세요."


class PasswordsDiffer(AccessError):
    """A password that was typed twice, and not alike."""

    en = "The two passwords differ, so nothing was changed. Run `haeseol password` again."
    ko = "두 번 적은 비밀번호가 달라서 바꾸지 않았어요. `haeseol password`를 다시 실행해 주세요."


class PasswordFileUnusable(AccessError):
    """The file of the password cannot be read or written."""

    en = "The password in {path} cannot be used: {reason}. Check its permissions, or set it again with `haeseol password`."
    ko = "{path}의 비밀번호를 쓸 수 없어요: {reason}. 권한을 확인하거나 `haeseol password`로 다시 정해 주세요."
