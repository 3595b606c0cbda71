"""models.tinyresnet in PyTorch: one training step's loss, gradients and running statistics, and the inference before.

Usage: torchOracle.py WEIGHTS INPUT OUTPUT (safetensors; INPUT holds `x` [n, 3, h, w] and int64 `y`)
"""

import sys

import torch
from safetensors.torch import load_file, save_file
from torch import nn


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, 2, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, 2, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + self.downsample(x))


class TinyResnet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 24, 3, 2, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(24)
        self.layer1, self.layer2 = Block(24, 32), Block(32, 64)
        self.layer3, self.layer4 = Block(64, 128), Block(128, 192)
        self.fc = nn.Linear(192, classes)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean([2, 3]))


weights, data, output = load_file(sys.argv[1]), load_file(sys.argv[2]), sys.argv[3]
model = TinyResnet(weights["fc.bias"].shape[0])
model.load_state_dict(weights)
model.eval()
results = {"logits": model(data["x"]).detach()}
model.train()
loss = nn.functional.cross_entropy(model(data["x"]), data["y"])
loss.backward()
results["loss"] = loss.detach()
for name, parameter in model.named_parameters():
    results[f"gradient/{name}"] = parameter.grad
for name, buffer in model.named_buffers():
    if "running" in name:
        results[f"after/{name}"] = buffer
save_file({name: tensor.contiguous() for name, tensor in results.items()}, output)
