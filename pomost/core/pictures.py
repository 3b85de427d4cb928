"""Pictures for the public: drawn anew before they are kept, at a size for the screen and without traces.

A photograph tells where and with what it was taken (EXIF, GPS), which is nobody's business (GDPR
art. 5(1)(c)), and weighs more than the page around it. What is kept is the picture alone.
"""

import io
import os
import warnings
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from pomost.core.files import FileNotTaken

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
LONGEST_SIDE = 1600  # pixels: twice the widest place on a page
MOST_PIXELS = 50_000_000  # of what is opened; a picture that claims more would fill the memory
QUALITY = 82


def drawn_anew(upload: IO[bytes], name: str) -> IO[bytes]:
    """The picture as it is kept: of the same format, upright, at most 1600 pixels long, without metadata.

    Raises FileNotTaken when it is no PNG, JPEG or WebP, is broken, or has more than 50 million pixels.
    """
    wanted = FORMATS.get(os.path.splitext(name)[1].lower())
    if wanted is None:
        raise FileNotTaken(_("This file is no picture. Choose one in PNG, JPEG or WebP."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own bound is lower
            with Image.open(upload, formats=[wanted]) as found:
                if found.width * found.height > MOST_PIXELS:
                    raise FileNotTaken(_("The picture is too large. Make it smaller than 50 million pixels."))
                found.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))  # a JPEG is read small at once
                return _saved(found, wanted)
    except Image.DecompressionBombError:
        raise FileNotTaken(_("The picture is too large. Make it smaller than 50 million pixels.")) from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise FileNotTaken(_("The picture can't be opened: it is broken, or of another kind.")) from None


def _saved(found: Image.Image, wanted: str) -> IO[bytes]:
    colours = found.info.get("icc_profile")
    picture = ImageOps.exif_transpose(found)
    if picture.mode.startswith("I"):  # sixteen bits of grey, of which a screen shows eight
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in ("P", "PA", "LA", "1"):
        picture = picture.convert("RGBA" if "A" in picture.mode or "transparency" in found.info else "RGB")
    if wanted == "JPEG" and picture.mode not in ("RGB", "L"):
        picture = picture.convert("RGB")
        colours = None  # of the colours that it had before
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    target = io.BytesIO()
    bare.save(target, wanted, optimize=True, quality=QUALITY, icc_profile=colours)
    target.seek(0)
    return target
