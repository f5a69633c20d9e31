"""Answers that a program asks for again and again: it keeps a copy, and is not sent it twice."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe


def conditional(
    request: HttpRequest, response: HttpResponse, seconds: int, *, by_language: bool = False
) -> HttpResponse:
    """The answer with an ETag of its content, or 304 where the reader has it already.

    A copy may be used for so many seconds without asking; one for each language where the answer
    is in that of the reader. A Last-Modified that the answer has is heeded.
    """
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"], response["Cache-Control"] = etag, f"public, max-age={seconds}"
    if by_language:
        response["Vary"] = "Accept-Language, Cookie"
    modified = parse_http_date_safe(response.get("Last-Modified", ""))
    return get_conditional_response(request, etag, modified, response) or response
