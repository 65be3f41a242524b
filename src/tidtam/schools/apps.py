from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "tidtam.schools"
    label = "schools"
