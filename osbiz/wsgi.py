"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osbiz.settings")

application = get_wsgi_application()

# What is loaded by now stays for good, and a page is made of some ten thousand things that go with it:
# looking for circles among them each seven hundred took a tenth of its time.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
