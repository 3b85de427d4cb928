"""What lower rooms show on the workspace of a partnership, below its next steps."""

from collections.abc import Callable
from typing import Any

from pomost.core.registries import Registry
from pomost.partnerships.models.partnerships import Partnership

Panel = tuple[str, dict[str, Any]]  # template and what it gets as `panel`

# name → function(partnership, user) → what to show, None for nothing.
panels: Registry[Callable[[Partnership, Any], Panel | None]] = Registry("panels of a partnership's workspace")


def panels_of(partnership: Partnership, user: Any) -> list[Panel]:
    """Everything that the rooms below show this reader."""
    return [found for provider in panels if (found := provider(partnership, user)) is not None]
