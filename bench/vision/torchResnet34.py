"""ResNet-34 in PyTorch for the benchmarks: loads the weights that ours has and answers timing requests on stdin.

Usage: torchResnet34.py WEIGHTS.safetensors INPUT.safetensors THREADS
One line in, one line out, both JSON: {"kind": "float32" | "bfloat16" | "frozen", "runs": n} -> {"ms": [...]}
"""

import json
import sys
import time

import torch
from safetensors.torch import load_file, save_file
from torch import nn


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        identity = x if self.downsample is None else self.downsample(x)
        return self.relu(self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x))))) + identity)


class ResNet34Body(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        inputs = 64
        for stage, (outputs, depth) in enumerate([(64, 3), (128, 4), (256, 6), (512, 3)]):
            blocks = []
            for i in range(depth):
                blocks.append(Block(inputs, outputs, 2 if i == 0 and stage > 0 else 1))
                inputs = outputs
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        return self.layer4(self.layer3(self.layer2(self.layer1(x))))


def main():
    weights, photos, threads = sys.argv[1:4]
    torch.set_num_threads(int(threads))
    model = ResNet34Body().eval()
    missing, unexpected = model.load_state_dict(load_file(weights), strict=False)
    assert not unexpected and all(key.endswith("num_batches_tracked") for key in missing), (missing, unexpected)
    model = model.to(memory_format=torch.channels_last)
    x = load_file(photos)["input"].permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)
    frozen = torch.jit.optimize_for_inference(torch.jit.trace(model, x))

    def run(kind):
        if kind == "frozen":
            return frozen(x)
        if kind == "bfloat16":
            with torch.autocast("cpu", torch.bfloat16):
                return model(x)
        return model(x)

    with torch.inference_mode():
        save_file({"features": model(x).permute(0, 2, 3, 1).contiguous()}, photos + ".torch")
        print(json.dumps({"torch": torch.__version__}), flush=True)
        for line in sys.stdin:
            request = json.loads(line)
            times = []
            for _ in range(request["runs"] + 1):
                start = time.perf_counter()
                run(request["kind"])
                times.append((time.perf_counter() - start) * 1000)
            print(json.dumps({"ms": times[1:]}), flush=True)


if __name__ == "__main__":
    main()
