from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class SuperuserAdminConfig(AdminConfig):
    default_site = "trialsite.admin.SuperuserAdminSite"


class OperationConfig(AppConfig):
    """For the commands of who runs the site: backup, drill."""

    name = "trialsite"
