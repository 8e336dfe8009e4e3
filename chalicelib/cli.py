"""The `lector` command: the same engines with no server and no AWS."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar, get_args

from chalicelib.container import Container
from chalicelib.domain.marks import Mark, marks_json
from chalicelib.domain.reading_order import Layout
from chalicelib.errors import FileTooLarge, InvalidInput, LectorError, NotFound
from chalicelib.services.speaking import SpokenPart, write_wav
from chalicelib.services.text_files import decoded
from chalicelib.settings import BadSettings

Item = TypeVar("Item")
TEXT_CHUNK = 64 << 10
"""Bytes of a text that are read at once, so that a text without line ends does not fill the memory."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0, 1 if any file failed, 2 for arguments that cannot be used."""
    options = _parser().parse_args(arguments)
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
    read.add_argument("--language", default="", help="code of the text's language, if known: en, es …")
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


def _read(options: argparse.Namespace, container: Container) -> int:
    engine = options.engine or container.settings.ocr_engine
    if options.speech and not options.out:
        print("--speech needs --out DIR, the folder for the sound.", file=sys.stderr)
        return 2
    names = _distinct_stems(options.files)

    def read(file: Path) -> dict[str, Any]:
        data = _bytes_of(file)
        reading = container.reader.read(data, engine=engine, language=options.language, layout=options.layout)
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            target = options.out / names[file]
            (target.parent / f"{target.name}.txt").write_text(reading.text, encoding="utf-8")
            whole = json.dumps({"file": str(file)} | reading.as_json(), ensure_ascii=False)
            (target.parent / f"{target.name}.json").write_text(whole, encoding="utf-8")
            if options.speech:
                parts = container.speaker.speak(reading.pages, language=options.language or None)
                _write_speech(parts, target.parent / f"{target.name}.wav", None)
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
    for file in _with_progress(options.files):
        try:
            answer = work(file)
        except LectorError as error:
            failed = True
            answer = {"error": {"code": error.code, "message": error.message}}
        if options.json:
            print(json.dumps({"file": str(file)} | answer, ensure_ascii=False), flush=True)
        elif "error" in answer:
            print(f"{file}: {answer['error']['message']} ({answer['error']['code']})", file=sys.stderr)
        else:
            print(show(file, answer), flush=True)
    return 1 if failed else 0


def _speak(options: argparse.Namespace, container: Container) -> int:
    try:
        with _text_of(options.file) as text:
            parts = container.speaker.speak_text(
                text, language=options.language or None, voice=options.voice or None, speed=options.speed
            )
            _write_speech(parts, options.out, options.marks)
    except LectorError as error:
        print(f"{options.file}: {error.message} ({error.code})", file=sys.stderr)
        return 1
    return 0


@contextmanager
def _text_of(name: str) -> Iterator[Iterable[str]]:
    """Give a text file's or standard input's text in chunks."""
    try:
        with ExitStack() as stack:
            source = sys.stdin.buffer if name == "-" else stack.enter_context(Path(name).open("rb"))
            yield decoded(iter(lambda: source.read(TEXT_CHUNK), b""))
    except OSError as error:
        raise NotFound(
            f"The file cannot be read: {error.strerror}. Name a text file, or - for standard input."
        ) from None


def _write_speech(parts: Iterable[SpokenPart], out: Path, marks: Path | None) -> None:
    """Write the sound as it is made; it gets its name once it is whole."""
    unfinished = out.with_name(f"{out.name}.part")
    spoken: list[Mark] = []
    try:
        with unfinished.open("wb") as file:
            for part in write_wav(parts, file):
                spoken.extend(part.marks if marks else ())
                if sys.stderr.isatty():
                    print(f"\r{file.tell() / 2 / part.sample_rate:8.1f} s spoken", end="", file=sys.stderr, flush=True)
        unfinished.replace(out)
    except OSError as error:
        raise InvalidInput(f"{out} cannot be written: {error.strerror}. Choose another place.") from None
    finally:
        unfinished.unlink(missing_ok=True)
        if sys.stderr.isatty():
            print(file=sys.stderr)
    if marks:
        marks.write_text(json.dumps(marks_json(spoken), ensure_ascii=False), encoding="utf-8")


def _digit(options: argparse.Namespace, container: Container) -> int:
    def read(file: Path) -> dict[str, Any]:
        return container.local_recogniser.recognise("digit", _bytes_of(file), {})

    return _for_each_file(options, read, lambda file, answer: f"{file}: {answer['digit']} ({answer['confidence']:.1%})")


def _keyword(options: argparse.Namespace, container: Container) -> int:
    def spot(file: Path) -> dict[str, Any]:
        return container.local_recogniser.recognise("keyword", _bytes_of(file, container.settings.max_sound_bytes), {})

    def show(file: Path, answer: dict[str, Any]) -> str:
        places = [f"  {h['start_ms'] / 1000:6.2f} s  {h['keyword']} ({h['confidence']:.1%})" for h in answer["heard"]]
        return "\n".join([f"{file}: {answer['keyword']} ({answer['confidence']:.1%})", *places])

    return _for_each_file(options, spot, show)


def _engines(options: argparse.Namespace, container: Container) -> int:
    from chalicelib.engines import registry

    for state in registry.survey():
        spec = state.spec
        if options.json:
            shown = {"kind": spec.kind, "name": spec.name, "usable": state.usable, "about": spec.about}
            print(json.dumps(shown | ({} if state.usable else {"why_not": state.why_not})))
        else:
            mark = "yes" if state.usable else "no "
            print(f"{spec.kind:8} {spec.name:12} {mark}  {spec.about if state.usable else state.why_not}")
    return 0


def _bytes_of(file: Path, most: int | None = None) -> bytes:
    try:
        if most is not None and file.stat().st_size > most:
            raise FileTooLarge(f"The file is larger than {most >> 20} MB. Cut it and try again.")
        return file.read_bytes()
    except OSError as error:
        raise NotFound(f"The file cannot be opened: {error.strerror}. Check its name.") from None


def _distinct_stems(files: list[Path]) -> dict[Path, str]:
    """Return a name for each file's results: its stem, or its whole name where two files share a stem."""
    stems = [file.stem for file in files]
    return {file: file.stem if stems.count(file.stem) == 1 else file.name for file in files}


def _with_progress(items: list[Item]) -> Iterator[Item]:
    """Yield the items and show on a terminal how far they are."""
    shown = len(items) > 1 and sys.stderr.isatty()
    for number, item in enumerate(items):
        if shown:
            print(f"\r{_bar(number / len(items))} {number}/{len(items)}", end="", file=sys.stderr, flush=True)
        yield item
    if shown:
        print(f"\r{_bar(1)} {len(items)}/{len(items)}", file=sys.stderr)


def _bar(share: float) -> str:
    width = 24
    filled = round(share * width)
    return f"[{'#' * filled}{'.' * (width - filled)}]"


if __name__ == "__main__":
    sys.exit(main())
