"""Money taken at a desk: cash in the drawer, cards at a terminal. Both stand behind the port of the banks."""

CASH = "cash"
TERMINAL = "terminal"
DESK = frozenset({CASH, TERMINAL})
