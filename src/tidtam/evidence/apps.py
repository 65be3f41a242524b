from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "tidtam.evidence"
    label = "evidence"
