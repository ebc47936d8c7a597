"""The routes of protocols and who may use them."""

from django.urls import path

from clinic.foundation import policy
from protocols.web import check, race_list, races, runner, session_types, training, try_it

urlpatterns = [
    path("sessions/", session_types.listing, name="session_types"),
    path("sessions/<slug:code>/", session_types.detail, name="session_type"),
    path("try/", try_it.page, name="try_it"),
    path("races/", races.listing, name="races"),
    path("races/new/", races.new, name="race_new"),
    path("races/list/", races.picking, name="race_picking"),
    path("races/list/<slug:code>/", races.pick, name="race_pick"),
    path("races/<slug:code>/", races.one, name="race"),
    path("races/<slug:code>/priority/", races.priority, name="race_priority"),
    path("races/<slug:code>/remove/", races.remove, name="race_remove"),
    path("training/", training.page, name="training"),
    path("training/new/", training.new, name="workout_new"),
    path("training/<slug:code>/", training.one, name="workout"),
    path("training/<slug:code>/remove/", training.remove, name="workout_remove"),
    path("runner/", runner.profile, name="runner"),
    path("injuries/", runner.injury_list, name="injuries"),
    path("injuries/new/", runner.injury_new, name="injury_new"),
    path("injuries/<slug:code>/", runner.injury, name="injury"),
    path("injuries/<slug:code>/close/", runner.injury_close, name="injury_close"),
    path("check/", check.page, name="check"),
    path("clinic/race-list/", race_list.listing, name="race_list"),
    path("clinic/race-list/new/", race_list.new, name="listed_new"),
    path("clinic/race-list/<slug:code>/", race_list.one, name="listed"),
    path("clinic/race-list/<slug:code>/remove/", race_list.remove, name="listed_remove"),
]

policies = {
    "session_types": policy.PUBLIC,
    "session_type": policy.PUBLIC,
    "try_it": policy.PUBLIC,
    "races": policy.CLIENT,
    "race_new": policy.CLIENT,
    "race_picking": policy.CLIENT,
    "race_pick": policy.CLIENT,
    "race": policy.CLIENT,
    "race_priority": policy.CLIENT,
    "race_remove": policy.CLIENT,
    "training": policy.CLIENT,
    "workout_new": policy.CLIENT,
    "workout": policy.CLIENT,
    "workout_remove": policy.CLIENT,
    "runner": policy.CLIENT,
    "injuries": policy.CLIENT,
    "injury_new": policy.CLIENT,
    "injury": policy.CLIENT,
    "injury_close": policy.CLIENT,
    "check": policy.CLIENT,
    "race_list": policy.DESK,
    "listed_new": policy.DESK,
    "listed": policy.DESK,
    "listed_remove": policy.DESK,
}
