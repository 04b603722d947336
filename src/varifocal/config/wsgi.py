"""What the web server imports."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "varifocal.config.settings")
application = get_wsgi_application()
gc.freeze()  # what is loaded stays: it is not looked through again and again
gc.set_threshold(50_000, 20, 100)  # a full look in the middle of a page costs more than all the rest of it
