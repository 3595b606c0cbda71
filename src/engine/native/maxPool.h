// The gradient of a maximum over windows, which TensorFlow computes value by value.
#pragma once

#include <cstring>

#include "threads.h"

namespace tfnodejs {
namespace {

// Sizes of a maximum over windows: the picture, what comes out, and how the windows lie.
struct Pool {
  int64_t height, width, channels, out_height, out_width;
  int64_t window_height, window_width, stride_height, stride_width, top, left;
};

// The gradient of a maximum, for one picture: dy goes to the first highest value of its window, as in TensorFlow.
// All channels of a pixel at once, which lie side by side.
FOR_EACH_PROCESSOR
void MaxPoolGradOfPicture(const float* x, const float* dy, float* dx, const Pool& p) {
  const int64_t channels = p.channels;
  std::memset(dx, 0, sizeof(float) * p.height * p.width * channels);
  std::vector<float> highest(channels);
  std::vector<int32_t> where(channels);
  float* __restrict best = highest.data();
  int32_t* __restrict at = where.data();
  for (int64_t oy = 0; oy < p.out_height; ++oy) {
    const int64_t y0 = std::max<int64_t>(0, oy * p.stride_height - p.top);
    const int64_t y1 = std::min(p.height, oy * p.stride_height - p.top + p.window_height);
    for (int64_t ox = 0; ox < p.out_width; ++ox, dy += channels) {
      const int64_t x0 = std::max<int64_t>(0, ox * p.stride_width - p.left);
      const int64_t x1 = std::min(p.width, ox * p.stride_width - p.left + p.window_width);
      if (y0 >= y1 || x0 >= x1) continue;
      std::memcpy(best, x + (y0 * p.width + x0) * channels, sizeof(float) * channels);
      std::fill(at, at + channels, static_cast<int32_t>(y0 * p.width + x0));
      for (int64_t py = y0; py < y1; ++py) {
        for (int64_t px = x0; px < x1; ++px) {
          const int32_t pixel = static_cast<int32_t>(py * p.width + px);
          const float* __restrict value = x + pixel * channels;
          for (int64_t c = 0; c < channels; ++c) {
            const bool higher = value[c] > best[c];
            best[c] = higher ? value[c] : best[c];
            at[c] = higher ? pixel : at[c];
          }
        }
      }
      const float* __restrict given = dy;
      for (int64_t py = y0; py < y1; ++py) {
        for (int64_t px = x0; px < x1; ++px) {
          const int32_t pixel = static_cast<int32_t>(py * p.width + px);
          float* __restrict gradient = dx + pixel * channels;
          for (int64_t c = 0; c < channels; ++c) gradient[c] += at[c] == pixel ? given[c] : 0.0f;
        }
      }
    }
  }
}

void MaxPoolGradient(const float* x, const float* dy, float* dx, int64_t pictures, const Pool& p) {
  const int64_t size = p.height * p.width * p.channels, out_size = p.out_height * p.out_width * p.channels;
  InThreads(pictures, 1 + pictures * size / kPiece, [&](size_t i) {
    MaxPoolGradOfPicture(x + i * size, dy + i * out_size, dx + i * size, p);
  });
}

}  // namespace
}  // namespace tfnodejs
