"""What meetings do in the background and tell, room by room: importing them registers it."""

from events.attending import jobs as attending
from events.consulting import jobs as consulting
from events.following import jobs as following
from events.pitching import jobs as pitching
from events.preparing import jobs as preparing
from events.reporting import jobs as reporting
from events.seating import jobs as seating

__all__ = [
    "attending",
    "consulting",
    "following",
    "pitching",
    "preparing",
    "reporting",
    "seating",
]
