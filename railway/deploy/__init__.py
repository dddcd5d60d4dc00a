"""How the service runs in production: image, proxy, probes. The services are put together in docker-compose.yml."""
