"""The demo trial: three hospitals, eight people and 46 screenings, played through the services as those people.

How demo data are told from real data: a demo site's name begins with "Demo: ", a demo account's e-mail address ends in
"@demo.invalid" (RFC 2606 keeps that name from ever being a real one), and a row of Demonstration, which the database
alone writes, says that all here is of the demo; while it stands nothing else comes in (migrations/sql/demo.sql). The
demo is loaded into an empty database only, and never where TRIALSITE_MODE is production: everybody knows its password.
"""
