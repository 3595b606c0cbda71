"""A full training step in PyTorch, for profile.mjs: fastai's head on a ResNet-34 or a MobileNetV2, random weights.

Usage: torchStep.py ARCH BATCH THREADS
One line in, one line out, both JSON:
  {"kind": "step", "precision": "float32" | "bfloat16", "runs": n} -> {"ms": [...], "peakMiB": n}
  {"kind": "profile", ...} -> the same and {"kernels": {name: {"ms": n, "calls": n}}}, a step
"""

import contextlib
import json
import pathlib
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn
from torch.profiler import ProfilerActivity, profile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "vision"))
from torchResnet34 import ResNet34Body  # noqa: E402
from torchTraining import Head  # noqa: E402

SIZE = 224


def convolution(inputs, outputs, size=3, stride=1, groups=1, relu=True):
    layers = [nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*layers, *([nn.ReLU6(inplace=True)] if relu else []))


class Inverted(nn.Module):
    """Sandler et al. 2018: widen, filter each channel, narrow without an activation."""

    def __init__(self, inputs, outputs, stride, widen):
        super().__init__()
        hidden = inputs * widen
        self.adds = stride == 1 and inputs == outputs
        wide = [convolution(inputs, hidden, 1)] if widen > 1 else []
        self.layers = nn.Sequential(
            *wide,
            convolution(hidden, hidden, 3, stride, hidden),
            convolution(hidden, outputs, 1, relu=False),
        )

    def forward(self, x):
        return x + self.layers(x) if self.adds else self.layers(x)


def mobilenet_v2():
    rows = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
    layers, inputs = [convolution(3, 32, 3, 2)], 32
    for widen, outputs, repeats, stride in rows:
        for i in range(repeats):
            layers.append(Inverted(inputs, outputs, stride if i == 0 else 1, widen))
            inputs = outputs
    return nn.Sequential(*layers, convolution(inputs, 1280, 1))


def network(arch):
    body, features = (ResNet34Body(), 512) if arch == "resnet34" else (mobilenet_v2(), 1280)
    return nn.Sequential(body, Head(2, features)).to(memory_format=torch.channels_last)


class Steps:
    def __init__(self, arch, batch):
        self.model = network(arch).train()
        self.opt = torch.optim.AdamW(
            self.model.parameters(), lr=1e-4, betas=(0.9, 0.99), weight_decay=0.01, fused=True
        )
        self.x = torch.randn(batch, 3, SIZE, SIZE).contiguous(memory_format=torch.channels_last)
        self.y = torch.arange(batch) % 2

    def __call__(self, half):
        self.opt.zero_grad()
        with torch.autocast("cpu", torch.bfloat16) if half else contextlib.nullcontext():
            loss = F.cross_entropy(self.model(self.x), self.y)
        loss.backward()
        self.opt.step()
        loss.item()


def timed(step, half, runs):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        step(half)
        times.append((time.perf_counter() - start) * 1000)
    return times[1:]


def kernels_of(step, half, runs):
    step(half)
    with profile(activities=[ProfilerActivity.CPU]) as seen:
        for _ in range(runs):
            step(half)
    return {
        row.key: {"ms": row.self_cpu_time_total / 1000 / runs, "calls": round(row.count / runs)}
        for row in seen.key_averages()
    }


def main():
    arch, batch, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(threads)
    step = Steps(arch, batch)
    print(json.dumps({"torch": torch.__version__}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        half, runs = request["precision"] == "bfloat16", request["runs"]
        # Before the profiler keeps its own records.
        answer = {"ms": timed(step, half, runs), "peakMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
        if request["kind"] == "profile":
            answer["kernels"] = kernels_of(step, half, runs)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
