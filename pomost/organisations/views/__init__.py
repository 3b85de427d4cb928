"""The outside of the room: organisations and their people, in the panel."""
