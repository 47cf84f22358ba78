"""The page: Gradio's server under a front end of our own. This import is cheap; `bot.ui.server` brings Gradio."""

from collections.abc import MutableMapping

LOOPBACK = "127.0.0.1,localhost"


def keep_to_this_machine(environment: MutableMapping[str, str]) -> None:
    """Set what Gradio reads when it is imported and started, so that nothing of it leaves the machine.

    Call it with `os.environ` before `bot.ui.server` is imported. Gradio looks for its own address through the proxy
    that the environment names, so the machine itself is excepted from proxies too.
    """
    environment["GRADIO_ANALYTICS_ENABLED"] = "False"
    environment["GRADIO_SHARE"] = "False"
    environment["HF_HUB_DISABLE_TELEMETRY"] = "1"  # else its client asks the hub for a list before it says its name
    environment["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000000"  # else a table of all calls after every call
    for name in ("NO_PROXY", "no_proxy"):
        exceptions = environment.get(name, "")
        if "127.0.0.1" not in exceptions:
            environment[name] = f"{exceptions},{LOOPBACK}" if exceptions else LOOPBACK
