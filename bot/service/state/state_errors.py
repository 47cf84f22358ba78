"""What can be wrong with the database that several pages share."""

from bot.errors import HaeseolError


class StateError(HaeseolError):
    """What is kept in the shared database cannot be read or changed."""


class StateUnreachable(StateError):
    """The database does not answer, or went away while it was asked."""

    en = (
        "The database at {address} does not answer ({reason}). Try again in a moment; if it stays so, start PostgreSQL there. "
        "`haeseol doctor` says whether it can be reached. Nothing that was saved is lost."
    )
    ko = (
        "{address} 데이터베이스가 대답하지 않아요({reason}). 잠시 뒤 다시 해 주세요. 계속 그러면 그곳의 PostgreSQL을 켜 주세요. "
        "연결되는지는 `haeseol doctor`로 볼 수 있어요. 저장한 것은 그대로예요."
    )


class StateBusy(StateError):
    """Others hold what was to be changed, or every connection, for longer than is waited."""

    en = "The database at {address} is busy ({reason}). Nothing was changed: try again in a moment."
    ko = "{address} 데이터베이스가 바빠요({reason}). 바뀐 것은 없으니 잠시 뒤 다시 해 주세요."


class StateFull(StateError):
    """The disk of the database has no room for what is to be saved."""

    en = "The disk of the database at {address} is full, so this was not saved. Make room there and try again."
    ko = "{address} 데이터베이스의 디스크가 가득 차서 저장하지 못했어요. 그곳의 공간을 비우고 다시 해 주세요."


class StateRefused(StateError):
    """The database does not do what it was asked, or does not let us in."""

    en = (
        "The database at {address} refused: {reason}. Check the user, the password and the name in HAESEOL_STATE, and the log "
        "of PostgreSQL there; then look with `haeseol doctor`."
    )
    ko = (
        "{address} 데이터베이스가 거절했어요: {reason}. HAESEOL_STATE의 사용자, 비밀번호, 이름과 그곳의 PostgreSQL 기록을 "
        "확인한 뒤 `haeseol doctor`로 봐 주세요."
    )


class StateNotMigrated(StateError):
    """Tables of this version are not in the database yet."""

    en = (
        "The database at {address} is not ready for this version: {missing} is to be done there. Run `haeseol migrate`."
    )
    ko = "{address} 데이터베이스가 아직 이 버전에 맞지 않아요. {missing}이(가) 남았어요. `haeseol migrate`를 실행해 주세요."


class StateNewer(StateError):
    """A newer version has changed the tables in ways that this one does not know."""

    en = (
        "The database at {address} was made ready by a newer version ({newer}), which this one does not know. Install that "
        "version here too; `haeseol doctor --report` says which one this is."
    )
    ko = (
        "{address} 데이터베이스는 이 버전이 모르는 새 버전({newer})에 맞춰져 있어요. 여기에도 그 버전을 설치해 주세요. "
        "지금 버전은 `haeseol doctor --report`로 볼 수 있어요."
    )


class StateClientMissing(StateError):
    """The package that speaks to PostgreSQL is not installed."""

    en = (
        "HAESEOL_STATE names {address}, and what speaks to PostgreSQL is not installed. "
        "Run `pip install 'psycopg[binary]>=3.2,<4'`."
    )
    ko = (
        "HAESEOL_STATE가 {address}인데 PostgreSQL과 통신하는 패키지가 없어요. "
        "`pip install 'psycopg[binary]>=3.2,<4'`를 실행해 주세요."
    )
