"""Local servers that speak the wire formats of Google's and Amazon's voices, with the limits of the real ones."""

from __future__ import annotations

import base64
import json
import re
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np

SPEECH = (Path(__file__).parent / "data" / "speech.mp3").read_bytes()
"""3.4 s of speech as Google sends it, MP3, 24 kHz, mono: the same for every text."""


class _Fake(BaseHTTPRequestHandler):
    mood = "well"
    asked = 0

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def body(self) -> str:
        return self.rfile.read(int(self.headers["Content-Length"])).decode()

    def answer(self, status: int, content_type: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


class GoogleFake(_Fake):
    """Google Translate's batchexecute."""

    def do_POST(self) -> None:
        cls = type(self)
        cls.asked += 1
        call = json.loads(urllib.parse.parse_qs(self.body())["f.req"][0])
        name, arguments, _, kind = call[0][0]
        text, language, _, _ = json.loads(arguments)
        if self.mood == "hiccup" and cls.asked == 1:
            return self.answer(503, "text/html", b"try again")
        if self.mood == "refuses" or len(text) > 100 or (name, kind) != ("jQ1olc", "generic"):
            return self.answer(429 if self.mood == "refuses" else 400, "text/html", b"no")
        if self.mood == "drivels":
            return self.answer(200, "text/html", b"<html>jQ1olc is not JSON</html>")
        sound = None if self.mood == "empty" else json.dumps([base64.b64encode(SPEECH).decode()])
        lines = json.dumps([["wrb.fr", "jQ1olc", sound, None, None, None, "generic"], ["di", 57], ["af.httprm", 57]])
        body = f')]}}\'\n\n{len(lines)}\n{lines}\n25\n[["e",4,null,null,131]]\n'.encode()
        if self.mood == "cuts off":
            body = body[:200]
        return self.answer(200, "application/json; charset=utf-8", body)


class PollyFake(_Fake):
    """Polly's POST /v1/speech, SSML in, PCM or speech marks out: 60 ms a character."""

    def do_POST(self) -> None:
        wanted = json.loads(self.body())
        ssml = wanted["Text"]
        inner = re.fullmatch(r'<speak><prosody rate="(\d+)%">(.*)</prosody></speak>', ssml, re.S)
        if self.mood == "refuses":
            return self._refuse(403, "AccessDeniedException", "not authorized to perform: polly:SynthesizeSpeech")
        if inner is None or re.search(r"[<>&]", inner[2]):
            return self._refuse(400, "InvalidSsmlException", "Invalid SSML request")
        if len(inner[2]) > 3000 or len(ssml) > 6000:
            return self._refuse(400, "TextLengthExceededException", "Maximum text length has been exceeded")
        ms = 6000 / int(inner[1])
        if wanted["OutputFormat"] == "pcm":
            rate = int(wanted["SampleRate"])
            sound = 3000 * np.sin(np.arange(round(len(inner[2]) * ms * rate / 1000)) / 20)
            return self.answer(200, "audio/pcm", sound.astype("<i2").tobytes())
        marks = [
            {
                "time": round(word.start() * ms),
                "type": "word",
                "start": len(ssml[: inner.start(2) + word.start()].encode()),
                "end": len(ssml[: inner.start(2) + word.end()].encode()),
                "value": word[0],
            }
            for word in re.finditer(r"[\w']+", inner[2])
        ]
        return self.answer(200, "application/x-json-stream", "\n".join(map(json.dumps, marks)).encode())

    def _refuse(self, status: int, code: str, message: str) -> None:
        self.answer(status, "application/json", json.dumps({"message": message}).encode(), x_amzn_ErrorType=code)


@contextmanager
def serve(handler: type[_Fake], mood: str = "well") -> Iterator[str]:
    """Run a fake for as long as the context lasts; its address."""
    ours = type(handler.__name__, (handler,), {"mood": mood, "asked": 0})
    with ThreadingHTTPServer(("127.0.0.1", 0), ours) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
