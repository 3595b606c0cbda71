"""Numbers that PyTorch gives for small fixed inputs; `python makeOracle.py > torch.json` writes them anew."""

import json

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float32)


def ramp(*shape, scale=0.1, phase=0.0):
    """Fixed, uneven numbers that any language computes alike."""
    n = 1
    for size in shape:
        n *= size
    return torch.tensor([scale * (((i * 37 + 11) % 101) / 50 - 1) + phase for i in range(n)]).reshape(shape)


def optimizer(make, momenta=None, wd=0.0, rates=(0.01, 0.02, 0.03, 0.02, 0.01)):
    p = ramp(6, scale=1.0).clone().requires_grad_(True)
    opt = make([p])
    for step, lr in enumerate(rates):
        for group in opt.param_groups:
            group["lr"] = lr
            if momenta is not None:
                if "betas" in group:
                    group["betas"] = (momenta[step], group["betas"][1])
                else:
                    group["momentum"] = momenta[step]
        opt.zero_grad()
        loss = ((p * p).sum() + (p[0] * p[1] * p[2]).sin() * (step + 1))
        loss.backward()
        with torch.no_grad():
            if not isinstance(opt, torch.optim.AdamW):
                p.mul_(1 - wd * lr)
        opt.step()
    return p.tolist()


moms = (0.95, 0.9, 0.85, 0.9, 0.95)
optimizers = {
    "adamW": optimizer(lambda p: torch.optim.AdamW(p, lr=1, betas=(0.9, 0.99), eps=1e-8, weight_decay=0.1)),
    "adamWMomenta": optimizer(
        lambda p: torch.optim.AdamW(p, lr=1, betas=(0.9, 0.99), eps=1e-8, weight_decay=0.1), moms
    ),
    "sgd": optimizer(lambda p: torch.optim.SGD(p, lr=1, momentum=0.9), None, 0.1),
    "sgdMomenta": optimizer(lambda p: torch.optim.SGD(p, lr=1, momentum=0.9), moms, 0.1),
    "rmsProp": optimizer(lambda p: torch.optim.RMSprop(p, lr=1, alpha=0.99), None, 0.1),
}

logits = ramp(5, 3, scale=3.0)
labels = torch.tensor([0, 2, 1, 2, 0])
several = torch.tensor([[1.0, 0, 1], [0, 0, 1], [1, 1, 1], [0, 0, 0], [0, 1, 0]])
weights = torch.tensor([1.0, 2.0, 0.5])
losses = {
    "crossEntropy": F.cross_entropy(logits, labels).item(),
    "crossEntropyItems": F.cross_entropy(logits, labels, reduction="none").tolist(),
    "weighted": F.cross_entropy(logits, labels, weight=weights).item(),
    "smoothed": F.cross_entropy(logits, labels, label_smoothing=0.1).item(),
    "nll": F.nll_loss(F.log_softmax(logits, 1), labels).item(),
    "binary": F.binary_cross_entropy_with_logits(logits, several).item(),
    "mse": F.mse_loss(logits[:, 0], several[:, 0]).item(),
}

grads = [ramp(4, scale=3.0).requires_grad_(True), ramp(2, 2, scale=2.0).requires_grad_(True)]
for g in grads:
    g.grad = g.detach().clone()
norm = torch.nn.utils.clip_grad_norm_(grads, 1.0).item()
clipping = {"norm": norm, "clipped": [g.grad.flatten().tolist() for g in grads]}

# conv 3x3 same → batch norm (training) → relu → max and mean pool → linear, on 4 pictures of 5×5×3.
x = ramp(4, 5, 5, 3, scale=1.0)
conv = ramp(3, 3, 3, 4, scale=0.5).requires_grad_(True)  # HWIO
gamma = ramp(4, scale=0.2, phase=1.0).requires_grad_(True)
beta = ramp(4, scale=0.1).requires_grad_(True)
kernel = ramp(8, 3, scale=0.7).requires_grad_(True)
bias = ramp(3, scale=0.1).requires_grad_(True)
mean, var = torch.zeros(4), torch.ones(4)
h = F.conv2d(x.permute(0, 3, 1, 2), conv.permute(3, 2, 0, 1), padding=1)
h = F.relu(F.batch_norm(h, mean, var, gamma, beta, training=True, momentum=0.1, eps=1e-5))
pooled = torch.cat([h.amax((2, 3)), h.mean((2, 3))], 1)
loss = F.cross_entropy(pooled @ kernel + bias, torch.tensor([0, 1, 2, 1]))
loss.backward()
net = {
    "loss": loss.item(),
    "conv": conv.grad.flatten().tolist(),
    "gamma": gamma.grad.tolist(),
    "beta": beta.grad.tolist(),
    "kernel": kernel.grad.flatten().tolist(),
    "bias": bias.grad.tolist(),
    "runningMean": mean.tolist(),
    "runningVar": var.tolist(),
}


def rounded(value):
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return float(f"{value:.9g}")


print(json.dumps(rounded({"optimizers": optimizers, "losses": losses, "clipping": clipping, "net": net}), indent=1))
