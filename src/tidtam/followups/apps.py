from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "tidtam.followups"
    label = "followups"
