"""Personal data in this room: none; a loaded row repeats what a programme file said."""

from pomost.core.processing import declare_none

declare_none("exchange.LoadedRow", ["target_type", "values"])
