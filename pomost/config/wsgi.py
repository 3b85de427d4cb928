"""The WSGI application that granian serves."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pomost.config.settings")
application = get_wsgi_application()

# What a worker loads stays for its life. The collector need not look through it time and again: that kept
# every seventh long list waiting for 100 ms.
import_module(settings.ROOT_URLCONF)  # the pages of all rooms
gc.collect()
gc.freeze()
