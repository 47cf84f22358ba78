"""Articles from the web, fetched so that no address can reach into the reader's own machine or network.

public_addresses    which addresses may be connected to
connection    a connection to exactly the address that was checked, within a time for everything
fetch    one page: redirects, sizes, kinds of content
addresses    what a web address is, and when two are the same
fetched    what came, and what tells whether it has changed
feed    what an RSS or Atom feed says
webpage    from an address to what the page holds
"""

from bot.articles.web.addresses import is_address, page_key
from bot.articles.web.webpage import read_webpage

__all__ = ["is_address", "page_key", "read_webpage"]
