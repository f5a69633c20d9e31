"""The journal's own kinds of work: the heartbeat and mail."""

from typing import Any

from tomoni.journal import ledger, mail, retention

ledger.handler(mail.KIND, waits=mail.WAITS)(mail.deliver)


@ledger.handler(ledger.HEARTBEAT)
def beat(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Closing the row is the sign of life; old rows are swept on the way."""
    return retention.sweep
