"""The commands about keys, with which other programs come in from elsewhere."""

import argparse
import sys
from dataclasses import asdict

from bot.bilingual import Bilingual, Language
from bot.cli.console import print_json
from bot.service.keys import Keys
from bot.settings import Settings

_ONCE = Bilingual(
    ko="이 키는 지금만 볼 수 있어요. 필요 없어지면: haeseol key revoke {id}",
    en="This key is shown this once. When it is not needed any more: haeseol key revoke {id}",
)


def key(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Make a key, list those that there are, or revoke one."""
    keys = Keys(settings.home)
    if options.what == "new":
        made, secret = keys.make(options.of)
        print(secret)
        print(_ONCE.in_(language).format(id=made.id), file=sys.stderr)
    elif options.what == "revoke":
        keys.revoke(options.of)
    else:
        for each in keys.all():
            told = {name: value for name, value in asdict(each).items() if name != "digest"}
            print_json(told)
    return 0
