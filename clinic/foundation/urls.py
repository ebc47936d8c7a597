"""The foundation's routes and who may use them."""

from dataclasses import replace

from django.urls import path

from clinic.foundation import policy
from clinic.foundation.web import contact, joining, messages, pages, practice, record, staff

urlpatterns = [
    path("", pages.home, name="home"),
    path("account/", pages.account, name="account"),
    path("me/", record.me, name="me"),
    path("me/looked/", record.looked, name="looked"),
    path("me/contact/", contact.contact, name="contact"),
    path("me/join/", joining.join, name="join"),
    path("me/join/<str:secret>/", joining.join_link, name="join_link"),
    path("clinic/messages/", messages.messages, name="messages"),
    path("clinic/messages/<str:code>/", messages.message, name="message"),
    path("clinic/settings/", practice.settings, name="practice"),
    path("clinic/staff/", staff.people, name="staff"),
    path("clinic/staff/invite/", staff.invite, name="staff_invite"),
    path("clinic/staff/<str:code>/", staff.person, name="staff_person"),
    path("clinic/staff/<str:code>/access/", staff.access, name="staff_access"),
    path("theme/", pages.theme, name="theme"),
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
]

policies = {
    "home": policy.PUBLIC,
    "account": policy.MEMBER,
    "me": policy.CLIENT,
    "looked": policy.CLIENT,
    "contact": policy.CLIENT,
    "join": replace(policy.CLIENT, counted="mail"),
    "join_link": policy.CLIENT,
    "messages": policy.DESK,
    "message": policy.DESK,
    "practice": policy.OWNER,
    "staff": policy.OWNER,
    "staff_invite": policy.OWNER,
    "staff_person": policy.OWNER,
    "staff_access": policy.OWNER,
    "theme": replace(policy.PUBLIC, opens="always"),
    "healthz": policy.PROBE,
    "readyz": policy.PROBE,
}
