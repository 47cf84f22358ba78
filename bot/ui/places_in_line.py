"""How many questions go before: Gradio counts those that wait as it does, and not those that are being answered.

It tells a caller that waits for one of its workers that nobody is before it, where all its workers are at work.
"""

from typing import Any

from gradio.server_messages import EstimationMessage


def count_whole_line(queue: Any) -> None:
    """Let Gradio's `queue` count those who are being answered as well, where everybody else has to wait for them."""
    send = queue.send_message

    def send_counted(event: Any, message: Any) -> None:
        if isinstance(message, EstimationMessage) and message.rank is not None:
            line = queue.event_queue_per_concurrency_id[event.concurrency_id]
            if line.concurrency_limit is not None and line.current_concurrency >= line.concurrency_limit:
                message = message.model_copy(update={"rank": message.rank + line.current_concurrency})
        send(event, message)

    queue.send_message = send_counted
