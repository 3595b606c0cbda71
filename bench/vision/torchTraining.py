"""fastai's lesson in plain PyTorch for the benchmarks: a ResNet-34 with fastai's head, answering on stdin.

Usage: torchTraining.py BODY.safetensors THREADS
One line in, one line out, both JSON:
  {"kind": "step", "precision": "float32" | "bfloat16", "runs": n}  full training steps, 8 random photos -> {"ms": [...]}
  {"kind": "lesson", "files": [[path, label], ...], "epochs": n, "bs": n}  body frozen, from files -> {"ms": [...]}
  {"kind": "predict", "file": path, "runs": n}  one photo from its file -> {"ms": [...]}
"""

import contextlib
import json
import resource
import sys
import time

import numpy
import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import load_file
from torch import nn
from torchResnet34 import ResNet34Body

SIZE = 224
MEAN = torch.tensor([0.485, 0.456, 0.406])
STD = torch.tensor([0.229, 0.224, 0.225])


class Head(nn.Module):
    """fastai's head: two kinds of pooling, then two blocks of batch norm, dropout and a linear layer."""

    def __init__(self, classes, features=512):
        super().__init__()
        self.layers = nn.Sequential(
            nn.BatchNorm1d(2 * features),
            nn.Dropout(0.25),
            nn.Linear(2 * features, 512),
            nn.ReLU(inplace=True),
            nn.BatchNorm1d(512),
            nn.Dropout(0.5),
            nn.Linear(512, classes),
        )

    def forward(self, x):
        return self.layers(torch.cat([x.amax((2, 3)), x.mean((2, 3))], 1))


class Photos(torch.utils.data.Dataset):
    """Resize the short side, crop the middle, flip half of them, normalise."""

    def __init__(self, files):
        self.files = files

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        path, label = self.files[i]
        return prepare(path, torch.rand(()) < 0.5), label


def prepare(path, flip=False):
    with Image.open(path) as photo:
        photo = photo.convert("RGB")
        ratio = SIZE / min(photo.size)
        photo = photo.resize([max(SIZE, round(n * ratio)) for n in photo.size], Image.BILINEAR)
        left, top = (photo.width - SIZE) // 2, (photo.height - SIZE) // 2
        photo = photo.crop((left, top, left + SIZE, top + SIZE))
        x = torch.from_numpy(numpy.asarray(photo).copy()).float() / 255
    x = ((x - MEAN) / STD).permute(2, 0, 1)
    return x.flip(2) if flip else x


def network(weights):
    body = ResNet34Body()
    body.load_state_dict(load_file(weights), strict=False)
    return nn.Sequential(body, Head(2)).to(memory_format=torch.channels_last)


def steps(weights, precision, runs):
    model = network(weights).train()
    opt = torch.optim.AdamW(model.parameters(), lr=1e-4, betas=(0.9, 0.99), weight_decay=0.01, fused=True)
    x = torch.randn(8, 3, SIZE, SIZE).contiguous(memory_format=torch.channels_last)
    y = torch.tensor([0, 1] * 4)
    half = precision == "bfloat16"
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        opt.zero_grad()
        with torch.autocast("cpu", torch.bfloat16) if half else contextlib.nullcontext():
            loss = F.cross_entropy(model(x), y)
        loss.backward()
        opt.step()
        loss.item()
        times.append((time.perf_counter() - start) * 1000)
    return times[1:]


def lesson(weights, files, epochs, bs, threads):
    """As fastai v1 trains a frozen network: the body's batch norm layers go on learning."""
    start = time.perf_counter()
    model = network(weights).train()
    body, head = model
    for module in body.modules():
        for p in module.parameters(recurse=False):
            p.requires_grad_(isinstance(module, nn.BatchNorm2d))
    opt = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-3, betas=(0.9, 0.99), fused=True)
    loader = torch.utils.data.DataLoader(
        Photos(files), bs, shuffle=True, drop_last=True, num_workers=threads, persistent_workers=True
    )
    for _ in range(epochs):
        for x, y in loader:
            opt.zero_grad()
            F.cross_entropy(model(x.contiguous(memory_format=torch.channels_last)), y).backward()
            opt.step()
    return [(time.perf_counter() - start) * 1000]


def predict(weights, file, runs):
    model = network(weights).eval()
    times = []
    with torch.inference_mode():
        for _ in range(runs + 1):
            start = time.perf_counter()
            F.softmax(model(prepare(file)[None].contiguous(memory_format=torch.channels_last)), 1).tolist()
            times.append((time.perf_counter() - start) * 1000)
    return times[1:]


def main():
    weights, threads = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(threads)
    print(json.dumps({"torch": torch.__version__}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        kind = request.pop("kind")
        if kind == "step":
            ms = steps(weights, **request)
        elif kind == "lesson":
            ms = lesson(weights, **request, threads=threads)
        else:
            ms = predict(weights, **request)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"ms": ms, "peakMiB": peak}), flush=True)


if __name__ == "__main__":
    main()
