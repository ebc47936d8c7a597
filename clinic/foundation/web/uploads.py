"""How much of a form's files is taken at all: a door of its own, before any disk is filled."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST = 64 * 1024 * 1024  # below, pages say in words of their own what is too large for them


class Limited(FileUploadHandler):
    """Refuses a form that announces more, or a file that is more; all else is left to other handlers."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's
        content_length: int,
        *rest: Any,
        **more: Any,
    ) -> None:
        self._refuse(content_length)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._refuse(start + len(raw_data))  # what comes in pieces announces nothing
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

    def _refuse(self, size: int) -> None:
        if size > MOST:
            raise RequestDataTooBig("the form holds more than is taken")
