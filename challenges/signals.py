"""What challenges tell the apps above. Sent inside the transaction of the step that caused it."""

from django.dispatch import Signal

challenge_changed = Signal()  # challenge: it was opened, edited, closed or cancelled
proposal_decided = Signal()  # proposal: it was accepted or declined
