"""Names every photo of a folder on a Ray cluster: python predict.py EXPORT FOLDER OUT [--shards N] [--cpus N]

Every node needs the `tsvision` command and the same shared folder. A task whose node dies is started again
elsewhere and goes on where it stood; the one that ends last joins the parts into OUT.
"""

import argparse
import subprocess


def command(export: str, folder: str, out: str, shard: int, shards: int) -> list[str]:
    """What one task runs; shards count from 1."""
    return ["tsvision", "predict", export, folder, "--out", out, "--shard", f"{shard}/{shards}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("export")
    parser.add_argument("folder")
    parser.add_argument("out")
    parser.add_argument("--shards", type=int, default=4)
    parser.add_argument("--cpus", type=int, default=2, help="processors that a task claims")
    options = parser.parse_args()

    import ray

    ray.init()

    @ray.remote(num_cpus=options.cpus, max_retries=5, retry_exceptions=[subprocess.CalledProcessError])
    def predict(shard: int) -> None:
        subprocess.run(
            command(options.export, options.folder, options.out, shard, options.shards), check=True
        )

    ray.get([predict.remote(shard) for shard in range(1, options.shards + 1)])


if __name__ == "__main__":
    main()
