from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "tidtam.reviews"
    label = "reviews"
