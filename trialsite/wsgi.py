import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trialsite.settings")
application = get_wsgi_application()

# Read here so that a server without one ends at its start, and not at the first sign-in.
_ = settings.SECRET_KEY
