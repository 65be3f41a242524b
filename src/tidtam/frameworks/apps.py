from django.apps import AppConfig


class FrameworksConfig(AppConfig):
    name = "tidtam.frameworks"
    label = "frameworks"
