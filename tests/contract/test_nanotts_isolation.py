"""NanoTTS in its own process: a text that it never returns from, or that kills it, costs nobody else anything."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from chalicelib.engines.nanotts_isolation import IsolatedNanotts, Nanotts
from chalicelib.engines.speech_nanotts import NanottsSpeech
from chalicelib.errors import InvalidInput

pytest.importorskip("py_nanotts")

ENDLESS = "ñ" * 300
"""The library does not return from this."""


@pytest.fixture
def voice() -> Iterator[IsolatedNanotts]:
    made = IsolatedNanotts(cpu_seconds=0.3)
    yield made
    made.children.close()


def test_it_says_what_the_library_says(voice: IsolatedNanotts) -> None:
    text = "La casa verde está en el centro de la ciudad."
    here = Nanotts().said(text, "es-ES")
    there = voice.said(text, "es-ES")
    # In this process the library may find memory that others have used, and then it differs by some 2 %.
    assert len(there) == pytest.approx(len(here), rel=0.05)
    assert len(here) > 16000


def test_a_text_always_sounds_the_same(voice: IsolatedNanotts) -> None:
    """The times of words come from comparing two renderings. The library reads memory that it has not set."""
    texts = [
        "La casa verde está en el centro de la ciudad.",
        "El tren de las ocho llega siempre tarde.",
        "Uno dos tres.",
    ]
    first = [voice.said(text, "es-ES") for text in texts]
    for _ in range(10):
        for text, samples in zip(texts, first, strict=True):
            assert np.array_equal(voice.said(text, "es-ES"), samples)


def test_one_child_says_many_texts(voice: IsolatedNanotts) -> None:
    voice.said("uno", "es-ES")
    (child,) = voice.children.idle
    voice.said("dos", "es-ES")
    assert voice.children.idle == [child]


def test_a_text_that_never_ends_is_refused_and_the_next_one_is_said(voice: IsolatedNanotts) -> None:
    with pytest.raises(InvalidInput, match="cannot say"):
        voice.said(ENDLESS, "es-ES")
    assert voice.children.idle == []
    assert len(voice.said("hola", "es-ES"))


def test_a_child_that_was_killed_is_replaced(voice: IsolatedNanotts) -> None:
    voice.said("uno", "es-ES")
    (child,) = voice.children.idle
    os.kill(child.process.pid, signal.SIGKILL)
    child.process.wait()
    assert len(voice.said("dos", "es-ES"))


def test_several_speak_at_once(voice: IsolatedNanotts) -> None:
    texts = ["uno", "la casa", "el perro duerme", "buenos días"] * 2
    alone = [voice.said(text, "es-ES") for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: voice.said(text, "es-ES"), texts))
    assert [len(sound) for sound in together] == [len(sound) for sound in alone]


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for another process's child as Linux can")
def test_no_child_outlives_its_parent() -> None:
    """The parent is killed while its child is in the endless text; the child then ends itself."""
    program = (
        "import threading, time\n"
        "from chalicelib.engines.nanotts_isolation import IsolatedNanotts\n"
        "voice = IsolatedNanotts(cpu_seconds=0.3)\n"
        "voice.said('hola', 'es-ES')\n"
        "child = voice.children.idle[0]\n"
        f"threading.Thread(target=voice.said, args=({ENDLESS!r}, 'es-ES'), daemon=True).start()\n"
        "print(child.process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    ended, _, _ = select.select([child], [], [], 60)
    os.close(child)
    assert ended, "still running after a minute"


def test_a_voice_passes_on_the_refusal() -> None:
    engine = NanottsSpeech()
    engine._library = IsolatedNanotts(cpu_seconds=0.001)
    with pytest.raises(InvalidInput):
        engine.speak("Una frase que necesita más que un milisegundo, por corta que sea.", voice="es-ES")
