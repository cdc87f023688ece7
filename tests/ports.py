"""Ports for servers of tests."""

from __future__ import annotations

import random
import socket
from pathlib import Path

FIRST = 20_000  # above what programs are known to listen on, and what browsers refuse


def free_port() -> int:
    """One on loopback that nobody holds, below those the system gives to whoever connects to somewhere.

    Of these one could be another's between the choice here and the moment when a server, seconds later, listens.
    """
    choose = random.SystemRandom()
    while True:
        port = choose.randrange(FIRST, first_of_the_system())
        try:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return port


def first_of_the_system() -> int:
    """The lowest port that outgoing connections get."""
    try:
        first = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    except OSError:
        return 32_768  # Linux's own
    return first if first > FIRST else 65_536
