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
    try:
        fetch_address(hub_address(source, options), partial, options, tell)
    except NOT_AN_ADDRESS as error:
        raise hub_address_invalid(options) from error


def hub_address(source: HubFile, options: DownloadOptions) -> str:
    """Return where the hub has a file."""
    return f"{options.hub}/{source.repository}/resolve/{source.revision}/{source.filename}"


def hub_address_invalid(options: DownloadOptions) -> SettingInvalid:
    """Return the error for a hub whose address is none."""
    return SettingInvalid(setting="HF_ENDPOINT", value=options.hub, expected="https://...")
