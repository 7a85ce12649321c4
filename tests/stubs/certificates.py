"""Certificates of the providers' names, made with openssl, for clients behind HTTPS_PROXY."""

import ssl
import subprocess
from collections.abc import Iterable
from pathlib import Path

CA = "basicConstraints=critical,CA:TRUE"
USES = "keyUsage=critical,keyCertSign,cRLSign"
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def certificates(folder: Path, hosts: Iterable[str]) -> tuple[ssl.SSLContext, Path]:
    """Return the server's side, and the authority's file for the client.

    The file is what SSL_CERT_FILE, REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE are to name.
    """
    names = ",".join(f"DNS:{host}" for host in hosts)
    (folder / "names").write_text(f"subjectAltName={names}\nextendedKeyUsage=serverAuth\n", "utf-8")
    new = ("req", *KEY, "-subj", "/CN=Stubs")
    _openssl(
        folder,
        *new,
        "-x509",
        "-days",
        "2",
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
        "-addext",
        CA,
        "-addext",
        USES,
    )
    _openssl(folder, *new, "-keyout", "server.key", "-out", "server.csr")
    _openssl(
        folder,
        "x509",
        "-req",
        "-in",
        "server.csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        "names",
        "-out",
        "server.pem",
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    context.set_alpn_protocols(["http/1.1"])
    return context, folder / "ca.pem"
