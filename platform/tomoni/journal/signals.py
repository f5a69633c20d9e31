"""What the journal tells the apps above."""

from django.dispatch import Signal

refused = Signal()
"""address, reply: a mail server has refused it for good; in the transaction of the mail."""
