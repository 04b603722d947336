"""Addresses of clients, partners, and what may come."""

from __future__ import annotations

from django.urls import path

from varifocal.web.clients import acts, agreed, coming, views

urlpatterns = [
    path("clients", views.clients, name="clients"),
    path("clients/new", acts.meet, name="company-meet"),
    path("clients/pipeline", coming.pipeline, name="pipeline"),
    path("clients/side-by-side", coming.side_by_side, name="side-by-side"),
    path("clients/pairs/<int:place>", coming.pair, name="side-by-side-pair"),
    path("clients/<int:pk>", views.company, name="company"),
    path("clients/<int:pk>/promises", views.promises, name="company-promises"),
    path("clients/<int:pk>/edit", acts.describe, name="company-edit"),
    path("clients/<int:pk>/merge", acts.merge, name="company-merge"),
    path("clients/<int:pk>/remove", acts.remove, name="company-remove"),
    path("clients/<int:pk>/contacts/new", acts.contact_new, name="contact-new"),
    path("clients/<int:pk>/touches/new", acts.touch_new, name="touch-new"),
    path("clients/<int:pk>/step", acts.step, name="company-step"),
    path("clients/<int:pk>/agreements/new", agreed.agree, name="agreement-new"),
    path("clients/<int:pk>/extras/new", agreed.extra_new, name="extra-new"),
    path("contacts/<int:pk>", acts.contact_edit, name="contact-edit"),
    path("contacts/<int:pk>/remove", acts.contact_remove, name="contact-remove"),
    path("touches/<int:pk>/remove", acts.touch_remove, name="touch-remove"),
    path("agreements/<int:pk>", agreed.revise, name="agreement-edit"),
    path("agreements/<int:pk>/remove", agreed.remove, name="agreement-remove"),
    path("tasks/<int:pk>/extra", agreed.extra_of_task, name="task-extra"),
    path("extras/<int:pk>/price", agreed.price, name="extra-price"),
    path("extras/<int:pk>/agree", agreed.yes, name="extra-agree"),
    path("extras/<int:pk>/decline", agreed.no, name="extra-decline"),
    path("opportunities/new", coming.new, name="opportunity-new"),
    path("opportunities/<int:pk>", coming.opportunity, name="opportunity"),
    path("opportunities/<int:pk>/edit", coming.edit, name="opportunity-edit"),
    path("opportunities/<int:pk>/move", coming.move, name="opportunity-move"),
    path("opportunities/<int:pk>/win", coming.win, name="opportunity-win"),
    path("opportunities/<int:pk>/lose", coming.lose, name="opportunity-lose"),
    path("opportunities/<int:pk>/seen-by", coming.seen_by, name="opportunity-seen-by"),
    path("opportunities/<int:pk>/remove", coming.remove, name="opportunity-remove"),
]
