"""EfficientNet-Lite0 in timm, in double precision: the numbers of efficientnetLite0.test.ts.

Usage: timmLite0.py WEIGHTS (what `tsvision setup --only weights` wrote; loaded strictly, so its keys are timm's)
with `pip install torch==2.13.0+cpu timm==1.0.31 safetensors`, in an environment of its own.
"""

import sys

import timm
import torch
from safetensors.torch import load_file

model = timm.create_model("tf_efficientnet_lite0", pretrained=False)
model.load_state_dict(load_file(sys.argv[1]), strict=True)
model.eval().double()
print(sum(parameter.numel() for parameter in model.parameters()))
for height, width in (224, 224), (97, 130):
    y, x = torch.arange(height).view(-1, 1), torch.arange(width).view(1, -1)
    red, green = (3 * x + 5 * y) % 256, (x * y // 16 + 40) % 256
    blue = (2 * x - y + (x // 32 + y // 32) % 2 * 90) % 256
    # As Google trained it; timm's own configuration says 127.5, which is half a step of grey away.
    photo = (torch.stack([red, green, blue]).double() - 127) / 128
    with torch.no_grad():
        logits, features = model(photo[None])[0], model.forward_features(photo[None]).mean((2, 3))[0]
    print(height, width, logits.argsort(descending=True)[:5].tolist())
    print([round(value, 5) for value in logits[::25].tolist()])
    print([round(value, 5) for value in features[::40].tolist()])
