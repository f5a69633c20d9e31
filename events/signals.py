"""What meetings tell the apps above. Sent inside the transaction of the step that caused it."""

from django.dispatch import Signal

event_changed = Signal()  # event: it was announced, edited or called off
