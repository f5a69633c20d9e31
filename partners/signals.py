"""What partners tell the apps above. Sent inside the transaction of the step that caused it."""

from django.dispatch import Signal

partner_changed = Signal()  # partner: its profile or state changed
listing_changed = Signal()  # listing: it was published, edited, paused, fulfilled or it expired
partners_approach = Signal()  # partners: two are to come together; who knows better: StateError
