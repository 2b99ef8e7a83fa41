import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trialsite.settings")
application = get_wsgi_application()

# Read here so that a server without one ends at its start, and not at the first sign-in.
_ = settings.SECRET_KEY

# What is loaded by now stays as long as the process: the collector need not look at it with every round.
gc.collect()
gc.freeze()
