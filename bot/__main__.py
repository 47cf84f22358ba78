"""`python -m bot` is the command `haeseol`."""

import sys

from bot.cli import main

sys.exit(main())
