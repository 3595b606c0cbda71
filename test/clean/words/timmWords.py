"""EfficientNet-Lite0's words in timm, in double precision: the numbers of readWords.test.ts.

Usage: timmWords.py WEIGHTS (what `tsvision setup --only weights` wrote) with `pip install torch==2.13.0+cpu timm==1.0.31
safetensors`, in an environment of its own. The pictures are drawn by formula, as the test draws them.
"""

import sys

import timm
import torch
from safetensors.torch import load_file

model = timm.create_model("tf_efficientnet_lite0", pretrained=False)
model.load_state_dict(load_file(sys.argv[1]), strict=True)
model.eval().double()
y, x = torch.arange(224).view(-1, 1), torch.arange(224).view(1, -1)
far = (x - 112) ** 2 + (y - 112) ** 2
flat = torch.zeros(224, 224, dtype=torch.long)
pictures = {
    "rings": [far // 40 % 256, flat + 90, (255 - far // 90) % 256],
    "board": [(x // 28 + y // 28) % 2 * 235 + 10 + flat] * 3,
    "stripes": [(x + y) // 16 % 2 * 200 + 20 + flat, x // 8 % 2 * 90 + flat, 40 + y // 2 + flat],
}
for name, channels in pictures.items():
    # As Google trained it; timm's own configuration says 127.5, which is half a step of grey away.
    photo = (torch.stack(channels).double() - 127) / 128
    with torch.no_grad():
        words = torch.softmax(model(photo[None])[0], 0)
    top = words.argsort(descending=True)[:16].tolist()
    print(name, [[word, round(words[word].item(), 5)] for word in top if words[word] >= 0.02])
