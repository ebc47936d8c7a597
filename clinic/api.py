"""The JSON interface, version 1: put together from the apps' routers."""

from ninja import NinjaAPI

from clinic.foundation import policy
from clinic.foundation.api import answer_problems
from protocols.api.evaluate import router as evaluate_router

api = NinjaAPI(
    title="Legwork",
    version="1",
    description="Booking for massage clinics for runners.",
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", evaluate_router)
answer_problems(api)

policies = {
    "api:api-root": policy.PUBLIC_API,
    "api:openapi-json": policy.PUBLIC_API,
    "api:judge": policy.PUBLIC_API,
}
