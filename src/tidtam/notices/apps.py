from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "tidtam.notices"
    label = "notices"
