"""What the hub tells of a file before it gives it: the digest, the size and the commit, in the headers of its answer.

For a large file the hub answers with a redirect to where the bytes lie, and tells on it the SHA-256 that the file was uploaded
with: `X-Linked-Etag`, `X-Linked-Size` and `X-Repo-Commit`, which its own client reads too (huggingface_hub,
`get_hf_file_metadata`). The file is then fetched from that very commit, and checked against that digest.
"""

import re
from dataclasses import dataclass, replace

import httpx

from bot.models.files.catalogue import HubFile, Model, ModelFile
from bot.models.files.download_options import DownloadOptions
from bot.models.files.http_download import (
    NOT_AN_ADDRESS,
    ServerBusy,
    open_client,
    raise_for_status,
    request_failure,
)
from bot.models.files.hub_source import hub_address, hub_address_invalid
from bot.models.model_errors import HubDigestMissing

# A repository that has moved is one redirect away; whoever sends us on and on has no file.
_MOST_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file as the hub has it: its SHA-256 in hexadecimal, its size in bytes, and the commit that it is part of."""

    sha256: str
    size: int
    revision: str


def ask_hub(source: HubFile, options: DownloadOptions) -> PublishedFile:
    """Return what the hub tells of a file, without fetching it.

    Raises HubFileMissing, HubDigestMissing, NetworkUnavailable, DownloadStalled, DownloadFailed, and SettingInvalid where the
    hub's address is none.
    """
    url = hub_address(source, options)
    try:
        with open_client(options) as client:
            return _read(_answer_with_digest(client, url), source, url)
    except NOT_AN_ADDRESS as error:
        raise hub_address_invalid(options) from error
    except (httpx.RequestError, ServerBusy) as error:
        raise request_failure(url, error, options) from error


def with_digests(model: Model, options: DownloadOptions) -> Model:
    """Return `model` with every digest and exact size, asking the hub for those that the catalogue does not know.

    Raises what `ask_hub` raises. A model of which everything is known is returned as it is.
    """
    if not model.is_approximate:
        return model
    files = tuple(file if file.sha256 else _published(file, options) for file in model.files)
    return replace(model, files=files, size=sum(file.size for file in files))


def _published(file: ModelFile, options: DownloadOptions) -> ModelFile:
    (source,) = file.sources
    assert isinstance(source, HubFile), f"{file.name}: only a hub tells digests"
    found = ask_hub(source, options)
    pinned = replace(source, revision=found.revision, size=found.size)
    return replace(file, size=found.size, sha256=found.sha256, sources=(pinned,))


def _answer_with_digest(client: httpx.Client, url: str) -> httpx.Response:
    """Return the hub's own answer, following it only from one of its addresses to another: nobody else may tell a digest."""
    asked = httpx.URL(url)
    for _ in range(_MOST_REDIRECTS):
        response = client.head(asked, follow_redirects=False)
        raise_for_status(str(asked), response)
        following = response.next_request
        if "X-Linked-Etag" in response.headers or following is None or not _is_same_hub(asked, following.url):
            return response
        asked = following.url
    raise HubDigestMissing(url=url)


def _is_same_hub(asked: httpx.URL, elsewhere: httpx.URL) -> bool:
    return elsewhere.host == asked.host and elsewhere.scheme in (asked.scheme, "https")


def _read(response: httpx.Response, source: HubFile, url: str) -> PublishedFile:
    told = response.headers
    sha256 = told.get("X-Linked-Etag", "").removeprefix("W/").strip('"')
    size, commit = told.get("X-Linked-Size", ""), told.get("X-Repo-Commit", "")
    if not (re.fullmatch("[0-9a-f]{64}", sha256) and size.isdecimal()):
        raise HubDigestMissing(url=url)
    return PublishedFile(sha256, int(size), commit if re.fullmatch("[0-9a-f]{40}", commit) else source.revision)
