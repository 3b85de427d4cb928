"""Shapes of GeoJSON geometries.

Only a run of the import loads this module: shapely and numpy would cost every process some 25 MB.
"""

import json
from typing import Any

import shapely
from django.utils.translation import gettext as _


class NoShape(Exception):
    """A geometry that can't be a boundary; the text says why."""


def shape_of(geometry: dict[str, Any]) -> Any:
    """The shape of a GeoJSON geometry. Raises NoShape for rings that cross themselves or are not closed."""
    try:
        shape = shapely.from_geojson(json.dumps(geometry), on_invalid="raise")
    except (shapely.GEOSException, ValueError) as error:
        raise NoShape(_("the rings are not right (%s)") % str(error)[:200]) from None
    if shape is None or shape.is_empty:
        raise NoShape(_("the geometry is empty"))
    if not shapely.is_valid(shape):
        raise NoShape(_("the boundary crosses itself (%s)") % shapely.is_valid_reason(shape)[:200])
    return shape
