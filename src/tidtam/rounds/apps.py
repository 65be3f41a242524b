from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "tidtam.rounds"
    label = "rounds"
