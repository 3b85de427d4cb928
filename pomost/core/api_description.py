"""The description of the API (OpenAPI 3.1): what every operation can answer besides what it promises."""

from http import HTTPStatus
from typing import Any

from ninja import Schema

PROBLEMS = {
    400: "The request could not be read.",
    401: "No token, or one that is unknown, expired or revoked.",
    403: "The token's scope or the account's roles do not allow this.",
    404: "There is nothing at this address, or nothing that this caller may see.",
    409: "A request with this Idempotency-Key is being carried out. Try again soon.",
    412: "Somebody else changed the thing since it was read. Nothing was saved.",
    413: "The request is too big.",
    422: "Some values do not fit; `errors` names them. Or the Idempotency-Key was used for something else.",
    428: "If-Match is missing: it names the version that is being changed.",
    429: "Too many requests in this minute. Retry-After says how many seconds to wait.",
}
HEADERS = {
    401: {"WWW-Authenticate": "always `Bearer`"},
    409: {"Retry-After": "seconds"},
    412: {"ETag": "the version that is stored now"},
    429: {"Retry-After": "seconds"},
}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "schema": {"type": "string"},
    "description": 'The ETag of the thing as it was read with a token, e.g. `"3"`.',
    "example": '"3"',
}
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "A key of your own choice, new for each thing to make (a UUID). The same request sent "
    "again with it within 24 hours gets the first answer again, and nothing is made twice.",
}


def described(schema: dict[str, Any], problem: type[Schema]) -> dict[str, Any]:
    """The schema with the problem documents that its operations answer, each described once."""
    used: set[int] = set()
    for methods in schema["paths"].values():
        for operation in methods.values():
            for status in _problems_of(operation):
                used.add(status)
                name = f"#/components/responses/Problem{status}"
                operation["responses"].setdefault(status, {"$ref": name})
    schema["components"]["schemas"][problem.__name__] = problem.model_json_schema()
    schema["components"]["responses"] = {
        f"Problem{status}": _response(status, problem.__name__) for status in sorted(used)
    }
    return schema


def _problems_of(operation: dict[str, Any]) -> set[int]:
    names = {each["name"] for each in operation["parameters"]}
    found = {422, 429}
    if any(each["in"] == "path" for each in operation["parameters"]):
        found.add(404)
    if operation.get("security"):
        found |= {401, 403}
    if "requestBody" in operation:
        found |= {400, 413}
    if "If-Match" in names:
        found |= {412, 428}
    if "Idempotency-Key" in names:
        found.add(409)
    return found


def _response(status: int, schema: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": f"{HTTPStatus(status).phrase}. {PROBLEMS[status]}",
        "content": {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }
    if status in HEADERS:
        found["headers"] = {
            name: {"description": text, "schema": {"type": "string"}}
            for name, text in HEADERS[status].items()
        }
    return found
