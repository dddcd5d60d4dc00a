"""Text messages of a local run: they lie in the mailbox page, among the letters."""

from email.utils import formatdate

from django.core.mail import EmailMessage

from railway.lib.mailbox import FileBackend

KEPT_KEYS = 1000


class SimulatedSms:
    """A gateway that writes messages where the mailbox page finds them, each key once."""

    def __init__(self) -> None:
        self._sent: list[str] = []

    def send(self, *, phone: str, text: str, key: str) -> str:
        """This method takes the message, and says so when it had it before."""
        if key in self._sent:
            return "200 had it"
        message = EmailMessage(subject=f"SMS ({len(text)})", body=text, to=[phone])
        message.extra_headers["Date"] = formatdate()
        FileBackend().send_messages([message])
        self._sent = [*self._sent[-KEPT_KEYS:], key]
        return "200 sent"
