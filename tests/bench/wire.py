# SPDX-License-Identifier: Apache-2.0
"""A small client of the owner's socket (core/api/README.md), for benchmarks and tests."""
import hashlib
import json
import os
import pathlib
import socket
import subprocess
import time


def socket_path(workspace):
    name = hashlib.sha256(os.fsencode(os.path.realpath(workspace))).hexdigest()[:16] + ".sock"
    base = os.environ.get("XDG_RUNTIME_DIR")
    folder = pathlib.Path(base) / "holdfast" if base else pathlib.Path(f"/tmp/holdfast-{os.getuid()}")
    return folder / name


class Owner:
    """`holdfast serve` on a workspace for as long as the `with` lasts."""

    def __init__(self, binary, workspace):
        self.binary, self.workspace, self.last = str(binary), str(workspace), 0

    def __enter__(self):
        self.process = subprocess.Popen([self.binary, "--workspace", self.workspace, "serve"],
                                        stdout=subprocess.DEVNULL)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        for _ in range(500):
            try:
                self.socket.connect(str(socket_path(self.workspace)))
                break
            except OSError:
                time.sleep(0.02)
        else:
            raise RuntimeError("the owner's socket did not come up")
        self.lines = self.socket.makefile("r", encoding="utf-8")
        return self

    def __exit__(self, *_):
        self.lines.close()
        self.socket.close()
        self.process.terminate()
        self.process.wait(30)

    def call(self, method, **params):
        self.last += 1
        frame = json.dumps({"id": self.last, "method": method, "params": params}) + "\n"
        self.socket.sendall(frame.encode())
        answer = json.loads(self.lines.readline())
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]
