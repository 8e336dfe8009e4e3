"""Makes chalicelib/models/keywords.onnx: `python -m training.keywords`. Run again, it goes on where it was stopped."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


def main() -> None:
    """Have the voices speak, take the features of all clips, train, calibrate, write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("LECTOR_DATA", "../shared/data")))
    parser.add_argument("--work", type=Path, default=Path("build/keywords"), help="made speech, features, checkpoints")
    parser.add_argument("--out", type=Path, default=Path("chalicelib/models/keywords.onnx"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--spoken", action="store_true", help="take the made speech as far as it is there")
    options = parser.parse_args()

    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    from training.keywords import pool, speak, teacher, trial
    from training.keywords.batches import Pool
    from training.keywords.export import export, vote
    from training.keywords.network import NETWORKS
    from training.keywords.train import accuracy, train

    made, held_out = options.work / "spoken", options.work / "spoken_held_out"
    if not options.spoken:
        speak.speak(speak.plan(speak.engines()), made)
        speak.speak(speak.held_out_plan(), held_out)
        trial.write(held_out, Path("benchmarks/keywords/held_out_voices"))
    data, cache = options.data / "speech", options.work / "features"
    words, sentences = pool.made(made)
    recorded, few = (pool.real(data, split, cache) for split in ("training", "training_fsdd_8khz"))
    heard = {"real": pool.sounds(data, "training"), "few": pool.sounds(data, "training_fsdd_8khz")}
    lessons = teacher.teach(
        heard | {"made": pool.made_sounds(made)},
        {"real": recorded.labels, "few": few.labels, "made": words.labels},
        pool.speakers(data, "training"),
        options.work / "teacher",
    )
    examples = Pool(recorded, few, words, sentences, pool.noises(data, held_out=False), lessons)
    trials = {"recorded": pool.real(data, "validation", cache), "made": pool.made(held_out)[0]}
    trials = {name: clips for name, clips in trials.items() if len(clips.labels)}
    members = {network: train(network, examples, trials, options.work / "checkpoints") for network in NETWORKS}
    export(members, trials["recorded"], options.out)
    scores = ", ".join(f"{name} {accuracy(vote(members, clips.features), clips):.2%}" for name, clips in trials.items())
    print(f"{options.out}: {options.out.stat().st_size} bytes; words right: {scores}")


if __name__ == "__main__":
    main()
