"""Why an article could not be taken in: the branch of ArticleError (the whole tree is drawn in `bot.errors`)."""

from bot.errors import HaeseolError


class ArticleError(HaeseolError):
    """An article could not be taken in."""


class ArticleEmpty(ArticleError):
    """The article has no text."""

    en = "{source} has no text in it. Add an article that has some."
    ko = "{source}에 글이 없어요. 글이 있는 파일을 넣어 주세요."


class ArticleUnreadable(ArticleError):
    """The system does not let us open the file or folder."""

    en = "{source} cannot be read: {reason}. Check its permissions, then run `haeseol index`."
    ko = "{source} 파일을 열 수 없어요: {reason}. 권한을 확인한 뒤 `haeseol index`를 실행해 주세요."


class ArticleNotFile(ArticleUnreadable):
    """What lies among the articles and is no file: a pipe, a device, a link to itself or to nothing."""

    en = "{source} is not a file that can be read: {reason}. Take it out of the folder."
    ko = "{source}은(는) 읽을 수 있는 파일이 아니에요: {reason}. 폴더에서 빼 주세요."


class ArticleNotText(ArticleError):
    """Binary content, or text in an encoding that we do not read."""

    en = (
        "{source} is not text in UTF-8, UTF-16, CP949 (EUC-KR) or Windows-1252. Save it as UTF-8 text and add it again."
    )
    ko = "{source}은(는) UTF-8, UTF-16, CP949(EUC-KR), Windows-1252 글이 아니에요. UTF-8로 저장해서 다시 넣어 주세요."


class ArticleTooLarge(ArticleError):
    """More text than one article may have."""

    en = "{source} has {size} and one article may have {limit}. Split it into smaller files."
    ko = "{source}의 크기는 {size}인데, 글 하나는 {limit}까지예요. 작은 파일로 나누어 주세요."


class ArticleFormatUnknown(ArticleError):
    """A kind of file that no loader reads."""

    en = "{source}: files of the kind {suffix} are not read. These are: {known}."
    ko = "{source}: {suffix} 형식은 읽지 못해요. 읽을 수 있는 형식: {known}."


class ArticleDamaged(ArticleError):
    """A file that is not what it says it is, is cut off, or is broken inside.

    The fact `reason` says in English what its reader stumbled over: it is for us, and helps nobody who only has the file.
    """

    en = "{source} cannot be read as {format}: it is damaged or cut off. Get the file again and add that."
    ko = "{source} 파일을 {format}(으)로 읽을 수 없어요. 손상됐거나 잘렸어요. 파일을 다시 받아서 넣어 주세요."


class ArticleLocked(ArticleError):
    """A file that opens with a password, or only in its shop's own reader."""

    en = "{source} is protected ({format} with a password or rights management). Save a copy without it and add that."
    ko = "{source} 파일은 암호나 저작권 보호로 잠겨 있어요({format}). 잠그지 않은 사본을 저장해서 넣어 주세요."


class ArticleUnpacksTooLarge(ArticleError):
    """A packed file that unpacks to more than any article has."""

    en = "{source} unpacks to more than {limit}, as files do that are made to fill a machine. It was not unpacked."
    ko = "{source} 파일은 압축을 풀면 {limit}가 넘어요. 기기를 가득 채우려고 만든 파일일 수 있어서 풀지 않았어요."


class ArticleDefinesEntities(ArticleError):
    """XML that defines entities: abbreviations that can stand for each other and grow without end."""

    en = "{source} defines XML entities, which articles do not need and which can fill a machine. It was not read."
    ko = "{source} 파일은 XML 엔티티를 정의해요. 글에는 필요 없고 기기를 가득 채울 수 있어서 읽지 않았어요."


class ArticleTooSlow(ArticleError):
    """Reading took too long and was stopped."""

    en = "Reading {source} was stopped after {seconds} s. Split it, or save it in another format, and add that."
    ko = "{source} 파일을 {seconds}초 동안 읽다가 멈췄어요. 나누거나 다른 형식으로 저장해서 넣어 주세요."


class ArticleCrashed(ArticleError):
    """The process that read the file ended before it was done."""

    en = "{source} could not be read: it is damaged, or needs more than {limit} of memory. Save it anew and add that."
    ko = "{source} 파일을 읽지 못했어요. 손상됐거나 메모리가 {limit}보다 많이 필요해요. 새로 저장해서 넣어 주세요."


class ArticleUnforeseen(ArticleError):
    """Something that nobody foresaw happened while the file was read or its article split. The log has the places in the code."""

    en = (
        "{source} could not be read because of a fault of ours: {reason}. The other articles are not touched by it. "
        "`haeseol doctor --report` makes a report that can be sent to us."
    )
    ko = (
        "해설의 잘못으로 {source} 파일을 읽지 못했어요: {reason}. 다른 글에는 영향이 없어요. "
        "`haeseol doctor --report`로 보낼 수 있는 보고서를 만들 수 있어요."
    )


