"""Addresses of the core: signs of life and files, in no language."""

from django.urls import path

from pomost.core import views

plain = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    path("sitemap.xml", views.sitemap_xml, name="sitemap"),
    path("robots.txt", views.robots_txt, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("api/v1/docs", views.api_docs, name="api-docs"),
    path("pliki/<slug:public_id>/<str:name>", views.attachment, name="attachment"),
]
