"""Which computer this is."""

import os
import sys


def host_name() -> str:
    """The name of this computer."""
    if sys.platform == "win32":
        import socket

        return socket.gethostname()
    return os.uname().nodename  # the same, without a module that takes longer to load than a file to open
