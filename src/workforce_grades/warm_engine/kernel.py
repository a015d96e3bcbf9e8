"""A forked child as nbclient sees it: a kernel manager, and a client with two channels."""

from __future__ import annotations

import signal
from contextlib import suppress
from typing import Any, Final

from jupyter_client.session import Session

from .channels import Channel, Outputs
from .process import Child

_GRACE_SECONDS: Final = 5.0
_GRACE_SECONDS_AT_ONCE: Final = 0.5


class ForkedKernelManager:
    """Interrupts, watches and ends one child.

    Parameters
    ----------
    child
        The child.
    ends_at_once
        Whether it has been told to leave undone what its notebook left to do at its end.
    """

    has_kernel = True
    ipykernel = True

    def __init__(self, child: Child, ends_at_once: bool = False) -> None:
        self.child = child
        self.grace = _GRACE_SECONDS_AT_ONCE if ends_at_once else _GRACE_SECONDS
        self.kernel_id = str(child.pid)

    def client(self) -> ForkedKernelClient:
        """Return a client for it."""
        return ForkedKernelClient(self.child)

    def is_alive(self) -> bool:
        """Whether the child still runs."""
        return self.child.is_alive()

    def interrupt_kernel(self) -> None:
        """Raise KeyboardInterrupt in the cell that runs."""
        self.child.send_signal(signal.SIGINT)

    def shutdown_kernel(self, now: bool = False) -> None:
        """End the child: by itself, so that it can clear up, or at once."""
        if not now:
            self.child.requests.close()
            self.child.exit_code(self.grace)
        self.child.send_signal(signal.SIGKILL)
        self.child.exit_code(_GRACE_SECONDS)

    def cleanup_resources(self) -> None:
        """Close what is open."""
        self.child.close()

    @property
    def ending(self) -> str:
        """How the child ended, in words."""
        code = self.child.exit_code()
        if code is None:
            return "its process is gone"
        if code < 0:
            return f"its process was ended by {_signal_name(-code)}"
        return f"its process ended with exit code {code}" + (f" ({self.child.error})" if self.child.error else "")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


class ForkedKernelClient:
    """Sends requests and hands on what comes back."""

    allow_stdin = False

    def __init__(self, child: Child) -> None:
        self.session = Session()
        self.child = child
        self.shell_channel = Channel(self.session, child.replies, child.requests)
        self.iopub_channel = Outputs(self.session, child.outputs, child.stdout, child.stderr)

    def start_channels(self) -> None:
        """Do nothing: they are open."""

    def wait_for_ready(self, timeout: float | None = None) -> None:
        """Do nothing: requests wait in the socket until the child reads them."""

    def stop_channels(self) -> None:
        """Let nobody wait for messages any more."""
        self.shell_channel.close()
        self.iopub_channel.close()

    def is_alive(self) -> bool:
        """Whether the child still runs."""
        return self.child.is_alive()

    def execute(self, code: str, *, store_history: bool = True, stop_on_error: bool = True, **more: Any) -> str:
        """Ask for a cell to be run; return the id of the request."""
        asked = {"silent": False, "user_expressions": {}, "allow_stdin": False, **more}
        return self._ask("execute_request", {"code": code, "store_history": store_history,
                                             "stop_on_error": stop_on_error, **asked})  # fmt: skip

    def kernel_info(self) -> str:
        """Ask what the kernel is; return the id of the request."""
        return self._ask("kernel_info_request", {})

    def _ask(self, kind: str, content: dict[str, Any]) -> str:
        message = self.session.msg(kind, content)
        with suppress(BrokenPipeError, ConnectionResetError):  # it has died, which the next look at it tells
            self.shell_channel.send(message)
        return str(message["header"]["msg_id"])
