"""Stands where the program is started: it has it forked (`forking.py`), and ends as that does.

Apart, and without a module of ours, because it is started instead of what takes long to start.
"""

import json
import os
import socket
import sys

with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as server:
    server.connect(sys.argv[1])
    folder = os.getcwd()  # noqa: PTH109  # pathlib takes as long to load as all else here
    asked = {"arguments": sys.argv[2:], "folder": folder, "environment": {**os.environ}}
    socket.send_fds(server, [json.dumps(asked).encode()], [0, 1, 2])
    (status,) = server.recv(1)  # fails where the server is gone
sys.exit(status)
