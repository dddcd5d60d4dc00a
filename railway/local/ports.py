"""Ports of the loopback interface."""

import socket

from railway.local.trouble import Trouble

LOOPBACK = "127.0.0.1"
DEFAULT_WEB_PORT = 8000
WEB_PORTS_TRIED = 20


def is_free(port: int) -> bool:
    """This function tells whether a server could listen on the loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return not _answers(port)


def free_port() -> int:
    """This function returns a loopback port that the system has just found free."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def web_port(wanted: str | None) -> int:
    """This function chooses the web server's port: exactly the wanted one, else the first free from 8000 on.

    Raises Trouble when the wanted port is taken or is no port number, or when none of 8000-8020 is free.
    """
    if wanted:
        return _exact(wanted)
    for port in range(DEFAULT_WEB_PORT, DEFAULT_WEB_PORT + WEB_PORTS_TRIED + 1):
        if is_free(port):
            return port
    raise Trouble(f"no port from {DEFAULT_WEB_PORT} to {port} is free: choose one with PORT=…")


def _exact(wanted: str) -> int:
    if not wanted.isdecimal() or not 1 <= int(wanted) <= 65535:
        raise Trouble(f"PORT={wanted} is not a port number (1 to 65535)")
    if not is_free(int(wanted)):
        raise Trouble(f"port {wanted} is taken: choose another, for example PORT={int(wanted) + 1}")
    return int(wanted)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.3)
        return probe.connect_ex((LOOPBACK, port)) == 0
