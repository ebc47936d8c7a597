"""Work on what strangers send, in processes that can be lost: they know no secret and have little."""
