"""A local kernel for one notebook.

It is always the Python that runs this program, also where no kernelspec is installed, and its environment
is fixed, so that the same notebook on the same data gives the same outputs.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Final

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

KERNEL_ENVIRONMENT: Final = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NO_COLOR": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
"""What every kernel gets on top of the environment it is started from."""

_SOCKET_PATH_LIMIT: Final = 90


class LocalKernel(AsyncKernelManager):
    """A kernel of the Python that runs this program, on private sockets in its own folder.

    Sockets of the file system instead of TCP ports: nobody else on the machine can connect, and no two
    kernels race for a port. Where there are none (Windows, or too long a path) it falls back to TCP.
    """

    running: Final[set[LocalKernel]] = set()

    def __init__(self, folder: Path) -> None:
        connection = folder / "kernel.json"
        can_ipc = sys.platform != "win32" and len(str(connection)) < _SOCKET_PATH_LIMIT
        super().__init__(connection_file=str(connection), transport="ipc" if can_ipc else "tcp")
        self.folder = folder

    @cached_property
    def kernel_spec(self) -> KernelSpec:
        """How to start it; takes the place of the kernelspecs installed for the user."""
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python 3",
            language="python",
            env={**KERNEL_ENVIRONMENT, "IPYTHONDIR": str(self.folder / "ipython")},
        )

    def kill(self) -> None:
        """End the kernel at once and remove its folder."""
        pid = getattr(self.provisioner, "pid", None)
        if pid:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)


def kill_kernels() -> None:
    """End every kernel that this process runs, at once."""
    for kernel in tuple(LocalKernel.running):
        kernel.kill()