class ArticleOnlyPictures(ArticleError):
    """Pages without any text, such as a scan, and nothing on the machine that reads pictures."""

    en = (
        "{source} has pages but no text in them, as scans do. Install Tesseract (`apt-get install tesseract-ocr"
        " tesseract-ocr-kor`), or add a copy in which the text can be selected."
    )
    ko = (
        "{source}에는 쪽은 있지만 글자가 없어요. 스캔한 문서 같아요. Tesseract를 설치하거나(`apt-get install tesseract-ocr"
        " tesseract-ocr-kor`) 글자를 선택할 수 있는 사본을 넣어 주세요."
    )


class ArticleScrambled(ArticleError):
    """A PDF whose fonts show the right text while the file says other characters for it."""

    en = (
        "{source} looks right but holds other characters: its fonts are wrongly mapped, and what is copied makes no sense."
        " Install Tesseract (`apt-get install tesseract-ocr tesseract-ocr-kor`), or add a copy from another program."
    )
    ko = (
        "{source}은(는) 화면에서는 맞아 보이지만 담긴 글자가 달라요. 글꼴 정보가 잘못되어 복사하면 뜻 없는 글이 돼요."
        " Tesseract를 설치하거나(`apt-get install tesseract-ocr tesseract-ocr-kor`) 다른 프로그램으로 만든 사본을 넣어 주세요."
    )


class PageWithoutArticle(ArticleError):
    """A web page in which no article can be found."""

    en = "{source} has no article in it that could be told from the rest of the page. Copy its text and paste that."
    ko = "{source}에서 글을 찾지 못했어요. 페이지의 글을 복사해서 붙여 넣어 주세요."


class PageShowsBotCheck(PageWithoutArticle):
    """A page that asks whether a person is reading it."""

    en = "{source} shows a bot check instead of an article. Open it in a browser, copy its text and paste that."
    ko = "{source}: 글이 아니라 로봇인지 묻는 화면이에요. 브라우저에서 연 뒤 글을 복사해서 붙여 넣어 주세요."


class PageShowsPaywall(PageWithoutArticle):
    """A page with nothing before its paywall."""

    en = "{source} shows a paywall instead of an article. Sign in with a browser, copy its text and paste that."
    ko = "{source}: 글이 아니라 구독이나 로그인을 청하는 화면이에요. 로그인해서 연 뒤 글을 복사해서 붙여 넣어 주세요."


class PageShowsNotice(PageWithoutArticle):
    """A page that only speaks of cookies, scripts or the browser."""

    en = "{source} shows a notice about cookies or the browser instead of an article. Copy its text and paste that."
    ko = "{source}: 글이 아니라 쿠키나 브라우저 안내예요. 브라우저에서 글을 복사해서 붙여 넣어 주세요."


class PageShowsImprint(PageWithoutArticle):
    """A page of which only the publisher's address and copyright could be read."""

    en = "{source} shows only the publisher's imprint, no article. Copy its text from a browser and paste that."
    ko = "{source}: 글은 없고 발행인과 저작권 안내만 있어요. 브라우저에서 글을 복사해서 붙여 넣어 주세요."


class PageShowsNotFound(PageWithoutArticle):
    """A page that says that there is no such page, or no longer, whatever its server answered."""

    en = "{source}: this page says that there is no such page, or no longer. Check the address and add the right one."
    ko = "{source}: 그런 페이지가 없거나 사라졌다고 하는 화면이에요. 주소를 확인해서 맞는 주소를 넣어 주세요."


class AddressError(ArticleError):
    """Nothing can be fetched from a web address."""


class AddressInvalid(AddressError):
    """Not a web address that is fetched."""

    en = (
        "{source} is not a web address that can be read. It begins with http:// or https:// and has no user name in it."
    )
    ko = "{source}: 읽을 수 있는 웹 주소가 아니에요. http:// 또는 https://로 시작하고 사용자 이름이 없어야 해요."


class AddressNotPublic(AddressError):
    """An address that leads to this machine or its network, directly or through a redirect or a name."""

    en = "{source} leads to {host} ({address}), not the public internet, and is not read. Save the page and add the file."
    ko = "{source} 주소는 공개 인터넷이 아닌 {host}({address})로 이어져서 읽지 않아요. 페이지를 파일로 저장해서 넣어 주세요."


class AddressUnreachable(AddressError):
    """No connection, or one that broke."""

    en = "{source} cannot be reached ({reason}). Check the address and the network; proxies are not used."
    ko = "{source}에 연결할 수 없어요({reason}). 주소와 네트워크를 확인해 주세요. 프록시는 쓰지 않아요."


class AddressAnswered(AddressError):
    """The server has something other than the page."""

    en = "{source} answers {status} instead of a page. If it opens in a browser, save it there and add the file."
    ko = "{source}의 응답이 {status}예요. 브라우저에서 열린다면 저장해서 파일로 넣어 주세요."


class AddressTooSlow(AddressError):
    """The page did not come in time."""

    en = "{source} did not come in time. Try again later, or save the page in a browser and add the file."
    ko = "{source} 페이지가 제때 오지 않았어요. 나중에 다시 하거나 브라우저에서 저장해서 파일로 넣어 주세요."


