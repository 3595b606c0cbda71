// Optimizers: one pass over the memory of a whole net, where TensorFlow makes a dozen.
#pragma once

#include <cmath>

#include "threads.h"

namespace tfnodejs {
namespace {

// Weight, gradient and averages of one parameter: p, g, a, b, and n values in each.
struct Slice {
  float* p;
  const float* g;
  float* a;
  float* b;
  int64_t n;
};

// numbers: 1 − wd·lr, beta1, beta2, eps, lr / (1 − beta1^t), 1 / √(1 − beta2^t)
FOR_EACH_PROCESSOR
void AdamW(const Slice& s, const double* numbers) {
  const float keep = numbers[0], beta1 = numbers[1], beta2 = numbers[2], eps = numbers[3];
  const float step = numbers[4], correction = numbers[5];
  const float fresh1 = 1 - numbers[1], fresh2 = 1 - numbers[2];
  float* __restrict p = s.p;
  float* __restrict mean = s.a;
  float* __restrict square = s.b;
  const float* __restrict g = s.g;
  for (int64_t i = 0; i < s.n; ++i) {
    const float m = mean[i] * beta1 + g[i] * fresh1;
    const float v = square[i] * beta2 + g[i] * g[i] * fresh2;
    mean[i] = m;
    square[i] = v;
    p[i] = p[i] * keep - m / (std::sqrt(v) * correction + eps) * step;
  }
}

// numbers: 1 − wd·lr, lr, momentum, nesterov
FOR_EACH_PROCESSOR
void Sgd(const Slice& s, const double* numbers) {
  const float keep = numbers[0], lr = numbers[1], momentum = numbers[2];
  const float ahead = numbers[3] != 0 ? momentum : 0, direct = numbers[3] != 0 ? 1 : 0;
  float* __restrict p = s.p;
  float* __restrict velocity = s.a;
  const float* __restrict g = s.g;
  if (velocity == nullptr) {
    for (int64_t i = 0; i < s.n; ++i) p[i] = p[i] * keep - g[i] * lr;
    return;
  }
  for (int64_t i = 0; i < s.n; ++i) {
    const float v = velocity[i] * momentum + g[i];
    velocity[i] = v;
    p[i] = p[i] * keep - (direct != 0 ? g[i] + v * ahead : v) * lr;
  }
}

// numbers: 1 − wd·lr, lr, alpha, eps, momentum
FOR_EACH_PROCESSOR
void RmsProp(const Slice& s, const double* numbers) {
  const float keep = numbers[0], lr = numbers[1], alpha = numbers[2], eps = numbers[3], momentum = numbers[4];
  const float fresh = 1 - numbers[2];
  float* __restrict p = s.p;
  float* __restrict square = s.a;
  float* __restrict velocity = s.b;
  const float* __restrict g = s.g;
  for (int64_t i = 0; i < s.n; ++i) {
    const float q = square[i] * alpha + g[i] * g[i] * fresh;
    square[i] = q;
    float d = g[i] / (std::sqrt(q) + eps);
    if (velocity != nullptr) d = velocity[i] = velocity[i] * momentum + d;
    p[i] = p[i] * keep - d * lr;
  }
}

// Keras's way: eps below the root, the rate inside the velocity. numbers: lr, decay, eps, momentum
FOR_EACH_PROCESSOR
void KerasRmsProp(const Slice& s, const double* numbers) {
  const float lr = numbers[0], decay = numbers[1], eps = numbers[2], momentum = numbers[3];
  const float fresh = 1 - numbers[1];
  float* __restrict p = s.p;
  float* __restrict square = s.a;
  float* __restrict velocity = s.b;
  const float* __restrict g = s.g;
  for (int64_t i = 0; i < s.n; ++i) {
    const float q = square[i] * decay + g[i] * g[i] * fresh;
    const float v = velocity[i] * momentum + g[i] * lr / std::sqrt(q + eps);
    square[i] = q;
    velocity[i] = v;
    p[i] -= v;
  }
}

using Step = void (*)(const Slice&, const double*);

void StepInThreads(const std::vector<Slice>& slices, Step step, const double* numbers) {
  std::vector<Slice> pieces;
  for (const Slice& s : slices) {
    for (int64_t i = 0; i < s.n; i += kPiece) {
      pieces.push_back({s.p + i, s.g + i, s.a ? s.a + i : nullptr, s.b ? s.b + i : nullptr,
                        std::min(kPiece, s.n - i)});
    }
  }
  InThreads(pieces.size(), (pieces.size() + 3) / 4, [&](size_t i) { step(pieces[i], numbers); });
}

}  // namespace
}  // namespace tfnodejs
