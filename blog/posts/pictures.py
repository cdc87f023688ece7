"""An uploaded file becomes a picture: checked by its content, turned upright, made one size, without its metadata."""

from __future__ import annotations

import secrets
from io import BytesIO
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

MAX_BYTES = 15 * 1024 * 1024  # a telephone's largest photograph, and half as much again
MAX_PIXELS = 50_000_000  # 200 MB while it is open; the most that telephones take by default
MAX_WIDTH = 1600  # twice the column of an article, for dense screens
MAX_HEIGHT = 4000  # a tall screenshot stays readable, a strip of pixels does not

# What is read, and how it is written again. SVG is a program, not a picture.
READ = ("JPEG", "PNG", "WEBP", "GIF")
FORMATS = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "GIF": "PNG"}  # MPO: a JPEG with its depth
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 84, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 84, "method": 4},
}

TOO_LARGE = _("This file is larger than 15 MB. A smaller copy of the picture will do.")
TOO_MANY_PIXELS = _("This picture has more than 50 million pixels. A smaller copy of it will do.")
WRONG_TYPE = _("This is not a picture that pages can show. JPEG, PNG, WebP and GIF work.")
BROKEN = _("This file begins like a picture, but it is damaged. Try to save it again and send the new copy.")
BROKEN_ERRORS = (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError)


def redraw(upload: BinaryIO) -> ContentFile:
    """The picture as a new file, under a name that says nothing and that nobody can guess.

    Raises ValidationError with a sentence for the person who chose the file.
    """
    image = _open(upload)
    kind = FORMATS[image.format or ""]
    try:
        image = _upright(image)
        image.thumbnail((MAX_WIDTH, MAX_HEIGHT), Image.Resampling.LANCZOS)
        drawn = BytesIO()
        # Only what is named here is written: no EXIF, no place, no camera, no comment.
        _plain(image, kind).save(drawn, kind, **OPTIONS[kind])
    except BROKEN_ERRORS as error:
        raise ValidationError(BROKEN, code="broken") from error
    return ContentFile(drawn.getvalue(), name=f"{secrets.token_hex(10)}.{EXTENSIONS[kind]}")


def _open(upload: BinaryIO) -> Image.Image:
    """Read the header alone: nothing is decoded before its size is known."""
    if upload.seek(0, 2) > MAX_BYTES:
        raise ValidationError(TOO_LARGE, code="too_large")
    upload.seek(0)
    try:
        image = Image.open(upload, formats=READ)
    except Image.DecompressionBombError as error:
        raise ValidationError(TOO_MANY_PIXELS, code="too_many_pixels") from error
    except BROKEN_ERRORS as error:
        raise ValidationError(WRONG_TYPE, code="wrong_type") from error
    if image.width * image.height > MAX_PIXELS:
        raise ValidationError(TOO_MANY_PIXELS, code="too_many_pixels")
    return image


def _upright(image: Image.Image) -> Image.Image:
    image.draft("RGB", (MAX_WIDTH, MAX_WIDTH))  # a JPEG is decoded no larger than needed
    image.load()
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    return _in_web_colours(image, profile) if profile else image


def _in_web_colours(image: Image.Image, profile: bytes) -> Image.Image:
    """The colour profile is dropped with the rest, so the colours are moved to the web's own first."""
    if image.mode not in {"RGB", "CMYK"}:
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError):
        return image


def _plain(image: Image.Image, kind: str) -> Image.Image:
    """Pixels in a mode that the format can hold, and nothing beside them."""
    has_alpha = image.has_transparency_data and kind != "JPEG"
    plain = image.convert("RGBA" if has_alpha else "RGB")
    plain.info = {}
    return plain
