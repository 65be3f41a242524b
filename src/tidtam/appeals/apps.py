from django.apps import AppConfig


class AppealsConfig(AppConfig):
    name = "tidtam.appeals"
    label = "appeals"
