"""Signatures, and the devices that sign themselves."""

from __future__ import annotations

import pytest

from comments.inbox import farewells


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Sent from my Galaxy",
        "Sent from Mail for Windows",
        "Sent from Yahoo Mail on Android",
        "Sent with Proton Mail secure email.",
        "Get Outlook for iOS",
        "Get Outlook for Android<https://aka.ms/AAb9ysg>",
        "Von meinem iPhone gesendet",
        "Von meinem Samsung Galaxy Smartphone gesendet.",
        "Gesendet von Mail für Windows",
        "Gesendet mit der GMX Mail App",
        "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
        "Outlook für iOS beziehen",
        "Holen Sie sich Outlook für Android",
        "Envoyé de mon iPhone",
        "Envoyé depuis l'application Mail Orange",
        "Télécharger Outlook pour iOS",
        "Enviado desde mi iPhone",
        "Obtener Outlook para Android",
        "Verstuurd vanaf mijn iPhone",
        "Verzonden vanuit Outlook",
        "Outlook voor iOS downloaden",
        "Inviato da iPhone",
    ],
)
def test_a_device_that_signs_is_taken_off(line):
    assert farewells.without(["Words.", "", line, ""]) == ["Words."]


@pytest.mark.parametrize(
    "line",
    [
        "Sent.",
        "Best regards, Carol",
        "I was sent from home.",
        "Get out!",
        "Von mir aus.",
        "Envoyé!",
        "Outlook is slow.",
    ],
)
def test_words_are_left(line):
    assert farewells.without(["Words.", "", line]) == ["Words.", "", line]


def test_a_device_in_the_middle_is_what_somebody_says():
    lines = ["Sent from my iPhone", "is what they all say."]
    assert farewells.without(lines) == lines


def test_behind_the_dashes_is_the_signature():
    assert farewells.without(["Words.", "-- ", "Carol", "", "Tel. 1"]) == ["Words."]
    assert farewells.without(["Words.", "--", "Carol"]) == ["Words."]


def test_dashes_without_their_space_may_be_a_line_between_parts():
    lines = ["One", "--", *(f"line {number}" for number in range(20))]
    assert farewells.without(lines) == lines
