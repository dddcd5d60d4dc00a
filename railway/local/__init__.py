"""Everything that one machine needs to run the service by itself: embedded servers, and `make run`."""
