"""The outside of the room: `public` for everybody, `panel` for those who have a task in a partnership."""
