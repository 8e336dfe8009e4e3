"""Recordings of every format become the same samples; whatever is wrong with one gets a code that says so."""

from __future__ import annotations

import struct
import tracemalloc
from pathlib import Path

import codecpod
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.domain.recording import SAMPLE_RATE
from chalicelib.domain.sound import Waveform
from chalicelib.engines import sound_decoder_ffmpeg
from chalicelib.engines.sound_decoder import RecordingDecoder, kind_of
from chalicelib.errors import EmptyFile, InvalidInput, SoundTooLong, SoundTooShort, UnreadableSound, UnsupportedFormat
from tests.made_sounds import tone, wav_header, written

DATA = Path(__file__).parents[1] / "data"
DECODER = RecordingDecoder(60)


def pitch(samples: Waveform) -> float:
    """The loudest frequency, Hertz."""
    spectrum = np.abs(np.fft.rfft(samples, 1 << 17))
    return float(spectrum.argmax() * SAMPLE_RATE / (1 << 17))


def assert_is_the_tone(samples: Waveform, *, lossy: bool = False) -> None:
    assert samples.dtype == np.float32
    assert samples.ndim == 1
    assert len(samples) / SAMPLE_RATE == pytest.approx(1.0, abs=0.12 if lossy else 0.001)
    assert pitch(samples) == pytest.approx(440, abs=2)
    assert np.abs(samples).max() == pytest.approx(0.5, rel=0.15 if lossy else 0.02)


@pytest.mark.parametrize(
    "subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ALAW", "ULAW", "IMA_ADPCM"]
)
def test_wav_of_any_depth(subtype: str) -> None:
    assert_is_the_tone(DECODER.decode(written(tone(), subtype=subtype)), lossy=subtype in {"ALAW", "ULAW", "IMA_ADPCM"})


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 24000, 32000, 44099, 44100, 48000, 96000, 192000])
def test_wav_of_any_rate(rate: int) -> None:
    assert_is_the_tone(DECODER.decode(written(tone(rate=rate), rate)))


@pytest.mark.parametrize("channels", [2, 3, 6])
@pytest.mark.parametrize("kind", ["WAV", "WAVEX", "RF64"])
def test_channels_are_mixed(channels: int, kind: str) -> None:
    data = written(np.repeat(tone()[:, None], channels, axis=1), kind=kind, subtype="PCM_16")
    assert_is_the_tone(DECODER.decode(data))


