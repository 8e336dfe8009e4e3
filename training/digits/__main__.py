"""Makes chalicelib/models/digits.onnx: `python -m training.digits`. Run again, it goes on where it was stopped."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


def main() -> None:
    """Build the examples, train every member, calibrate on held-out digits, write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("LECTOR_DATA", "../shared/data")))
    parser.add_argument("--work", type=Path, default=Path(".lector/digits"), help="examples and checkpoints")
    parser.add_argument("--out", type=Path, default=Path("chalicelib/models/digits.onnx"))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--members", nargs="*", help="names of the members to train; all of them unless given")
    options = parser.parse_args()

    import cv2
    import tensorflow as tf

    cv2.setNumThreads(1)
    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    from training.digits import calibrate, network, pool
    from training.digits.export import export
    from training.digits.train import train

    examples = pool.build(options.data / "digits" / "mnist", options.work / "pool", options.threads)
    plans = [plan for plan in network.PLANS if not options.members or plan.name in options.members]
    members = [train(plan, examples, options.work / "checkpoints") for plan in plans]
    votes = calibrate.ballot(members, examples)
    right = float((votes["plain"][0].argmax(axis=1) == votes["plain"][1]).mean())
    temperature = calibrate.temperature(votes)
    accept = calibrate.accept(votes, temperature)
    export(members, temperature, accept, options.out)
    print(f"held-out digits {right:.2%} right, temperature {temperature:.3f}, accept {accept:.3f}")
    print(f"{options.out}: {options.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
