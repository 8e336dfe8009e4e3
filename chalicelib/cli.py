"""The `lector` command: the same engines with no server and no AWS."""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

from chalicelib.cli_files import bytes_of, chunks_of, names_of_results, unfinished, writing
from chalicelib.container import Container
from chalicelib.domain.marks import Mark, marks_json
from chalicelib.domain.reading_order import Layout
from chalicelib.errors import LectorError
from chalicelib.services.reading import ReadPage
from chalicelib.services.speaking import SpokenPart, write_wav
from chalicelib.services.text_files import decoded
from chalicelib.settings import BadSettings

BAR_WIDTH = 24
NOT_WAV = {".aac", ".flac", ".m4a", ".mp3", ".ogg", ".opus", ".webm"}
"""Endings of names that promise another kind of sound than the one that is written."""
ERASE = "\x1b[K"
"""What has a terminal erase the rest of its line."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0, 1 if any file failed, 2 for arguments that cannot be used."""
    options = _parser().parse_args(arguments)
    _write_anything()
    try:
        return int(options.command(options, Container()))
    except BadSettings as error:
        print(error.message, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of our output has seen enough, as `head` does.
        sys.stderr.close()
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lector", description="Reads pictures of text, and speaks.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    read = commands.add_parser("read", help="read pictures and PDFs")
    read.set_defaults(command=_read)
    read.add_argument("files", nargs="+", metavar="FILE", type=Path)
    read.add_argument("--engine", help="OCR engine (default: ppocr); `lector engines` lists them")
    read.add_argument("--language", default="", type=_code, help="code of the text's language, if known: en, es …")
    read.add_argument("--layout", default="auto", choices=get_args(Layout), help="what the page holds")
    read.add_argument("--out", type=Path, metavar="DIR", help="write NAME.txt and NAME.json there")
    read.add_argument("--speech", action="store_true", help="with --out, write NAME.wav, too")
    read.add_argument("--json", action="store_true", help="one JSON object a line")

    speak = commands.add_parser("speak", help="speak a text")
    speak.set_defaults(command=_speak)
    speak.add_argument("file", metavar="TEXTFILE|-", help="a UTF-8 text file, or - for standard input")
    speak.add_argument("--out", required=True, type=Path, metavar="speech.wav")
    speak.add_argument("--language", default="", help="code of the text's language (default: found in the text)")
    speak.add_argument("--voice", default="", help="name of a voice; `lector engines` lists them")
    speak.add_argument("--speed", type=float, default=1.0, help="0.5 to 2")
    speak.add_argument("--marks", type=Path, metavar="marks.json", help="write when each word is heard")

    digit = commands.add_parser("digit", help="read one handwritten digit on each picture")
    digit.set_defaults(command=_digit)
    digit.add_argument("files", nargs="+", metavar="FILE", type=Path)
    digit.add_argument("--json", action="store_true", help="one JSON object a line")

    keyword = commands.add_parser("keyword", help="find spoken keywords in each recording")
    keyword.set_defaults(command=_keyword)
    keyword.add_argument("files", nargs="+", metavar="FILE", type=Path)
    keyword.add_argument("--json", action="store_true", help="one JSON object a line")

    engines = commands.add_parser("engines", help="what is installed and usable, and why not where it isn't")
    engines.set_defaults(command=_engines)
    engines.add_argument("--json", action="store_true", help="one JSON object a line")
    return parser


def _code(language: str) -> str:
    if language and not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", language):
        raise argparse.ArgumentTypeError(f"{language!r} is no code of a language. Give one like en, es or pt-BR.")
    return language


def _read(options: argparse.Namespace, container: Container) -> int:
    engine = options.engine or container.settings.ocr_engine
    if options.speech and not options.out:
        print("--speech needs --out DIR, the folder for the sound.", file=sys.stderr)
        return 2
    names = names_of_results(options.files)

    def read(file: Path) -> dict[str, Any]:
        data = bytes_of(file, container.settings.max_file_bytes)
        reading = container.reader.read(
            data, engine=engine, language=options.language, layout=options.layout, on_page=_show_page
        )
        if options.out:
            target = str(options.out / names[file])
            whole = _json({"file": str(file)} | reading.as_json(), "utf-8")
            for ending, content in {".txt": reading.text, ".json": whole}.items():
                with writing(options.out):
                    options.out.mkdir(parents=True, exist_ok=True)
                    Path(target + ending).write_text(content, encoding="utf-8")
        if not reading.text and not options.json:
            _erase_progress()
            print(f"{file}: No text was found on it{', so there is no speech' * options.speech}.", file=sys.stderr)
        if reading.text and options.speech:
            parts = container.speaker.speak(reading.pages, language=options.language or None)
            _write_speech(parts, options.out / f"{names[file]}.wav", None)
        return reading.as_json()

    def show(file: Path, answer: dict[str, Any]) -> str:
        heading = f"== {file} ==\n" if len(options.files) > 1 else ""
        return f"{heading}{answer['text']}"

    return _for_each_file(options, read, show)


def _for_each_file(
    options: argparse.Namespace,
    work: Callable[[Path], dict[str, Any]],
    show: Callable[[Path, dict[str, Any]], str],
) -> int:
    """Work on each file and print what came of it; a file that fails does not stop the others."""
    failed = False
    for number, file in enumerate(options.files):
        _show_progress(number, len(options.files), "files")
        try:
            answer = work(file)
        except LectorError as error:
            failed = True
            answer = {"error": {"code": error.code, "message": error.message}}
        except Exception as bug:  # one file must not take the others with it, whatever a library does
            failed = True
            answer = {"error": {"code": LectorError.code, "message": f"Lector failed at this file: {bug!r}"}}
        _erase_progress()
        if options.json:
            print(_json({"file": str(file)} | answer, getattr(sys.stdout, "encoding", None) or "utf-8"), flush=True)
        elif "error" in answer:
            print(f"{file}: {answer['error']['message']} ({answer['error']['code']})", file=sys.stderr)
        else:
            print(show(file, answer), flush=True)
    return 1 if failed else 0


def _speak(options: argparse.Namespace, container: Container) -> int:
    named = [options.out, options.marks, None if options.file == "-" else Path(options.file)]
    places = [place.resolve() for place in named if place]
    if len(set(places)) < len(places):
        print("The text, --out and --marks must be different files.", file=sys.stderr)
        return 2
    if options.out.suffix.lower() in NOT_WAV:
        print(f"Speech is written as WAV. Name it {options.out.with_suffix('.wav')}.", file=sys.stderr)
        return 2
    try:
        parts = container.speaker.speak_text(
            decoded(chunks_of(options.file)),
            language=options.language or None,
            voice=options.voice or None,
            speed=options.speed,
        )
        spoke = _write_speech(parts, options.out, options.marks)
        asked = options.voice.rpartition("/")[2]
        if asked and not any(voice.name == asked and voice.language in spoke for voice in container.speaker.voices()):
            print(
                f"{options.file}: Nothing in it is in the language of the voice {asked}, so "
                f"{' and '.join(spoke.values())} spoke. --language says which language it is in.",
                file=sys.stderr,
            )
    except LectorError as error:
        print(f"{options.file}: {error.message} ({error.code})", file=sys.stderr)
        return 1
    return 0


def _write_speech(parts: Iterable[SpokenPart], out: Path, marks: Path | None) -> dict[str, str]:
    """Write the sound as it is made, and when each word is heard; return the voice that spoke each language."""
    spoken: list[Mark] = []
    voices: dict[str, str] = {}
    with ExitStack() as stack:
        timing = stack.enter_context(unfinished(marks)) if marks else None
        file = stack.enter_context(unfinished(out))
        try:
            for part in write_wav(parts, file):
                spoken.extend(part.marks if marks else ())
                voices[part.language] = part.voice
                if sys.stderr.isatty():
                    print(f"\r{file.tell() / 2 / part.sample_rate:8.1f} s spoken", end="", file=sys.stderr, flush=True)
        finally:
            if sys.stderr.isatty():
                print(file=sys.stderr)
        if timing:
            timing.write(json.dumps(marks_json(spoken), ensure_ascii=False).encode())
    return voices


def _digit(options: argparse.Namespace, container: Container) -> int:
    def read(file: Path) -> dict[str, Any]:
        return container.local_recogniser.recognise("digit", bytes_of(file, container.settings.max_file_bytes), {})

    return _for_each_file(options, read, lambda file, answer: f"{file}: {answer['digit']} ({answer['confidence']:.1%})")


def _keyword(options: argparse.Namespace, container: Container) -> int:
    def spot(file: Path) -> dict[str, Any]:
        return container.local_recogniser.recognise("keyword", bytes_of(file, container.settings.max_sound_bytes), {})

    def show(file: Path, answer: dict[str, Any]) -> str:
        places = [f"  {h['start_ms'] / 1000:6.2f} s  {h['keyword']} ({h['confidence']:.1%})" for h in answer["heard"]]
        return "\n".join([f"{file}: {answer['keyword']} ({answer['confidence']:.1%})", *places])

    return _for_each_file(options, spot, show)


def _engines(options: argparse.Namespace, container: Container) -> int:
    from chalicelib.engines import registry

    for state in registry.survey():
        spec = state.spec
        voices = registry.speech(spec.name).voices if state.usable and spec.kind == "speech" else ()
        if options.json:
            shown = {"kind": spec.kind, "name": spec.name, "usable": state.usable, "about": spec.about}
            speaking = {"voices": [asdict(voice) for voice in voices]} if voices else {}
            print(json.dumps(shown | speaking | ({} if state.usable else {"why_not": state.why_not})))
        else:
            mark = "yes" if state.usable else "no "
            print(f"{spec.kind:8} {spec.name:16} {mark}  {spec.about if state.usable else state.why_not}")
            if voices:
                print(f"{'':30} voices: {', '.join(f'{voice.name} ({voice.language})' for voice in voices)}")
    return 0


def _write_anything() -> None:
    """Have characters that the terminal does not know written as escapes, so that a name or a text breaks nothing."""
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")


def _json(value: dict[str, Any], encoding: str) -> str:
    """Return the value on one line: readable where the encoding has all its characters, else in JSON's escapes."""
    line = json.dumps(value, ensure_ascii=False)
    try:
        line.encode(encoding)
    except UnicodeEncodeError:
        return json.dumps(value)
    return line


def _show_progress(done: int, total: int, what: str) -> None:
    """Draw a bar on a terminal, where there is more than one thing to do."""
    if total > 1 and sys.stderr.isatty():
        filled = round(done / total * BAR_WIDTH)
        bar = "#" * filled + "." * (BAR_WIDTH - filled)
        print(f"\r[{bar}] {done}/{total} {what}{ERASE}", end="", file=sys.stderr, flush=True)


def _show_page(read: ReadPage) -> None:
    _show_progress(read.number, read.total, "pages")


def _erase_progress() -> None:
    """Give the line back to what is printed next."""
    if sys.stderr.isatty():
        print(f"\r{ERASE}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
