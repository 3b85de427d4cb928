"""Addresses of the room. Those of signing in keep allauth's own names, outside the room's namespace."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from pomost.accounts.views import (
    access_log,
    accounts,
    duties,
    erasure,
    invitations,
    joining,
    own,
    single_sign_on,
    tokens,
)

sign_in: list[URLPattern | URLResolver] = [
    path(
        pgettext_lazy("url", "account/oidc/<str:provider_id>/login/"),
        single_sign_on.begin,
        name="openid_connect_login",
    ),
    path(pgettext_lazy("url", "account/"), include("allauth.urls")),
]
public = [
    path(pgettext_lazy("url", "account/invitation/<str:token>/"), joining.accept, name="accept-invitation"),
    path(pgettext_lazy("url", "account/ask/"), joining.ask, name="ask"),
    path(pgettext_lazy("url", "account/asked/"), joining.asked, name="asked"),
    path(pgettext_lazy("url", "account/"), own.account, name="account"),
    path(pgettext_lazy("url", "account/tokens/"), tokens.index, name="tokens"),
    path(pgettext_lazy("url", "account/tokens/new/"), tokens.create, name="create-token"),
    path(pgettext_lazy("url", "account/tokens/<int:pk>/revoke/"), tokens.revoke, name="revoke-token"),
    path(pgettext_lazy("url", "accessibility/"), duties.statement, name="statement"),
    path(pgettext_lazy("url", "accessibility/request/"), duties.ask_for_access, name="ask-for-access"),
    path(pgettext_lazy("url", "privacy/"), duties.privacy, name="privacy"),
    path(pgettext_lazy("url", "privacy/request/"), duties.ask_about_data, name="ask-about-data"),
    path(pgettext_lazy("url", "privacy/received/"), duties.received, name="received"),
]
panel = [
    path("skrzynka/", own.inbox, name="inbox"),
    path("skrzynka/przeczytane/", own.read_all, name="read-all"),
    path("skrzynka/<int:pk>/", own.open_item, name="open-item"),
    path("moje-dane/", own.data, name="own-data"),
    path("moje-dane/usun/", erasure.ask, name="ask-for-erasure"),
    path("widoki/zapisz/", own.save_view, name="save-view"),
    path("widoki/<int:pk>/usun/", own.remove_view, name="remove-view"),
    path("instalacja/", duties.installation, name="installation"),
    path("dostepnosc/deklaracja/", duties.change_statement, name="change-statement"),
    path("dostepnosc/zadania/", duties.accessibility_requests, name="accessibility-requests"),
    path("dostepnosc/zadania/<int:pk>/", duties.accessibility_request, name="accessibility-request"),
    path("dane-osobowe/wnioski/", duties.data_requests, name="data-requests"),
    path("dane-osobowe/wnioski/<int:pk>/", duties.data_request, name="data-request"),
    path("dane-osobowe/wnioski/<int:pk>/usuniecie/", erasure.preview, name="erasure"),
    path("dane-osobowe/wnioski/<int:pk>/usuniecie/wykonaj/", erasure.carry_out, name="erase"),
    path("dane-osobowe/dziennik/", access_log.index, name="access-log"),
    path("dane-osobowe/rejestr/", duties.processing, name="processing"),
    path("konta/", accounts.index, name="accounts"),
    path("konta/zapros/", accounts.invite, name="invite"),
    path("konta/zaproszenia/", invitations.index, name="invitations"),
    path("konta/zaproszenia/<int:pk>/", invitations.detail, name="invitation"),
    path("konta/zaproszenia/<int:pk>/wycofaj/", invitations.withdraw, name="withdraw-invitation"),
    path("konta/zaproszenia/<int:pk>/ponow/", invitations.renew, name="renew-invitation"),
    path("konta/prosby/", joining.requests, name="requests"),
    path("konta/prosby/<int:pk>/potwierdz/", joining.confirm, name="confirm-request"),
    path("konta/prosby/<int:pk>/odmow/", joining.refuse, name="refuse-request"),
    path("konta/<int:pk>/", accounts.detail, name="account"),
    path("konta/<int:pk>/rola/", accounts.grant, name="grant"),
    path("konta/<int:pk>/zamknij/", accounts.close, name="close"),
    path("konta/<int:pk>/otworz/", accounts.reopen, name="reopen"),
    path("konta/role/<int:pk>/zakoncz/", accounts.end, name="end-grant"),
]
