"""What the interface's own description says beside what its calls declare."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import Any

from django.conf import settings
from django.urls import resolve
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from clinic.foundation.actions.idempotency import HEADER
from clinic.foundation.policy import Policy

SCHEMES = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of the server's command line: manage.py api_token EMAIL.",
    },
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "A browser's login; calls that write send X-CSRFToken too.",
    },
}
EITHER: list[dict[str, list[str]]] = [{scheme: []} for scheme in SCHEMES]
KEY = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "Chosen by you. The same call again under the same key does nothing anew.",
}
SIGNED_IN = {401: "Unauthorized", 403: "Forbidden"}
WRITING = {409: "Conflict", 413: "Content Too Large", 422: "Unprocessable Content"}
ERROR = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}}


class Interface(NinjaAPI):
    """Ninja's, and who may call what: as the policies of the routes say, so never otherwise."""

    def get_openapi_schema(self, **_options: Any) -> OpenAPISchema:
        """The document, made once: routes do not change while it runs, and anybody may ask."""
        return self._document

    @cached_property
    def _document(self) -> OpenAPISchema:
        document = super().get_openapi_schema()
        document["components"]["securitySchemes"] = SCHEMES
        for path, calls in document["paths"].items():
            policy = _policy(path)
            for method, call in calls.items():
                _complete(call, policy, writes=method != "get")
        return document


def _policy(path: str) -> Policy:
    """The policy of a path of the document, such as `/api/v1/races/{code}`."""
    table: dict[str, Policy] = import_module(settings.ROOT_URLCONF).policies
    return table[resolve(path.replace("{", "").replace("}", "")).view_name]


def _complete(call: dict[str, Any], policy: Policy, *, writes: bool) -> None:
    """Add what every call of its kind has: who may call, the key, the errors of both."""
    errors: dict[int, str] = {}
    call["security"] = [{}, *EITHER] if policy.public else EITHER
    if not policy.public:
        errors |= SIGNED_IN
    if writes and not policy.public:
        errors |= WRITING
        named = [parameter["name"].lower() for parameter in call["parameters"]]
        if HEADER.lower() not in named:
            call["parameters"] = [*call["parameters"], KEY]
    for status, words in errors.items():
        call["responses"].setdefault(status, {"description": words, "content": ERROR})
