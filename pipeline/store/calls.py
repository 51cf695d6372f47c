"""The replies of one paper's model calls, kept since they were paid for."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from pipeline.store.artefacts import Store
from schemas.calls import Call, Usage


class KeptCalls:
    """The replies of one paper in the store; `usage` adds up all that its summary is made from, kept or new."""

    def __init__(self, store: Store, paper_id: str, again: bool, before_asking: Callable[[Usage], None]) -> None:
        self.store, self.paper_id, self.again, self.before_asking = store, paper_id, again, before_asking
        self.usage = Usage()
        self.costs: list[float | None] = []  # US dollars a call; None: unknown
        self.asked = Usage()  # of the new ones alone
        self.awaited = set[str]()  # keys of what was asked for and is not kept yet

    def find(self, key: str) -> Call | None:
        """A kept reply that is usable as it is; one that was cut or empty is asked for again.

        Raises Skipped where it is not kept and no more may be asked, StoreError where no reply could be kept.
        """
        call = None if self.again else self.store.load(self.paper_id, "call", key, Call)
        if call is not None and call.outcome in ("ok", "length"):
            self._count(call)
            return call
        self.before_asking(self.asked)
        if self.asked.calls == 0:
            self.store.check_room()
        self.awaited.add(key)
        return None

    def keep(self, key: str, call: Call) -> None:
        """Write the reply."""
        self._count(call)
        self.asked += call.usage
        self.store.replace(self.paper_id, "call", key, call)
        self.awaited.discard(key)

    def _count(self, call: Call) -> None:
        self.usage += call.usage
        self.costs.append(call.cost_usd)

    @property
    def cost_usd(self) -> float | None:
        """US dollars of all, kept or new; None: unknown."""
        known = [Decimal(str(cost)) for cost in self.costs if cost is not None]
        return float(sum(known)) if len(known) == len(self.costs) else None
