"""Makes a certificate authority and certificates with an OIN for tests; nothing of it outlives the test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Paar:
    """A certificate with its key, as files."""

    cert: Path
    key: Path


class Uitgever:
    """A certificate authority in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Proef {folder.name}")])
        basic = x509.BasicConstraints(ca=True, path_length=None)
        self._cert = _built(self._name, self._name, self._key.public_key()).add_extension(basic, critical=True)
        self.ca = folder / "ca.pem"
        self.ca.write_bytes(self._cert.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def geef(self, name: str, oin: str | None = None) -> Paar:
        """A certificate, with an OIN in its subject when given; good for 127.0.0.1."""
        key = ec.generate_private_key(ec.SECP256R1())
        parts = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
        if oin is not None:
            parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, oin))
        alt = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
        made = _built(x509.Name(parts), self._name, key.public_key()).add_extension(alt, critical=False)
        cert, file = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        cert.write_bytes(made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return Paar(cert, file)


def _built(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )
