"""Pure functions on exact values: ages, calendar months, renal function, QTc, CTCAE grades, body surface area."""
