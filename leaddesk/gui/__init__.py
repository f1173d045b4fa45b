"""The window: pages, the widgets they share, and the bridge that carries calls to the services."""
