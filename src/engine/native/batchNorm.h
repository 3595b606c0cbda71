// Batch normalisation, and the activation after it, in two passes over the memory.
#pragma once

#include <cmath>

#include "activations.h"
#include "bfloat16.h"
#include "threads.h"

namespace tfnodejs {
namespace {

// Rows of `channels` values each, in blocks that stay in the cache while they are read twice.
struct Rows {
  int64_t count, channels;
  int64_t block() const { return std::max<int64_t>(1, (1 << 15) / channels); }
  int64_t blocks() const { return (count + block() - 1) / block(); }
  int64_t begin(int64_t i) const { return i * block(); }
  int64_t length(int64_t i) const { return std::min(block(), count - begin(i)); }
};

// Each pass for float32 and for bfloat16, in which values lie; everything is computed in float32. That nothing overlaps
// is said to the compiler, which would look at the addresses otherwise, and round differently where they lie close.
template <typename T>
ALWAYS_INLINE void MomentsIn(const T* x, int64_t rows, int64_t channels, float* __restrict mean,
                             float* __restrict spread) {
  std::fill(mean, mean + channels, 0.0f);
  std::fill(spread, spread + channels, 0.0f);
  for (int64_t r = 0; r < rows; ++r) {
    const T* __restrict row = x + r * channels;
#pragma GCC ivdep
    for (int64_t c = 0; c < channels; ++c) mean[c] += Load(row + c);
  }
  const float share = 1.0f / rows;
  for (int64_t c = 0; c < channels; ++c) mean[c] *= share;
  for (int64_t r = 0; r < rows; ++r) {
    const T* __restrict row = x + r * channels;
#pragma GCC ivdep
    for (int64_t c = 0; c < channels; ++c) {
      const float apart = Load(row + c) - mean[c];
      spread[c] += apart * apart;
    }
  }
}

FOR_EACH_PROCESSOR
void MomentsOfBlock(const float* x, int64_t rows, int64_t channels, float* mean, float* spread) {
  MomentsIn(x, rows, channels, mean, spread);
}

FOR_EACH_PROCESSOR
void MomentsOfBlock(const Bf16* x, int64_t rows, int64_t channels, float* mean, float* spread) {
  MomentsIn(x, rows, channels, mean, spread);
}

// Mean of each channel, and the sum of squared distances from it: block by block, put together in the order of the
// blocks (Chan, Golub & LeVeque 1979), so that the result does not depend on the number of threads.
template <typename T>
void Moments(const T* x, const Rows& rows, std::vector<double>* mean, std::vector<double>* spread) {
  const int64_t channels = rows.channels, blocks = rows.blocks();
  std::vector<float> means(blocks * channels), spreads(blocks * channels);
  InThreads(blocks, 1 + rows.count * channels / kPiece, [&](size_t i) {
    MomentsOfBlock(x + rows.begin(i) * channels, rows.length(i), channels, &means[i * channels],
                   &spreads[i * channels]);
  });
  mean->assign(channels, 0);
  spread->assign(channels, 0);
  double seen = 0;
  for (int64_t i = 0; i < blocks; ++i) {
    const double more = rows.length(i), all = seen + more;
    for (int64_t c = 0; c < channels; ++c) {
      const double apart = means[i * channels + c] - (*mean)[c];
      (*mean)[c] += apart * more / all;
      (*spread)[c] += spreads[i * channels + c] + apart * apart * seen * more / all;
    }
    seen = all;
  }
}

// The scale and shift of each channel, and the bounds of the activation after them.
struct Affine {
  const float *scale, *shift;
  float low, high;
};

template <typename T>
ALWAYS_INLINE void ScaleAndShiftIn(const T* x, T* y, int64_t rows, int64_t channels, const Affine& affine) {
  const float* __restrict scale = affine.scale;
  const float* __restrict shift = affine.shift;
  const float low = affine.low, high = affine.high;
  for (int64_t r = 0; r < rows; ++r) {
    const T* __restrict from = x + r * channels;
    T* __restrict to = y + r * channels;
#pragma GCC ivdep
    for (int64_t c = 0; c < channels; ++c) {
      const float value = Load(from + c) * scale[c] + shift[c];
      const float above = value < low ? low : value; // What is not a number stays so.
      Store(to + c, above > high ? high : above);
    }
  }
}

FOR_EACH_PROCESSOR
void ScaleAndShift(const float* x, float* y, int64_t rows, int64_t channels, const Affine& affine) {
  ScaleAndShiftIn(x, y, rows, channels, affine);
}

FOR_EACH_PROCESSOR
void ScaleAndShift(const Bf16* x, Bf16* y, int64_t rows, int64_t channels, const Affine& affine) {
  ScaleAndShiftIn(x, y, rows, channels, affine);
}

// What passes an activation whose input was x * scale + shift: dy where that lies between low and high.
template <typename T>
ALWAYS_INLINE void GradientSumsIn(const T* x, const T* dy, int64_t rows, int64_t channels, const Affine& affine,
                                  const float* __restrict mean, float* __restrict sum, float* __restrict product) {
  const float* __restrict scale = affine.scale;
  const float* __restrict shift = affine.shift;
  const float low = affine.low, high = affine.high;
  std::fill(sum, sum + channels, 0.0f);
  std::fill(product, product + channels, 0.0f);
  for (int64_t r = 0; r < rows; ++r) {
    const T* __restrict row = x + r * channels;
    const T* __restrict given = dy + r * channels;
#pragma GCC ivdep
    for (int64_t c = 0; c < channels; ++c) {
      const float at = Load(row + c), value = at * scale[c] + shift[c], passed = Load(given + c);
      const float g = (value > low) & (value < high) ? passed : 0.0f;
      sum[c] += g;
      product[c] += g * (at - mean[c]);
    }
  }
}

FOR_EACH_PROCESSOR
void GradientSumsOfBlock(const float* x, const float* dy, int64_t rows, int64_t channels, const Affine& affine,
                         const float* mean, float* sum, float* product) {
  GradientSumsIn(x, dy, rows, channels, affine, mean, sum, product);
}

FOR_EACH_PROCESSOR
void GradientSumsOfBlock(const Bf16* x, const Bf16* dy, int64_t rows, int64_t channels, const Affine& affine,
                         const float* mean, float* sum, float* product) {
  GradientSumsIn(x, dy, rows, channels, affine, mean, sum, product);
}

template <typename T>
ALWAYS_INLINE void GradientIn(const T* x, const T* dy, T* dx, int64_t rows, int64_t channels, const Affine& affine,
                              const float* __restrict mean, const float* __restrict level,
                              const float* __restrict slope) {
  const float* __restrict scale = affine.scale;
  const float* __restrict shift = affine.shift;
  const float low = affine.low, high = affine.high;
  for (int64_t r = 0; r < rows; ++r) {
    const T* __restrict row = x + r * channels;
    const T* __restrict given = dy + r * channels;
    T* __restrict to = dx + r * channels;
#pragma GCC ivdep
    for (int64_t c = 0; c < channels; ++c) {
      const float at = Load(row + c), value = at * scale[c] + shift[c], passed = Load(given + c);
      const float g = (value > low) & (value < high) ? passed : 0.0f;
      Store(to + c, g * scale[c] - level[c] - slope[c] * (at - mean[c]));
    }
  }
}

FOR_EACH_PROCESSOR
void GradientOfBlock(const float* x, const float* dy, float* dx, int64_t rows, int64_t channels, const Affine& affine,
                     const float* mean, const float* level, const float* slope) {
  GradientIn(x, dy, dx, rows, channels, affine, mean, level, slope);
}

FOR_EACH_PROCESSOR
void GradientOfBlock(const Bf16* x, const Bf16* dy, Bf16* dx, int64_t rows, int64_t channels, const Affine& affine,
                     const float* mean, const float* level, const float* slope) {
  GradientIn(x, dy, dx, rows, channels, affine, mean, level, slope);
}

// Batch normalisation by the batch's own statistics, and the activation after it, in two passes over the memory.
// variance is the unbiased one; deviation is 1 / sqrt(biased variance + epsilon).
template <typename T>
void BatchNormForward(const T* x, const float* gamma, const float* beta, float epsilon, int activation,
                      const Rows& rows, T* y, float* mean, float* variance, float* deviation) {
  const int64_t channels = rows.channels;
  std::vector<double> means, spreads;
  Moments(x, rows, &means, &spreads);
  std::vector<float> scale(channels), shift(channels);
  for (int64_t c = 0; c < channels; ++c) {
    const double inverse = 1 / std::sqrt(spreads[c] / rows.count + epsilon);
    mean[c] = means[c];
    variance[c] = spreads[c] / std::max<int64_t>(1, rows.count - 1);
    deviation[c] = inverse;
    scale[c] = gamma[c] * inverse;
    shift[c] = beta[c] - means[c] * gamma[c] * inverse;
  }
  const Affine affine = {scale.data(), shift.data(), Low(activation), High(activation)};
  InThreads(rows.blocks(), 1 + rows.count * channels / kPiece, [&](size_t i) {
    const int64_t at = rows.begin(i) * channels;
    ScaleAndShift(x + at, y + at, rows.length(i), channels, affine);
  });
}

template <typename T>
void BatchNormBackward(const T* x, const T* dy, const float* gamma, const float* beta, const float* mean,
                       const float* deviation, int activation, const Rows& rows, T* dx, float* dgamma, float* dbeta) {
  const int64_t channels = rows.channels, blocks = rows.blocks();
  const size_t worth = 1 + rows.count * channels / kPiece;
  std::vector<float> scale(channels), shift(channels), level(channels), slope(channels);
  for (int64_t c = 0; c < channels; ++c) {
    scale[c] = gamma[c] * deviation[c];
    shift[c] = beta[c] - static_cast<double>(mean[c]) * gamma[c] * deviation[c];
  }
  const Affine affine = {scale.data(), shift.data(), Low(activation), High(activation)};
  std::vector<float> sums(blocks * channels), products(blocks * channels);
  InThreads(blocks, worth, [&](size_t i) {
    const int64_t at = rows.begin(i) * channels;
    GradientSumsOfBlock(x + at, dy + at, rows.length(i), channels, affine, mean, &sums[i * channels],
                        &products[i * channels]);
  });
  std::vector<double> sum(channels), product(channels);
  for (int64_t i = 0; i < blocks; ++i) {
    for (int64_t c = 0; c < channels; ++c) {
      sum[c] += sums[i * channels + c];
      product[c] += products[i * channels + c];
    }
  }
  for (int64_t c = 0; c < channels; ++c) {
    const double inverse = deviation[c];
    dbeta[c] = sum[c];
    dgamma[c] = product[c] * inverse;
    level[c] = scale[c] * sum[c] / rows.count;
    slope[c] = scale[c] * inverse * inverse * product[c] / rows.count;
  }
  InThreads(blocks, worth, [&](size_t i) {
    const int64_t at = rows.begin(i) * channels;
    GradientOfBlock(x + at, dy + at, dx + at, rows.length(i), channels, affine, mean, level.data(), slope.data());
  });
}

}  // namespace
}  // namespace tfnodejs
