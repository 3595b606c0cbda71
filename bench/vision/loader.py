# PyTorch's side of loader.mjs: a DataLoader with two workers over Pillow. One epoch for each line on stdin.
import json
import os
import sys
import time

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset

folder, size, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
classes = sorted(entry.name for entry in os.scandir(folder) if entry.is_dir())
items = [(os.path.join(folder, c, f), i) for i, c in enumerate(classes) for f in sorted(os.listdir(os.path.join(folder, c)))]
mean = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
std = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)


class Photos(Dataset):
    def __len__(self):
        return len(items)

    def __getitem__(self, i):
        path, label = items[i]
        photo = Image.open(path).convert("RGB")
        width, height = photo.size
        ratio = size / min(width, height)
        photo = photo.resize((max(size, round(width * ratio)), max(size, round(height * ratio))), Image.BILINEAR)
        width, height = photo.size
        left, top = np.random.randint(0, width - size + 1), np.random.randint(0, height - size + 1)
        photo = photo.crop((left, top, left + size, top + size))
        if np.random.rand() < 0.5:
            photo = photo.transpose(Image.FLIP_LEFT_RIGHT)
        values = torch.from_numpy(np.array(photo)).permute(2, 0, 1).float().div_(255)
        return values.sub_(mean).div_(std), label


def cpu_seconds(loader):
    """Processor time of this process and of the workers, which /proc knows while they live."""
    total = sum(os.times()[:2])
    ticks = os.sysconf("SC_CLK_TCK")
    for worker in getattr(loader._iterator, "_workers", []):
        with open(f"/proc/{worker.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        total += (int(fields[11]) + int(fields[12])) / ticks
    return total


if __name__ == "__main__":
    # Workers that live on are PyTorch's faster way: no start for each epoch.
    loader = DataLoader(Photos(), batch_size=batch, shuffle=True, num_workers=2, persistent_workers=True, drop_last=True)
    print(json.dumps({"torch": torch.__version__, "photos": len(items)}), flush=True)
    for _ in sys.stdin:
        before = cpu_seconds(loader)
        start, photos = time.perf_counter(), 0
        for xs, ys in loader:
            photos += len(xs)
        print(json.dumps({"photos": photos, "seconds": time.perf_counter() - start, "cpu": cpu_seconds(loader) - before}), flush=True)
