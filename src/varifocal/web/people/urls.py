"""Addresses of people."""

from __future__ import annotations

from django.urls import path

from varifocal.web.people import acts, views

urlpatterns = [
    path("people", views.people, name="people"),
    path("people/skills", views.skills, name="skills"),
    path("people/new", acts.welcome, name="person-welcome"),
    path("people/<int:pk>", views.person, name="person"),
    path("people/<int:pk>/edit", acts.describe, name="person-edit"),
    path("people/<int:pk>/week", acts.set_week, name="person-week"),
    path("people/<int:pk>/lead", acts.place_under, name="person-lead"),
    path("people/<int:pk>/leave", acts.leave, name="person-leave"),
    path("people/<int:pk>/erase", acts.erase, name="person-erase"),
    path("people/<int:pk>/note", acts.note_privately, name="person-note"),
    path("people/<int:pk>/skills", acts.rate, name="person-skill"),
    path("people/<int:pk>/passions/new", acts.tell, name="person-passion"),
    path("people/<int:pk>/values/new", acts.name_own, name="person-value"),
    path("people/<int:pk>/absences/new", acts.announce, name="person-absence"),
    path("people/<int:pk>/praise", acts.praise, name="person-praise"),
    path("pairs/<int:pk>/talk", acts.talk, name="talk"),
    path("passions/<int:pk>/forget", acts.forget, name="passion-forget"),
    path("own-values/<int:pk>/let-go", acts.let_go, name="own-value-let-go"),
    path("absences/<int:pk>", acts.move, name="absence-move"),
    path("absences/<int:pk>/cancel", acts.cancel, name="absence-cancel"),
]
