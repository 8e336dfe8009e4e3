"""Media types of the files that people send."""

DOCUMENTS = (
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/tiff",
    "image/bmp",
    "image/gif",
    "image/heic",
    "image/heif",
    "application/pdf",
)
RECORDINGS = (
    "audio/wav",
    "audio/x-wav",
    "audio/wave",
    "audio/vnd.wave",
    "audio/mpeg",
    "audio/mp3",
    "audio/flac",
    "audio/x-flac",
    "audio/ogg",
    "audio/opus",
    "audio/webm",
    "audio/mp4",
    "audio/m4a",
    "audio/x-m4a",
    "audio/aac",
    "application/ogg",
    "video/webm",
    "video/mp4",
)
"""As browsers and programs name them, alike for sound alone and for sound in a container of films."""
