"""Forms that keep what is typed (`<c-kept />`): what happens when one is sent."""

from collections.abc import Callable

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse

from pomost.ui import drafts

GetResponse = Callable[[HttpRequest], HttpResponse]


class KeptForms:
    """Forgets the draft of a form that was carried out; puts a form aside whose sender is signed out.

    A form was carried out when it is answered by leading on: everything else shows the form again.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code in (302, 303) and self._is_kept(request):
            if request.user.is_authenticated:
                drafts.forget(request)
            elif request.POST[drafts.MARK].isdecimal() and ratelimit.consume(request, action="put_aside"):
                drafts.put_aside(request)
        return response

    @staticmethod
    def _is_kept(request: HttpRequest) -> bool:
        """The API reads its bodies itself and has no such forms."""
        match = request.resolver_match
        return match is not None and match.namespace != "api" and drafts.MARK in request.POST
