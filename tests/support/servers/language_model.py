"""A language model's endpoint on loopback that answers as a test tells it to."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FakeModel(BaseHTTPRequestHandler):
    """Answers as it was told to, and remembers what it was asked."""

    answer: Any = None
    status = 200
    seconds = 0.0
    asked: list[dict[str, Any]] = []  # noqa: RUF012  # one server, one list
    keys: list[str | None] = []  # noqa: RUF012

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append({"path": self.path, **json.loads(body)})
        self.keys.append(self.headers["Authorization"])
        time.sleep(self.seconds)
        sent = self.answer if isinstance(self.answer, bytes) else _completion(self.answer)
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", "/v1/elsewhere")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _completion(answer: Any) -> bytes:
    content = answer if isinstance(answer, str) else json.dumps(answer)
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


@contextmanager
def model(answer: Any, **told: Any) -> Iterator[tuple[str, type[FakeModel]]]:
    fresh = {"asked": [], "keys": [], "answer": answer, **told}
    handler = type("Handler", (FakeModel,), fresh)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", handler
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
