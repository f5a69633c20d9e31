"""A mail server of the tests' own on a free port: takes mails, refuses them, or is not there.

with running_server() as server:
    server.answer = busy       # 451 to every recipient from now on
    environment(tmp_path, EMAIL_URL=server.url)
    ...
    server.message_ids()
"""

import email
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from typing import Any

Answer = Callable[[str], str]


def welcome(address: str) -> str:
    """Everybody may be written to."""
    return "250 2.1.5 ok"


def busy(address: str) -> str:
    """Not now."""
    return "451 4.3.2 try again later"


def unknown(address: str) -> str:
    """Nobody has that address."""
    return "550 5.1.1 no such user here"


class Server(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as smtplib asks for, and keeps what it has taken."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        self.taken: list[tuple[str, Message]] = []
        self.refused = 0
        self.answer: Answer = welcome
        super().__init__(("127.0.0.1", port), _Conversation)

    @property
    def url(self) -> str:
        """For EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def message_ids(self) -> list[str]:
        """Of every mail that it said 250 to."""
        return [message["Message-ID"] for _address, message in list(self.taken)]


class _Conversation(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self._say("220 tests ESMTP")
        recipient = ""
        for line in self.rfile:
            word = line.decode("utf-8", "replace").strip()
            match word[:4].upper():
                case "RCPT":
                    recipient = word.partition("<")[2].rstrip(">")
                    self._say(self._answer_to(recipient))
                case "DATA":
                    self._say("354 go on")
                    mail = self._data()
                    if mail is None:
                        return
                    self.server.taken.append((recipient, email.message_from_bytes(mail)))
                    self._say("250 2.0.0 taken")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _answer_to(self, address: str) -> str:
        answer = self.server.answer(address)
        self.server.refused += not answer.startswith("250")
        return answer

    def _data(self) -> bytes | None:
        """The mail; None where whoever sends it is gone before its end, as it is not taken then."""
        lines = []
        for line in self.rfile:
            if line.rstrip(b"\r\n") == b".":
                return b"".join(lines)
            lines.append(line)
        return None

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def running_server(port: int = 0) -> Iterator[Server]:
    """A server that is there as long as the block runs."""
    server = Server(port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def parts_of(message: Any) -> dict[str, str]:
    """{content type: text} of a mail as it came over the wire."""
    return {
        part.get_content_type(): part.get_payload(decode=True).decode("utf-8")
        for part in message.walk()
        if not part.is_multipart()
    }
