"""Files that come from a model hub, over HTTP."""

from bot.errors import SettingInvalid
from bot.models.files.catalogue import HubFile
from bot.models.files.download_options import DownloadOptions
from bot.models.files.http_download import NOT_AN_ADDRESS, fetch_address
from bot.models.files.partial_file import Partial, Tell


def fetch_hub_file(source: HubFile, partial: Partial, options: DownloadOptions, tell: Tell) -> None:
    """Bring `partial` to its full size, or to where the hub says that the file ends.

    Raises HubFileMissing, NetworkUnavailable, DownloadStalled, DownloadFailed, DiskFull, CacheNotWritable, and SettingInvalid
    where the hub's address is none; what has come by then stays in `partial`.
    """
    url = f"{options.hub}/{source.repository}/resolve/{source.revision}/{source.filename}"
    try:
        fetch_address(url, partial, options, tell)
    except NOT_AN_ADDRESS as error:
        raise SettingInvalid(setting="HF_ENDPOINT", value=options.hub, expected="https://...") from error
