"""The register in a browser: pages for people, an HTTP API for programs. It only asks and shows."""
