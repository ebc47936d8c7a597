"""Bookings that wait for a therapist, and what may be done about them."""

from __future__ import annotations

from dataclasses import replace

from django.urls import URLPattern, path

from bookings.web import review_answers, reviews, reviews_do
from clinic.foundation import policy
from clinic.foundation.policy import Policy

urlpatterns: list[URLPattern] = [
    path("reviews/", reviews.queue, name="reviews"),
    path("reviews/answer/<str:secret>/", review_answers.by_link, name="review_answer"),
    path("reviews/question/<slug:code>/", review_answers.own, name="review_question"),
    path("reviews/<slug:code>/", reviews.one, name="review"),
    path("reviews/<slug:code>/fit/", reviews.fit, name="review_fit"),
    path("reviews/<slug:code>/accept/", reviews_do.accept, name="review_accept"),
    path("reviews/<slug:code>/change/", reviews_do.change, name="review_change"),
    path("reviews/<slug:code>/ask/", reviews_do.ask, name="review_ask"),
    path("reviews/<slug:code>/clear/", reviews_do.clear, name="review_clear"),
    path("reviews/<slug:code>/waive/", reviews_do.waive, name="review_waive"),
    path("reviews/<slug:code>/decline/", reviews_do.decline, name="review_decline"),
]

policies: dict[str, Policy] = {
    "reviews": policy.THERAPIST,
    "review_answer": replace(policy.PUBLIC, counted="guess"),
    "review_question": policy.CLIENT,
    "review": policy.THERAPIST,
    "review_fit": policy.THERAPIST,
    "review_accept": policy.THERAPIST,
    "review_change": policy.THERAPIST,
    "review_ask": policy.THERAPIST,
    "review_clear": policy.THERAPIST,
    "review_waive": policy.THERAPIST,
    "review_decline": policy.THERAPIST,
}