class AddressRedirectsOn(AddressError):
    """Each address leads to another."""

    en = "{source} leads on to another address more than {count} times. Add the address that a browser ends at."
    ko = "{source} 주소는 {count}번 넘게 다른 주소로 이어져요. 브라우저에서 마지막에 열린 주소를 넣어 주세요."


class AddressKindUnknown(AddressError):
    """What is there is nothing to read."""

    en = "{source} is {kind}, not an article. Web pages, texts, PDF, DOCX, EPUB and HWP are read."
    ko = "{source}의 내용은 {kind}(이)라서 읽을 수 없어요. 웹 페이지, 글, PDF, DOCX, EPUB, HWP를 읽어요."


class ArticleMissing(ArticleError):
    """No such path, or no article with that id."""

    en = "There is no article {source}. `haeseol list` shows what there is."
    ko = "{source}(이)라는 글이 없어요. `haeseol list`로 목록을 볼 수 있어요."


class VersionMissing(ArticleError):
    """A version of an article that never was, or is no longer kept."""

    en = "Version {version} of {source} is not kept. The newest is {newest}."
    ko = "{source}의 {version}번째 버전은 남아 있지 않아요. 가장 새로운 버전은 {newest}번째예요."


class PictureMissing(ArticleError):
    """A page of an article that was not read from a picture, or is not there."""

    en = "{source} has no page {page} that was read from a picture. `haeseol show {source}` tells which pages were."
    ko = "{source}에는 그림에서 읽은 {page}쪽이 없어요. 어느 쪽이 그런지는 `haeseol show {source}`가 알려줘요."


class ArticleIdTaken(ArticleError):
    """Two sources claim one article id."""

    en = "The id {article_id} of {source} belongs to {owner} already. Give it another id."
    ko = "{source}의 id {article_id}는 이미 {owner}에서 쓰고 있어요. 다른 id를 주세요."


class ArticleNameTwice(ArticleError):
    """Two files whose names look the same and differ in their Unicode form alone (NFC, NFD): they would have one id."""

    en = "There is a newer file of the very name of {source}, spelled in other code points. Rename one of them."
    ko = "{source}: 이름이 똑같이 보이는 더 새로운 파일이 있어요(유니코드 표기만 달라요). 둘 중 하나의 이름을 바꿔 주세요."


class ArchiveLineInvalid(ArticleError):
    """A line of a JSONL archive that is not an article."""

    en = '{source}, line {line}: {reason}. A line is {{"id", "title", "text"}} in JSON.'
    ko = '{source} {line}번째 줄: {reason}. 한 줄은 {{"id", "title", "text"}} 꼴의 JSON이어야 해요.'


class ArchiveLineNotJson(ArchiveLineInvalid):
    """Not an object in JSON, in UTF-8."""

    en = '{source}, line {line} is not a JSON object in UTF-8. A line is {{"id", "title", "text"}}.'
    ko = '{source} {line}번째 줄이 UTF-8 JSON 객체가 아니에요. 한 줄은 {{"id", "title", "text"}} 꼴이에요.'


class ArchiveFieldInvalid(ArchiveLineInvalid):
    """A field of an archive's line that is missing or has a value that cannot be."""

    en = '{source}, line {line}: "{field}" should be {expected}.'
    ko = '{source} {line}번째 줄: "{field}" 값은 {expected} 꼴이어야 해요.'


class FolderNotWatched(ArticleError):
    """The system does not tell us what changes in the folder of the articles."""

    en = "Changes in {path} cannot be followed: {reason}. Run `haeseol index` after changing something there."
    ko = "{path} 폴더의 변화를 따라갈 수 없어요: {reason}. 파일을 바꾼 뒤 `haeseol index`를 실행해 주세요."


class FeedUnreadable(ArticleError):
    """What came is no feed that can be read."""

    en = "There is no RSS or Atom feed at {source}, and the page there names none. Look for the site's feed address."
    ko = "{source}에는 RSS나 Atom 피드가 없고, 그 화면이 알려 주는 피드도 없어요. 사이트의 피드 주소를 찾아 주세요."


class TagsUnreadable(ArticleError):
    """The tags that readers chose cannot be read. Articles keep those that they have."""

    en = (
        "{source}, where chosen tags are kept, cannot be read: {reason}. Mend it, or delete it and run `haeseol index`."
    )
    ko = "고른 태그를 담은 {source}을(를) 읽을 수 없어요: {reason}. 파일을 고치거나, 지우고 `haeseol index`를 실행해 주세요."


class CorpusNotWritable(ArticleError):
    """The folder of the articles does not take what is to be written."""

    en = "{path} cannot be written: {reason}. Check its permissions and the free space; nothing was changed."
    ko = "{path}에 쓸 수 없어요: {reason}. 권한과 빈 공간을 확인해 주세요. 바뀐 것은 없어요."


class CorpusFull(CorpusNotWritable):
    """The disk has no room for what is to be written."""

    en = "{path}: the disk is full, and nothing was changed. Make room and try again."
    ko = "{path}: 디스크가 가득 찼어요. 바뀐 것은 없어요. 공간을 비우고 다시 해 주세요."
