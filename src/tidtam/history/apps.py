from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "tidtam.history"
    label = "history"
