"""Addresses of the settings."""

from __future__ import annotations

from django.urls import path

from varifocal.web.settings import accounts, planned, teams, views

urlpatterns = [
    path("settings", views.settings, name="settings"),
    path("settings/mine", views.mine, name="settings-mine"),
    path("settings/organization", views.organization, name="settings-organization"),
    path("settings/rules", views.rules, name="settings-rules"),
    path("settings/skills", views.name_skill, name="settings-skill"),
    path("settings/levels", views.tell_levels, name="settings-levels"),
    path("settings/equipment/new", planned.bring, name="settings-bring"),
    path("settings/equipment/<int:pk>", planned.describe, name="settings-equipment"),
    path("settings/equipment/<int:pk>/out", planned.out, name="settings-equipment-out"),
    path("settings/outages/<int:pk>/back", planned.back, name="settings-equipment-back"),
    path("settings/rates", planned.rate, name="settings-rate"),
    path("settings/weighing", planned.weigh, name="settings-weighing"),
    path("settings/kinds", views.name_kind, name="settings-kind"),
    path("settings/copy-in", views.renew_copy_in, name="settings-copy-in"),
    path("settings/sample/remove", views.remove_sample, name="settings-remove-sample"),
    path("settings/accounts/invite", accounts.invited, name="settings-invite"),
    path("settings/accounts/<int:pk>/roles", accounts.roles, name="settings-roles"),
    path("settings/accounts/<int:pk>/disable", accounts.shut_out, name="settings-disable"),
    path("settings/accounts/<int:pk>/enable", accounts.let_in, name="settings-enable"),
    path("settings/accounts/<int:pk>/reset", accounts.started_anew, name="settings-reset"),
    path("settings/teams/new", teams.form, name="settings-new-team"),
    path("settings/teams/<int:pk>", teams.team, name="settings-team"),
    path("settings/teams/<int:pk>/disband", teams.disband, name="settings-disband"),
]
