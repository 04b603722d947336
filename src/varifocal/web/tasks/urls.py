"""Addresses of tasks."""

from __future__ import annotations

from django.urls import path

from varifocal.web.tasks import acts, asks, quick, views, waiting

urlpatterns = [
    path("tasks/new", quick.new_task, name="new-task"),
    path("tasks/<int:pk>", views.task, name="task"),
    path("tasks/<int:pk>/move", acts.move, name="task-move"),
    path("tasks/<int:pk>/done", acts.done_or_not, name="task-done"),
    path("tasks/<int:pk>/start", acts.start, name="task-start"),
    path("tasks/<int:pk>/mine", acts.take_on, name="task-take-on"),
    path("tasks/<int:pk>/people/<int:person>/agree", acts.agree, name="task-agree"),
    path("tasks/<int:pk>/people/<int:person>/release", acts.release, name="task-release"),
    path("tasks/<int:pk>/needs/<int:need>/waive", acts.waive, name="task-waive"),
    path("tasks/<int:pk>/ties/<int:tie>/untie", acts.untie, name="task-untie"),
    path("tasks/<int:pk>/pin/loosen", acts.loosen, name="task-loosen"),
    path("tasks/<int:pk>/checklist", acts.write_item, name="task-item"),
    path("tasks/<int:pk>/checklist/<int:item>/tick", acts.tick, name="task-tick"),
    path("tasks/<int:pk>/checklist/<int:item>/strike", acts.strike_item, name="task-strike"),
    path("tasks/<int:pk>/comments", acts.say_words, name="task-say"),
    path("tasks/<int:pk>/comments/<int:comment>/unsay", acts.unsay, name="task-unsay"),
    path("tasks/<int:pk>/hours", acts.record, name="task-hours"),
    path("tasks/<int:pk>/hours/<int:entry>/strike", acts.strike_hours, name="task-hours-strike"),
    path("tasks/<int:pk>/remove", acts.remove, name="task-remove"),
    path("tasks/<int:pk>/edit", asks.edit, name="task-edit"),
    path("tasks/<int:pk>/estimate", asks.estimate, name="task-estimate"),
    path("tasks/<int:pk>/left", asks.left, name="task-left"),
    path("tasks/<int:pk>/people", asks.people, name="task-people"),
    path("tasks/<int:pk>/need", asks.need, name="task-need"),
    path("tasks/<int:pk>/tie", asks.tie, name="task-tie"),
    path("tasks/<int:pk>/pin", asks.pin, name="task-pin"),
    path("tasks/<int:pk>/wait", asks.wait, name="task-wait"),
    path("tasks/<int:pk>/ask", waiting.put, name="task-ask"),
    path("tasks/<int:pk>/remind", waiting.remind, name="task-remind"),
    path("tasks/<int:pk>/asks/<int:ask>/link", waiting.new_link, name="task-ask-link"),
    path("tasks/<int:pk>/asks/<int:ask>/withdraw", waiting.withdraw, name="task-ask-withdraw"),
    path("tasks/<int:pk>/asks/<int:ask>/file", waiting.file, name="task-ask-file"),
    path("tasks/<int:pk>/project", asks.to_project, name="task-to-project"),
    path("tasks/<int:pk>/cut", asks.cut, name="task-cut"),
]
