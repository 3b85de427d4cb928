"""What is kept of a picture: the picture alone, upright and at a size for the screen."""

import io
import struct
import zlib

import pytest
from PIL import Image

from pomost.core.files import FileNotTaken
from pomost.core.pictures import LONGEST_SIDE, drawn_anew


def picture(kind: str, size=(40, 20), mode="RGB", **options) -> io.BytesIO:
    target = io.BytesIO()
    Image.new(mode, size, "red" if mode != "L" else 100).save(target, kind, **options)
    target.seek(0)
    return target


def with_traces() -> Image.Exif:
    """What a telephone writes: it lay on its side, which one it was, and where."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    exif[0x010F] = "Telefon Anny"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 13.0, 0.0), 3: "E", 4: (21.0, 0.0, 0.0)})
    return exif


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_traces_go_and_the_picture_stands_upright(kind, name):
    sent = picture(kind, exif=with_traces())
    assert b"Telefon Anny" in sent.getvalue()

    found = drawn_anew(sent, name)

    content = found.read()
    assert b"Telefon" not in content
    assert b"Exif" not in content
    with Image.open(io.BytesIO(content)) as kept:
        assert (kept.format, kept.size) == (kind, (20, 40))
        assert not kept.getexif()


@pytest.mark.parametrize("size", [(4000, 1000), (1000, 4000)])
def test_a_large_picture_becomes_small_and_keeps_its_proportions(size):
    with Image.open(drawn_anew(picture("JPEG", size=size), "a.jpeg")) as kept:
        assert max(kept.size) == LONGEST_SIDE
        assert max(kept.size) / min(kept.size) == pytest.approx(4, rel=0.01)


@pytest.mark.parametrize(("kind", "mode", "kept_mode"), [
    ("PNG", "RGBA", "RGBA"), ("PNG", "L", "L"), ("PNG", "P", "RGB"), ("PNG", "1", "RGB"),
    ("JPEG", "CMYK", "RGB"),
])  # fmt: skip
def test_every_kind_of_colour_is_kept_as_the_eye_sees_it(kind, mode, kept_mode):
    sent = io.BytesIO()
    Image.new("RGB", (8, 8), "white").convert(mode).save(sent, kind)
    sent.seek(0)
    with Image.open(drawn_anew(sent, "a.png" if kind == "PNG" else "a.jpg")) as kept:
        assert kept.mode == kept_mode
        assert kept.convert("RGB").getpixel((3, 3)) == (255, 255, 255)


def test_sixteen_bits_of_grey_stay_grey():
    sent = io.BytesIO()
    Image.new("I;16", (8, 8), 128 * 256).save(sent, "PNG")
    with Image.open(drawn_anew(sent, "a.png")) as kept:
        assert (kept.mode, kept.getpixel((3, 3))) == ("L", 128)


def claiming(width: int, height: int) -> io.BytesIO:
    """A PNG of some bytes that says it is very large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", len(head)) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    end = struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk + end)


@pytest.mark.parametrize(("sent", "name"), [
    (claiming(20_000, 20_000), "bomba.png"),
    (claiming(8_000, 8_000), "duza.png"),
    (io.BytesIO(picture("PNG").getvalue()[:60]), "uciety.png"),
    (io.BytesIO(b"\x89PNG\r\n\x1a\n<html>"), "strona.png"),
    (picture("PNG"), "udaje.jpg"),
    (io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "rysunek.svg"),
    (io.BytesIO(b""), "pusty.png"),
], ids=lambda each: each if isinstance(each, str) else "")  # fmt: skip
def test_what_is_no_picture_or_too_large_is_refused(sent, name):
    with pytest.raises(FileNotTaken):
        drawn_anew(sent, name)
