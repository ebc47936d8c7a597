"""The routes of bookings and who may use them, put together from their parts."""

from bookings.routes import client, clinic, desk, links, therapist

urlpatterns = [
    *client.urlpatterns,
    *links.urlpatterns,
    *therapist.urlpatterns,
    *desk.urlpatterns,
    *clinic.urlpatterns,
]

policies = {
    **client.policies,
    **links.policies,
    **therapist.policies,
    **desk.policies,
    **clinic.policies,
}
