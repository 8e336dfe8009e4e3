"""Opens recordings of any kind that Lector hears: bytes → samples at 16 kHz, one channel.

libsndfile reads WAV, FLAC, Ogg and MP3; FFmpeg what it cannot, MP4 and WebM, where its package is installed.
"""

from __future__ import annotations

from chalicelib.domain.recording import prepared
from chalicelib.domain.sound import Waveform
from chalicelib.engines import sound_decoder_ffmpeg, sound_decoder_sndfile, sound_decoder_wav
from chalicelib.errors import EmptyFile, UnsupportedFormat

_MAGIC = (
    (b"fLaC", "flac"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"\x1a\x45\xdf\xa3", "webm"),
)
_NOT_READ = "Lector does not read this kind of recording. Send WAV, MP3, FLAC, Ogg, WebM or M4A."


def kind_of(data: bytes) -> str:
    """Return "wav", "flac", "ogg", "mp3", "webm", "mp4" or "aac", by content and never by name.

    Raises:
        EmptyFile: no bytes.
        UnsupportedFormat: anything else.
    """
    if not data:
        raise EmptyFile()
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] in {b"RIFF", b"RF64"} and data[8:12] == b"WAVE":
        return "wav"
    if data[4:8] == b"ftyp":
        return "mp4"
    # A frame of MPEG audio begins with eleven ones; then come version and layer, where ADTS (AAC) has layer 0.
    if len(data) > 3 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0 and data[1] & 0x18 != 0x08:
        return "mp3" if data[1] & 0x06 else "aac"
    raise UnsupportedFormat(_NOT_READ)


class RecordingDecoder:
    """Decodes WAV, FLAC, Ogg (Vorbis, Opus), MP3, MP4 (AAC, ALAC, Opus), WebM (Opus, Vorbis) and AAC.

    Memory, besides the file: about 25 bytes a sample of one channel, all of which a limit of seconds bounds.
    """

    def __init__(self, max_seconds: int) -> None:
        """Args: seconds that a recording may have."""
        self._max_seconds = max_seconds

    def decode(self, data: bytes) -> Waveform:
        """Return the samples, shape (samples,), 16 kHz, -1 to 1; the length is checked before and while decoding.

        Raises:
            InvalidInput: one of its subclasses, and nothing else, whatever the bytes.
        """
        kind = kind_of(data)
        if kind == "wav":
            sound_decoder_wav.check(data, self._max_seconds)
        read = sound_decoder_ffmpeg.read if kind in {"mp4", "webm", "aac"} else sound_decoder_sndfile.read
        samples, rate, frames = read(data, self._max_seconds)
        return prepared(samples, rate, frames)
