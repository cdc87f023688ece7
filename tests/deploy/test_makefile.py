"""Makefile: what whoever types `make` is told."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.source import ROOT, text


@pytest.mark.parametrize("words", [["make"], ["make", "help"]])
def test_it_names_every_target_with_what_it_does(words):
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"^([a-z.]+):", text("Makefile"), re.MULTILINE)
    assert re.findall(r"^make ([a-z.]+) +\w", said, re.MULTILINE) == targets
