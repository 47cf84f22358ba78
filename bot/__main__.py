"""`python -m bot` is the command `haeseol`."""

import sys

from bot.cli.main import main

sys.exit(main())
