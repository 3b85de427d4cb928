"""Our icons: 24 × 24, drawn with the colour of the text. Shapes say what words beside them say."""

from django.utils.safestring import SafeString, mark_safe

_DRAWN = {
    "check": '<circle cx="12" cy="12" r="9.5"/><path d="m7.5 12.4 3 3 6-6.6"/>',
    "bad": '<path d="M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8Z"/><path d="M12 7.5v5.5M12 16.4v.2"/>',
    "warning": '<path d="M12 2.5 22 20.5H2Z"/><path d="M12 9v5.5M12 17.2v.2"/>',
    "info": '<circle cx="12" cy="12" r="9.5"/><path d="M12 11v5.5M12 7.5v.2"/>',
    "down": '<path d="M12 3.5v12M7 11l5 5 5-5M4.5 20.5h15"/>',
    "up": '<path d="M12 20.5v-14M7 11l5-5 5 5"/>',
    "ask": '<path d="M3.5 4.5h17v12h-9l-4.5 4v-4h-3.5Z"/>',
    "doc": '<path d="M5.5 2.5h9l4 4v15h-13ZM9 11.5h6M9 15.5h6"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5.5 5.5"/>',
    "menu": '<path d="M3.5 6.5h17M3.5 12h17M3.5 17.5h17"/>',
    "close": '<path d="m5.5 5.5 13 13M18.5 5.5l-13 13"/>',
    "edit": '<path d="M4.5 19.5v-4l11-11 4 4-11 11Z"/>',
    "lock": '<path d="M5.5 10.5h13v10h-13ZM8 10.5v-3a4 4 0 0 1 8 0v3"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20v-2a5 5 0 0 1 5-5h3a5 5 0 0 1 5 5v2"/>'
    '<path d="M15 4.8a3.5 3.5 0 0 1 0 6.4M18 13.5a5 5 0 0 1 3.5 4.5v2"/>',
    "calendar": '<path d="M4 5.5h16v15H4ZM4 10h16M8.5 3v4M15.5 3v4"/>',
    "link": '<path d="M10 6H4.5v13.5H18V14M13.5 4.5h6v6M19.5 4.5 11 13"/>',
    # Deadlines: the shape alone tells them apart.
    "due-over": '<path fill="currentColor" d="M7.5 1.5h9l6 6v9l-6 6h-9l-6-6v-9Z"/>'
    '<path d="M12 6.5v7M12 17v.4" stroke="var(--pm-paper)" stroke-width="2.6"/>',
    "due-today": '<path fill="currentColor" d="M12 1.5 23 21.5H1Z"/>',
    "due-soon": '<circle cx="12" cy="12" r="9.5" fill="none" stroke="currentColor" stroke-width="2.5"/>'
    '<path fill="currentColor" stroke="none" d="M12 2.5a9.5 9.5 0 0 1 0 19Z"/>',
    "due-later": '<circle cx="12" cy="12" r="9.5" fill="none" stroke="currentColor" stroke-width="2.5"/>',
}

PATHS: dict[str, SafeString] = {name: mark_safe(shapes) for name, shapes in _DRAWN.items()}  # noqa: S308 - constants
