"""Banks to try our gateways with on one machine, written from their public descriptions. No Django, no real money."""
