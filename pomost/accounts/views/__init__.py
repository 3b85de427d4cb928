"""Pages of the room. Import the module that you need."""
