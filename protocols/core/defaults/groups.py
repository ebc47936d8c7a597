"""Groups of session types and depths that many rules share."""

RUNNING = ("pre_event", "post_event", "general", "injury")
RUNNING_OR_BODY = (*RUNNING, "body")
EVERY_TYPE = (*RUNNING, "none")
DEEP = ("deep",)
GENTLE = ("light", "moderate")
LIGHT = ("light",)
MODERATE = ("moderate",)
