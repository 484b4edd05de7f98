"""A clinic's servers: a mail server with TLS, and a web server for webhooks and Slack's calls."""

from __future__ import annotations

import socket
import ssl
from datetime import datetime, timedelta, timezone
from email import message_from_bytes
from email.message import Message
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.channels.apps.fake_app import Answer, Call, FakeApp

USER, PASSWORD = "desk", "p@ss word"


class MailServer:
    """aiosmtpd on a free port, which accepts mail only after STARTTLS and a log-in."""

    def __init__(self, certificate: Path) -> None:
        self.received: list[Message] = []
        self.answers: list[str] = []  # responses to the next mails, before "250 OK"
        self.certificate = certificate
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate)
        with socket.socket() as free:  # aiosmtpd does not accept port 0
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            tls_context=tls,
            require_starttls=True,
            auth_required=True,
            authenticator=self._known,
            server_hostname="localhost",
        )
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        assert isinstance(envelope.content, bytes)
        self.received.append(message_from_bytes(envelope.content))
        return "250 OK"

    @staticmethod
    def _known(_: SMTP, __: Session, ___: Envelope, ____: str, data: Any) -> AuthResult:
        wanted = LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=data == wanted, handled=False)  # then aiosmtpd responds itself


class ClinicServer(FakeApp):
    """Accepts webhooks at /hook, and messages to Slack."""

    def handle(self, call: Call) -> Answer:
        return Answer(body={"ok": True})


def certificate(folder: Path) -> Path:
    """A self-signed certificate for 127.0.0.1, in one file with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(timezone.utc)
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file = folder / "clinic.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *form)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file
