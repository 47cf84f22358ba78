"""RSS and Atom feeds that a reader follows: which (`feed_store`), asked politely (`feed_poller`), taken in as articles."""
