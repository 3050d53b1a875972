"""A time-stamping authority (RFC 3161) by `openssl ts`, with certificates of its own."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIGURATION = """
[req]
distinguished_name = name
prompt = no
[name]
CN = nobody
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[stamping]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[signing]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
[tsa]
default_tsa = it
[it]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/chain.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
"""


class Authority:
    """An authority whose certificate is by an issuer whose certificate is by a root."""

    def __init__(self, folder: Path, *, extensions: str = "stamping") -> None:
        if shutil.which("openssl") is None:
            raise AssertionError("openssl is missing; `make test` installs it")
        folder.mkdir()
        self._folder = folder
        self._configuration = folder / "openssl.cnf"
        self._configuration.write_text(CONFIGURATION.format(folder=folder))
        self._certify("root", "Test Root", "root", by="root")
        self._certify("issuer", "Test Issuer", "root", by="root")
        self._certify("tsa", "Test Authority", extensions, by="issuer")
        (folder / "chain.pem").write_bytes((folder / "issuer.pem").read_bytes())
        (folder / "serial").write_text("01\n")

    @property
    def root(self) -> Path:
        return self._folder / "root.pem"

    def reply(self, asked: bytes) -> bytes:
        """Answer a request; also one that has to be refused is answered."""
        query, answer = self._folder / "query.tsq", self._folder / "answer.tsr"
        query.write_bytes(asked)
        self._openssl("ts", "-reply", "-queryfile", str(query), "-out", str(answer))
        return answer.read_bytes()

    def verify(self, response: bytes, note: bytes) -> None:
        """Check a response as openssl does, which raises if it refuses."""
        answer, data = self._folder / "kept.tsr", self._folder / "note.txt"
        answer.write_bytes(response)
        data.write_bytes(note)
        certificates = ("-CAfile", str(self.root), "-untrusted", str(self._folder / "chain.pem"))
        self._openssl("ts", "-verify", "-data", str(data), "-in", str(answer), *certificates)

    def _certify(self, name: str, subject: str, extensions: str, *, by: str) -> None:
        key, asked, made = (str(self._folder / f"{name}.{end}") for end in ("key", "csr", "pem"))
        self._openssl(
            "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key
        )
        self._openssl("req", "-new", "-key", key, "-subj", f"/CN={subject}", "-out", asked)
        issuer = str(self._folder / by)
        signed_by = (
            ("-signkey", key) if by == name else ("-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key")
        )
        self._openssl(
            *("x509", "-req", "-in", asked, "-days", "30", *signed_by, "-CAcreateserial"),
            *("-extfile", str(self._configuration), "-extensions", extensions, "-out", made),
        )

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(
            ["openssl", *arguments],
            check=True,
            capture_output=True,
            env={"OPENSSL_CONF": str(self._configuration), "PATH": "/usr/local/bin:/usr/bin:/bin"},
        )


@contextmanager
def served(reply: object) -> Iterator[str]:
    """Answer requests over HTTP; give the address. ``reply`` makes an answer of a request."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            answer = reply(asked) if callable(reply) else reply
            status = 200 if isinstance(answer, bytes) else 503
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer if isinstance(answer, bytes) else b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/tsa"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
