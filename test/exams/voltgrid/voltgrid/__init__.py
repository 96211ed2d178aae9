"""Back end for EV charging sites: chargers, tariffs, sessions, dashboards."""
