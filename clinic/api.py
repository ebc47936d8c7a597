"""The JSON interface, version 1: put together from the apps' routers."""

from dataclasses import replace

from bookings.api.appointments import router as appointments_router
from bookings.api.menu import router as menu_router
from bookings.api.slots import router as slots_router
from clinic.foundation import policy
from clinic.foundation.api import answer_problems
from clinic.foundation.openapi import Interface
from protocols.api.evaluate import router as evaluate_router
from protocols.api.imports import router as imports_router
from protocols.api.races import router as races_router
from protocols.api.workouts import router as workouts_router

api = Interface(
    title="Legwork",
    version="1",
    description="Booking for massage clinics for runners.",
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", evaluate_router)
api.add_router("", races_router)
api.add_router("", workouts_router)
api.add_router("", imports_router)
api.add_router("", menu_router)
api.add_router("", slots_router)
api.add_router("", appointments_router)
answer_problems(api)

_CALLER = replace(policy.ANY_ROLE, api=True)  # whose things: the queries ask

policies = {
    "api:api-root": policy.PUBLIC_API,
    "api:openapi-json": policy.PUBLIC_API,
    "api:judge": policy.PUBLIC_API,
    **dict.fromkeys(
        (f"api:{call}" for call in ("services", "locations", "therapists", "slots")),
        policy.PUBLIC_API,
    ),
    **dict.fromkeys((f"api:appointment{call}" for call in ("_book", "s_list", "_one")), _CALLER),
    **dict.fromkeys((f"api:appointment_{call}" for call in ("move", "cancel", "undo")), _CALLER),
    **dict.fromkeys(
        (f"api:race{call}" for call in ("s_list", "_add", "_one", "_change", "_remove")), _CALLER
    ),
    "api:imports_add": _CALLER,
    **dict.fromkeys(
        (f"api:workout{call}" for call in ("s_list", "_add", "_one", "_change", "_remove")), _CALLER
    ),
}
