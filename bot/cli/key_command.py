"""The commands about keys, with which other programs come in from elsewhere."""

import argparse
import sys
from dataclasses import asdict

from bot.bilingual import Bilingual, Language
from bot.cli.console import print_json, tell
from bot.service.keys import Keys
from bot.service.state_choice import open_state
from bot.settings import Settings

_ONCE = Bilingual(
    ko="이 키는 지금만 볼 수 있어요. 필요 없어지면: haeseol key revoke {id}",
    en="This key is shown this once. When it is not needed any more: haeseol key revoke {id}",
)
_REVOKED = Bilingual(
    ko="이 키로는 이제 들어올 수 없어요: {id} {name}",
    en="This key opens nothing any more: {id} {name}",
)


def key(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Make a key, list those that there are, or revoke one."""
    with open_state(settings) as state:
        return _do(options, state.keys, language)


def _do(options: argparse.Namespace, keys: Keys, language: Language) -> int:
    if options.what == "new":
        made, secret = keys.make(options.of)
        print(secret)
        print(_ONCE.in_(language).format(id=made.id), file=sys.stderr)
    elif options.what == "revoke":
        gone = keys.revoke(options.of)
        tell(_REVOKED.in_(language).format(id=gone.id, name=gone.name), file=sys.stderr)
    elif options.json:
        print_json([{name: value for name, value in asdict(each).items() if name != "digest"} for each in keys.all()])
    else:
        for each in keys.all():
            tell(f"{each.id}\t{each.made_at}\t{each.name}")
    return 0
