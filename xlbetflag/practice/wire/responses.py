"""What the practice exchange sends back, and how much it takes in."""

import msgspec
from starlette.responses import Response

from xlbetflag.api.messages import Envelope
from xlbetflag.practice.venue.refusals import Refused

BODY_LIMIT = 256 * 1024


def json_response(message: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(message), status, media_type="application/json")


def refusal_response(refused: Refused, status: int | None = None) -> Response:
    response = json_response(envelope(refused), status or refused.refusal.http_status)
    if refused.retry_after is not None:
        response.headers["Retry-After"] = refused.retry_after
    return response


def envelope(refused: Refused) -> Envelope:
    return Envelope(errore=refused.errore, esito=refused.refusal.esito)
