"""Addresses of what a leader thinks of."""

from __future__ import annotations

from django.urls import path

from varifocal.web.talent import views

urlpatterns = [
    path("people/mine", views.mine, name="my-people"),
    path("people/coverage", views.coverage, name="coverage"),
    path("people/learning", views.learning, name="learning"),
    path("people/learning/steps", views.stretching, name="stretching"),
    path("people/learning/offer", views.offer_step, name="stretch-offer"),
    path("people/learning/ask", views.ask_pair, name="ask-pair"),
    path("people/help", views.help_seen, name="help"),
    path("people/help/agree", views.agree, name="help-agree"),
    path("people/talent", views.talent, name="talent"),
]
