"""What this room takes in. Import the module that you need."""
