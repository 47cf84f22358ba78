"""What a request passes before it reaches the page's server. `bot.ui.security` puts the parts in their order."""
