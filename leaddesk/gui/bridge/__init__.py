"""Between the window and the services: who runs a call, where its answer arrives, and who must know."""
