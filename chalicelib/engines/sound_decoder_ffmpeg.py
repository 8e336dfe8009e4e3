"""MP4 and WebM, as browsers and telephones record, through the package codecpod (FFmpeg, without its GPL parts)."""

from __future__ import annotations

from typing import cast

from chalicelib.domain.recording import check_header, too_long
from chalicelib.domain.sound import Waveform
from chalicelib.errors import UnreadableSound, UnsupportedFormat

try:
    import codecpod
except ImportError:  # it has no wheel for Linux on ARM
    codecpod = None  # type: ignore[assignment]

_NOT_HERE = "MP4 and WebM recordings cannot be opened on this machine. Save it as WAV, MP3, FLAC or Ogg and send that."


def read(data: bytes, max_seconds: int) -> tuple[Waveform, int, int | None]:
    """Return the samples of one channel, their rate, and how many the header promised.

    Args:
        data: the file.
        max_seconds: the limit; it is held against the header first, and decoding stops there.

    Raises:
        UnsupportedFormat: where the package is missing.
        UnreadableSound, SoundTooLong.
    """
    if codecpod is None:
        raise UnsupportedFormat(_NOT_HERE)
    try:
        info = codecpod.info(data)
        check_header(info.sample_rate, info.channels, info.frames, max_seconds)
        most = max_seconds * info.sample_rate
        samples, rate = cast("tuple[Waveform, int]", codecpod.load(data, mono=True, num_frames=most + 1))
    except codecpod.CodecpodError as error:
        raise UnreadableSound from error
    if len(samples) > most:
        raise too_long(max_seconds)
    return samples, rate, info.frames
