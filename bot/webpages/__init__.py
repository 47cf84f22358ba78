"""Articles from the web, fetched so that no address can reach into the reader's own machine or network.

public    which addresses may be connected to
connecting    a connection to exactly the address that was checked, within a time for everything
fetching    one page: redirects, sizes, kinds of content
addresses    what a web address is, and when two are the same
webpage    from an address to what the page holds
"""

from bot.webpages.addresses import is_address, page_key
from bot.webpages.webpage import read_webpage

__all__ = ["is_address", "page_key", "read_webpage"]
