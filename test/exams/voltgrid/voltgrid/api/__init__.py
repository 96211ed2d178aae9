"""HTTP and websocket surface."""