def test_a_channel_that_is_silent_halves_the_sound_and_no_more() -> None:
    left = DECODER.decode(written(np.stack([tone(), np.zeros(16_000, np.float32)], axis=1)))
    assert np.abs(left).max() == pytest.approx(0.25, rel=0.02)
    assert pitch(left) == pytest.approx(440, abs=2)


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
@pytest.mark.parametrize(
    ("kind", "subtype"),
    [
        ("FLAC", "PCM_16"),
        ("FLAC", "PCM_24"),
        ("OGG", "VORBIS"),
        ("OGG", "OPUS"),
        ("MP3", "MPEG_LAYER_III"),
    ],
)
def test_compressed(kind: str, subtype: str, rate: int) -> None:
    if subtype == "OPUS" and rate == 44_100:
        return  # Opus has no such rate
    assert_is_the_tone(DECODER.decode(written(tone(rate=rate), rate, kind, subtype)), lossy=kind != "FLAC")


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
@pytest.mark.parametrize("codec", [codecpod.Aac(), codecpod.Alac()], ids=["aac", "alac"])
def test_m4a_as_telephones_record(codec: codecpod.Codec, rate: int) -> None:
    data = codecpod.save_bytes(np.pad(tone(rate=rate), rate // 10), rate, codec)
    samples = DECODER.decode(data)
    assert_is_the_tone(samples[SAMPLE_RATE // 10 : -SAMPLE_RATE // 10], lossy=True)


@pytest.mark.parametrize("name", ["yes.webm", "yes.mp4"])
def test_what_chromium_records(name: str) -> None:
    samples = DECODER.decode((DATA / name).read_bytes())
    assert 1 < len(samples) / SAMPLE_RATE < 3
    assert np.abs(samples).max() > 0.1


def test_nothing_above_the_new_half_rate_comes_back_as_an_alias() -> None:
    samples = DECODER.decode(written(tone(rate=48_000, hertz=11_000), 48_000, subtype="FLOAT"))
    assert np.abs(samples).max() < 0.001


def test_a_wav_of_unknown_length_is_read_to_its_end() -> None:
    pcm = (tone() * 32767).astype("<i2").tobytes()
    for said in (0xFFFFFFFF, 0xFFFFFFFF - 36, 0x7FFFFFFF):
        assert_is_the_tone(DECODER.decode(wav_header(data_bytes=said) + pcm))


def test_chunks_before_the_sound_are_passed_over_and_odd_ones_padded() -> None:
    data = written(tone())
    note = b"LIST" + struct.pack("<I", 5) + b"hello\0"
    assert_is_the_tone(DECODER.decode(data[:12] + note + data[12:]))


def test_a_byte_rate_that_is_nonsense_is_not_believed() -> None:
    pcm = (tone() * 32767).astype("<i2").tobytes()
    assert_is_the_tone(DECODER.decode(wav_header(data_bytes=len(pcm), byte_rate=7) + pcm))


def test_the_content_decides_and_not_the_name() -> None:
    assert kind_of(written(tone(), kind="FLAC")) == "flac"
    assert kind_of(written(tone(), kind="MP3")) == "mp3"
    assert kind_of(codecpod.save_bytes(tone(), 16_000, codecpod.Aac())) == "mp4"
    assert kind_of(b"\xff\xf1\x50\x80 and more") == "aac"


@pytest.mark.parametrize(
    "data",
    [
        b"no sound",
        b"RIFF\0\0\0\0AVI LIST",
        b"\0" * 4000,
        b"\x89PNG\r\n\x1a\n" * 9,
        b"%PDF-1.7",
        b"#!AMR\n",
        b"\xff",
        bytes(range(256)),
    ],
    ids=["text", "avi", "zeros", "png", "pdf", "amr", "one byte", "bytes"],
)
def test_what_is_no_recording(data: bytes) -> None:
    with pytest.raises(UnsupportedFormat, match="Send WAV"):
        DECODER.decode(data)


def test_an_empty_file() -> None:
    with pytest.raises(EmptyFile):
        DECODER.decode(b"")


PCM_SECOND = b"\1\0" * 16_000


@pytest.mark.parametrize(
    "header",
    [
        wav_header(rate=0, data_bytes=32_000),
        wav_header(rate=1000, data_bytes=32_000),
        wav_header(rate=0xFFFFFFFF, data_bytes=32_000),
        wav_header(channels=0, data_bytes=32_000),
        wav_header(channels=900, data_bytes=32_000),
        wav_header(bits=0, data_bytes=32_000),
        wav_header(tag=0x7777, data_bytes=32_000),
        wav_header(data_bytes=32_000)[:12] + b"data\0\0\0\1",
        wav_header(data_bytes=32_000)[:30],
    ],
    ids=[
        "0 Hz",
        "1 kHz",
        "4 GHz",
        "no channels",
        "900 channels",
        "0 bits",
        "unknown codec",
        "no format",
        "half a header",
    ],
)
def test_a_header_that_makes_no_sense(header: bytes) -> None:
    with pytest.raises(UnreadableSound):
        DECODER.decode(header + PCM_SECOND)


@pytest.mark.parametrize(
    "whole",
    [
        written(tone(2)),
        written(tone(2), kind="FLAC"),
        written(tone(2), kind="OGG", subtype="VORBIS"),
        written(tone(2), kind="OGG", subtype="OPUS"),
        written(tone(2), kind="MP3"),
        codecpod.save_bytes(tone(2), 16_000, codecpod.Aac()),
        codecpod.save_bytes(tone(2), 16_000, codecpod.Alac()),
    ],
    ids=["wav", "flac", "vorbis", "opus", "mp3", "aac", "alac"],
)
def test_a_file_that_is_cut_off_is_refused_and_not_half_heard(whole: bytes) -> None:
    with pytest.raises(UnreadableSound):
        DECODER.decode(whole[: len(whole) // 2])


def test_a_webm_that_stops_is_heard_so_far() -> None:
    """A browser writes no length into what it records, so its end cannot be missed."""
    whole = (DATA / "yes.webm").read_bytes()
    assert len(DECODER.decode(whole[: len(whole) * 3 // 4])) > SAMPLE_RATE // 2


def test_ten_hours_by_its_header() -> None:
    for header in (
        wav_header(data_bytes=36_000 * 32_000),
        wav_header(rate=44_100, channels=2, data_bytes=0x7000_0000),
    ):
        with pytest.raises(SoundTooLong, match="60 s"):
            DECODER.decode(header + PCM_SECOND)
    flac = bytearray(written(tone(), kind="FLAC"))
    flac[22:26] = struct.pack(">I", 36_000 * 16_000)  # the low half of STREAMINFO's count of samples
    with pytest.raises(SoundTooLong):
        DECODER.decode(bytes(flac))


@pytest.mark.parametrize(
    ("kind", "subtype"), [("OGG", "OPUS"), ("OGG", "VORBIS"), ("FLAC", "PCM_16"), ("MP3", "MPEG_LAYER_III")]
)
def test_a_long_silence_in_a_small_file_is_never_whole_in_memory(kind: str, subtype: str) -> None:
    whole = np.zeros(16_000 * 300, np.float32)
    data = written(whole, 16_000, kind, subtype)
    assert len(data) < whole.nbytes / 10
    tracemalloc.start()
    with pytest.raises(SoundTooLong):
        DECODER.decode(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < whole.nbytes


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "MP3"])
def test_a_minute_is_heard_and_a_second_more_is_not(kind: str) -> None:
    quiet = np.zeros(16_000 * 61, np.float32)
    assert len(DECODER.decode(written(quiet[: 16_000 * 60], kind=kind))) == pytest.approx(960_000, abs=2000)
    with pytest.raises(SoundTooLong):
        DECODER.decode(written(quiet, kind=kind))


def test_the_shortest() -> None:
    assert len(DECODER.decode(written(tone(0.1)))) == 1600
    for seconds in (0.0, 0.05):
        with pytest.raises(SoundTooShort):
            DECODER.decode(written(tone(seconds) if seconds else np.zeros(0, np.float32)))


def test_clipping_is_no_error_and_an_offset_is_no_sound() -> None:
    loud = DECODER.decode(written(tone(amplitude=8), subtype="FLOAT"))
    assert np.abs(loud).max() <= 1
    assert pitch(loud) == pytest.approx(440, abs=2)
    assert np.abs(DECODER.decode(written(np.full(16_000, 0.5, np.float32)))).max() < 1e-6
    assert np.abs(DECODER.decode(written(tone(amplitude=0.3) + 0.5, subtype="FLOAT"))).max() == pytest.approx(
        0.3, rel=0.02
    )


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_refused(value: float) -> None:
    samples = tone()
    samples[5000] = value
    with pytest.raises(UnreadableSound):
        DECODER.decode(written(samples, subtype="FLOAT"))


def test_without_codecpod_the_person_is_told_what_to_send(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound_decoder_ffmpeg, "codecpod", None)
    with pytest.raises(UnsupportedFormat, match="Save it as WAV"):
        DECODER.decode((DATA / "yes.webm").read_bytes())


GOOD = [
    written(tone(0.3)),
    written(tone(0.3), kind="FLAC"),
    written(tone(0.3), kind="OGG", subtype="VORBIS"),
    written(tone(0.3), kind="OGG", subtype="OPUS"),
    written(tone(0.3), kind="MP3"),
    (DATA / "yes.webm").read_bytes(),
    (DATA / "yes.mp4").read_bytes(),
]
CUT_OUT = st.tuples(st.floats(0, 1), st.integers(0, 64))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(GOOD[-2:]), CUT_OUT, st.binary(max_size=12) | st.sampled_from([b"\xff" * 8, b"\0" * 8]))
def test_a_container_with_a_hole_gives_samples_or_a_code(good: bytes, hole: tuple[float, int], filled: bytes) -> None:
    """Lengths that lie are what breaks readers of EBML and of MP4's boxes."""
    at = int(hole[0] * len(good))
    try:
        samples = DECODER.decode(good[:at] + filled + good[at + hole[1] :])
    except InvalidInput:
        return
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() <= 1


@settings(max_examples=150, deadline=None, derandomize=False, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(GOOD), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_mutated_file_gives_samples_or_a_code(good: bytes, changes: list[tuple[float, int]]) -> None:
    data = bytearray(good)
    for place, value in changes:
        data[int(place * (len(data) - 1))] = value
    try:
        samples = DECODER.decode(bytes(data))
    except InvalidInput:
        return
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() <= 1
