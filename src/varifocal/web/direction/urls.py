"""Addresses of the direction."""

from __future__ import annotations

from django.urls import path

from varifocal.web import lately, reaching
from varifocal.web.direction import acts, views

urlpatterns = [
    path("direction", views.direction, name="direction"),
    path("direction/visions/new", acts.draw, name="vision-draw"),
    path("direction/visions/<int:pk>", acts.redraw, name="vision-redraw"),
    path("direction/choices/new", acts.choose, name="strategy-choose"),
    path("direction/choices/<int:pk>", acts.rechoose, name="strategy-rechoose"),
    path("direction/choices/<int:pk>/drop", acts.drop_choice, name="strategy-drop"),
    path("direction/values/new", acts.hold, name="value-hold"),
    path("direction/values/<int:pk>/let-go", acts.let_go, name="value-let-go"),
    path("goals/new", acts.set_goal, name="goal-set"),
    path("goals/<int:pk>", views.goal, name="goal"),
    path("goals/<int:pk>/chance", views.chance, name="goal-chance"),
    path("goals/<int:pk>/reach", reaching.goal, name="goal-reach"),
    path("goals/<int:pk>/lately", lately.goal, name="goal-lately"),
    path("goals/<int:pk>/break-down", views.break_down, name="goal-break-down"),
    path("goals/<int:pk>/edit", acts.amend, name="goal-edit"),
    path("goals/<int:pk>/seen-by", acts.show_to, name="goal-seen-by"),
    path("goals/<int:pk>/end", acts.end, name="goal-end"),
    path("goals/<int:pk>/reopen", acts.reopen, name="goal-reopen"),
    path("goals/<int:pk>/remove", acts.remove, name="goal-remove"),
    path("goals/<int:pk>/measures/new", acts.define, name="measure-define"),
    path("measures/<int:pk>", acts.redefine, name="measure-redefine"),
    path("measures/<int:pk>/read", acts.read, name="measure-read"),
    path("measures/<int:pk>/remove", acts.remove_measure, name="measure-remove"),
    path("measures/<int:pk>/adds", acts.adds, name="measure-adds"),
    path("contributions/<int:pk>/withdraw", acts.adds_nothing, name="contribution-withdraw"),
]
