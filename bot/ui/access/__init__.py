"""Who may use the page, how often, and how one shows that one may. `bot.ui.access.authorisation` is the door."""
