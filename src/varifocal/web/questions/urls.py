"""Addresses of open questions."""

from __future__ import annotations

from django.urls import path

from varifocal.web.questions import views

urlpatterns = [
    path("week/questions", views.questions, name="questions"),
    path("week/questions/new", views.put, name="question-put"),
    path("week/questions/<int:pk>", views.question, name="question"),
    path("week/questions/<int:pk>/settle", views.settle, name="question-settle"),
    path("week/questions/<int:pk>/put-off", views.put_off, name="question-put-off"),
    path("week/questions/<int:pk>/let-go", views.let_go, name="question-let-go"),
    path("week/questions/<int:pk>/look-back", views.look_back, name="question-look-back"),
    path("week/questions/<int:pk>/seen-by", views.show_to, name="question-seen-by"),
]
