"""What becomes of an uploaded file, tried with files that mean no good."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms, PngImagePlugin

from blog.posts import pictures
from blog.posts.pictures import MAX_BYTES, MAX_HEIGHT, MAX_WIDTH, redraw

RED, BLUE = (200, 30, 30), (30, 30, 200)


def drawn(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options) -> BytesIO:
    file = BytesIO()
    Image.new(mode, size, options.pop("colour", 0)).save(file, kind, **options)
    file.seek(0)
    return file


def opened(content) -> Image.Image:
    return Image.open(BytesIO(content.read()))


def refused(file: BytesIO) -> str:
    with pytest.raises(ValidationError) as error:
        redraw(file)
    return error.value.code


def png(width: int, height: int, data: bytes = b"") -> BytesIO:
    """A PNG whose header may promise anything."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b""))


@pytest.mark.parametrize(
    ("kind", "written", "extension"),
    [("JPEG", "JPEG", "jpg"), ("PNG", "PNG", "png"), ("WEBP", "WEBP", "webp"), ("GIF", "PNG", "png")],
)
def test_four_kinds_are_taken_by_their_content(kind, written, extension):
    content = redraw(drawn(kind))
    assert content.name.endswith(f".{extension}")
    assert opened(content).format == written


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 2000,
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7\n",
        b"MZ\x90\0",
        b"GIF",
    ],
)
def test_nothing_else_is_a_picture_whatever_its_name(content):
    file = BytesIO(content)
    file.name = "holiday.jpg"
    assert refused(file) == "wrong_type"


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM"])
def test_kinds_that_pages_do_not_show_are_refused(kind):
    assert refused(drawn(kind)) == "wrong_type"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_half_a_file_is_damaged(kind):
    noise = Image.effect_noise((300, 300), 90).convert("RGB")
    file = BytesIO()
    noise.save(file, kind)
    half = file.getvalue()[: len(file.getvalue()) // 2]
    assert refused(BytesIO(half)) in {"broken", "wrong_type"}


@pytest.mark.parametrize(
    ("width", "height"), [(50_001, 1_000), (1_000, 50_001), (65_000, 65_000), (2**31 - 1, 2**31 - 1)]
)
def test_a_bomb_is_refused_before_it_is_unpacked(width, height):
    assert refused(png(width, height)) in {"too_many_pixels", "wrong_type"}


def test_a_header_that_promises_more_than_the_file_holds_is_damaged():
    assert refused(png(4_000, 4_000, zlib.compress(b"\0" * 100))) == "broken"


def test_a_file_larger_than_the_limit_is_refused_by_its_size():
    assert refused(BytesIO(drawn().getvalue() + b"\0" * MAX_BYTES)) == "too_large"


def test_a_text_that_unpacks_to_gigabytes_is_not_unpacked():
    bomb = PngImagePlugin.PngInfo()
    bomb.add_text("Comment", "A" * 70_000_000, zip=True)
    file = drawn("PNG", pnginfo=bomb)
    assert len(file.getvalue()) < 200_000
    assert refused(file) in {"broken", "wrong_type"}


def test_nothing_of_the_metadata_is_left():
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"  # maker
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)  # where it was taken
    file = drawn("JPEG", exif=exif, comment=b"SecretComment")
    assert b"SecretCamera" in file.getvalue()
    content = redraw(file).read()
    assert b"Secret" not in content
    assert not opened(BytesIO(content)).getexif()


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_kinds_lose_their_metadata_too(kind):
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    options = {"exif": exif}
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Author", "SecretAuthor")
    file = drawn(kind, **options)
    assert b"Secret" in file.getvalue()
    assert b"Secret" not in redraw(file).read()


def test_what_is_appended_to_a_picture_does_not_come_along():
    file = BytesIO(drawn().getvalue() + b"<script>alert(1)</script>PK\x03\x04")
    assert b"script" not in redraw(file).read()


@pytest.mark.parametrize(("turned", "size"), [(1, (60, 40)), (3, (60, 40)), (6, (40, 60)), (8, (40, 60))])
def test_it_stands_upright_without_being_told_so(turned, size):
    exif = Image.Exif()
    exif[0x0112] = turned
    assert opened(redraw(drawn("JPEG", exif=exif))).size == size


def test_turning_keeps_the_right_side_up():
    picture = Image.new("RGB", (40, 20), BLUE)
    picture.paste(RED, (0, 0, 20, 20))  # red is left; turned by a quarter to the right it is on top
    file, exif = BytesIO(), Image.Exif()
    exif[0x0112] = 6
    picture.save(file, "JPEG", exif=exif, quality=95)
    upright = opened(redraw(file)).convert("RGB")
    assert upright.getpixel((10, 5))[0] > 150
    assert upright.getpixel((10, 35))[2] > 150


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((3200, 1600), (MAX_WIDTH, 800)),
        ((1601, 100), (MAX_WIDTH, 100)),
        ((800, 600), (800, 600)),
        ((100, 5000), (80, MAX_HEIGHT)),
    ],
)
def test_one_sensible_size_and_never_larger_than_it_was(before, after):
    assert opened(redraw(drawn("PNG", before))).size == after


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_clear_stays_clear(kind):
    content = opened(redraw(drawn(kind, mode="RGBA", colour=(255, 0, 0, 0))))
    assert content.convert("RGBA").getpixel((3, 3))[3] == 0


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "1"), ("PNG", "P"), ("PNG", "LA"), ("PNG", "I;16"), ("GIF", "P")],
)
def test_every_mode_of_colour_is_read(kind, mode):
    assert opened(redraw(drawn(kind, mode=mode))).mode in {"RGB", "RGBA"}


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_a_moving_picture_the_first_one_stays(kind):
    file = BytesIO()
    first, second = (Image.new("RGB", (20, 20), colour) for colour in (RED, BLUE))
    first.save(file, kind, save_all=True, append_images=[second], duration=100)
    still = opened(redraw(file))
    assert getattr(still, "n_frames", 1) == 1
    assert still.convert("RGB").getpixel((5, 5))[0] > 150


def test_the_two_pictures_in_one_of_some_telephones_become_the_first():
    file = BytesIO()
    first, second = (Image.new("RGB", (20, 20), colour) for colour in (RED, BLUE))
    first.save(file, "MPO", save_all=True, append_images=[second])
    still = opened(redraw(file))
    assert still.format == "JPEG"
    assert still.getpixel((5, 5))[0] > 150


def test_a_colour_profile_is_gone_and_a_broken_one_does_no_harm():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for given in (profile, b"not a profile at all"):
        content = opened(redraw(drawn("JPEG", icc_profile=given)))
        assert "icc_profile" not in content.info


def test_names_say_nothing_and_are_never_the_same():
    file = drawn()
    file.name = "../../me on the 3rd of May.php"
    names = {redraw(file).name for _ in range(20)}
    assert len(names) == 20
    assert all(name.removesuffix(".jpg").isalnum() for name in names)


def test_every_refusal_is_a_sentence_for_the_person_who_chose_the_file():
    for sentence in (pictures.TOO_LARGE, pictures.TOO_MANY_PIXELS, pictures.WRONG_TYPE, pictures.BROKEN):
        assert str(sentence).endswith(".")
