"""Addresses of the room."""

from django.urls import path

from pomost.panel import views

panel = [path("", views.home, name="home")]
