"""The protocols app."""

from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    name = "protocols"

    def ready(self) -> None:
        """Hands down whose record is empty: only this app knows races, training and injuries. And
        the words about a feed that cannot be read, and drafts of plans that nobody kept.
        """
        from clinic.foundation.handed import Notice, hand_over
        from protocols.actions import feed_letters, imports
        from protocols.queries import runners

        broken = Notice(feed_letters.broken, feed_letters.wanted, quiet=True)
        hand_over(
            empty=runners.nothing_kept,
            handlers={feed_letters.TOPIC: broken},
            sweep=lambda now: imports.sweep(now=now),
        )
