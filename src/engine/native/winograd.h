// Convolutions by windows of 3 × 3 at stride 1, and their gradients, in the way of Winograd: F(2 × 2, 3 × 3) of Lavin &
// Gray 2016, 4/9 of the multiplications of a direct convolution. Tiles of 2 × 2 outputs are transformed, multiplied
// position by position, and transformed back, while they lie in the cache.
//
// Written with the vectors of GCC and Clang, since the sizes of the register blocks depend on the processor's.
#pragma once

#include <cstring>
#include <memory>

#include "activations.h"
#include "bfloat16.h"
#include "threads.h"

namespace tfnodejs {
namespace {

// Sizes of such a convolution; tiles lie row by row, picture by picture. Channels come in multiples of kPanel.
struct Window3x3 {
  int64_t pictures, height, width, channels, out_height, out_width, out_channels, top, left;
  int64_t tile_rows() const { return (out_height + 1) / 2; }
  int64_t tile_columns() const { return (out_width + 1) / 2; }
  int64_t tiles() const { return pictures * tile_rows() * tile_columns(); }
};

// Output channels that a product takes at once.
constexpr int64_t kPanel = 32;
constexpr int64_t kPositions = 16;

template <int kBytes>
struct Vector {
  typedef float Type __attribute__((vector_size(kBytes), aligned(4), may_alias));
  static constexpr int kLanes = kBytes / 4;
};

template <int kBytes>
ALWAYS_INLINE typename Vector<kBytes>::Type& At(float* place) {
  return *reinterpret_cast<typename Vector<kBytes>::Type*>(place);
}

template <int kBytes>
ALWAYS_INLINE typename Vector<kBytes>::Type At(const float* place) {
  return *reinterpret_cast<const typename Vector<kBytes>::Type*>(place);
}

template <int kBytes, typename V>
ALWAYS_INLINE void Put(float* place, V value) {
  At<kBytes>(place) = value;
}

#if BFLOAT16_PRODUCTS
template <int kBytes>
ALWAYS_INLINE typename Vector<kBytes>::Type At(const Bf16* place) {
  return Widened(place);
}

template <int kBytes, typename V>
ALWAYS_INLINE void Put(Bf16* place, V value) {
  PutRounded(place, value);
}
#endif

// c[r][0 … kPanel) = (c +) Σ over k of a[r * a_row + k * a_step] · b[k][0 … kPanel), for kRows rows.
template <int kBytes, int kRows>
ALWAYS_INLINE void MultiplyRows(int64_t depth, const float* a, int64_t a_row, int64_t a_step, const float* b, float* c,
                                bool add) {
  using V = typename Vector<kBytes>::Type;
  constexpr int kLanes = Vector<kBytes>::kLanes;
  for (int64_t column = 0; column < kPanel; column += 2 * kLanes) {
    V low[kRows], high[kRows];
#pragma GCC unroll 16
    for (int r = 0; r < kRows; ++r) {
      low[r] = add ? At<kBytes>(c + r * kPanel + column) : V{};
      high[r] = add ? At<kBytes>(c + r * kPanel + column + kLanes) : V{};
    }
    const float* from = a;
    const float* right = b + column;
    for (int64_t k = 0; k < depth; ++k, from += a_step, right += kPanel) {
      const V first = At<kBytes>(right), second = At<kBytes>(right + kLanes);
#pragma GCC unroll 16
      for (int r = 0; r < kRows; ++r) {
        const float value = from[r * a_row];
        low[r] += first * value;
        high[r] += second * value;
      }
    }
#pragma GCC unroll 16
    for (int r = 0; r < kRows; ++r) {
      At<kBytes>(c + r * kPanel + column) = low[r];
      At<kBytes>(c + r * kPanel + column + kLanes) = high[r];
    }
  }
}

#if BFLOAT16_PRODUCTS
// The same in bfloat16, with float32 sums: the values of k and k + 1 lie side by side in a, and in pairs in b,
// [k / 2][kPanel][2].
template <int kBytes, int kRows>
ALWAYS_INLINE void MultiplyRows(int64_t depth, const Bf16* a, int64_t a_row, int64_t a_step, const Bf16* b, float* c,
                                bool add) {
  using V = Vector<64>::Type;
  V low[kRows], high[kRows];
#pragma GCC unroll 16
  for (int r = 0; r < kRows; ++r) {
    low[r] = add ? At<64>(c + r * kPanel) : V{};
    high[r] = add ? At<64>(c + r * kPanel + 16) : V{};
  }
  for (int64_t k = 0; k < depth; k += 2) {
    const Pairs first = PairsAt(b + k * kPanel), second = PairsAt(b + k * kPanel + kPanel);
#pragma GCC unroll 16
    for (int r = 0; r < kRows; ++r) {
      low[r] = AddProducts(low[r], a + r * a_row + k * a_step, first);
      high[r] = AddProducts(high[r], a + r * a_row + k * a_step, second);
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < kRows; ++r) {
    At<64>(c + r * kPanel) = low[r];
    At<64>(c + r * kPanel + 16) = high[r];
  }
}
#endif

// The same for any multiple of four rows, in blocks that fill the registers.
template <int kBytes, typename T>
ALWAYS_INLINE void Multiply(int64_t rows, int64_t depth, const T* a, int64_t a_row, int64_t a_step, const T* b,
                            float* c, bool add) {
  constexpr int kTall = kBytes == 64 ? 12 : 6;
  int64_t r = 0;
  for (; r + 12 <= rows; r += 12) {
    for (int64_t i = r; i < r + 12; i += kTall)
      MultiplyRows<kBytes, kTall>(depth, a + i * a_row, a_row, a_step, b, c + i * kPanel, add);
  }
  for (; r < rows; r += 4) MultiplyRows<kBytes, 4>(depth, a + r * a_row, a_row, a_step, b, c + r * kPanel, add);
}

// From one tile's transformed inputs to the next one's: a line of the cache more than they need, since a power of two
// would put them all into the same few places of it.
ALWAYS_INLINE int64_t Stride(int64_t channels) { return channels + 16; }

// Where the 4 × 4 inputs of a tile lie; zeros lie outside of the picture.
template <typename T>
struct Inputs {
  const T* at[4][4];
};

// Row kRow of Bᵀ d: one row of the inputs, plus or minus another.
template <int kBytes, int kRow, typename T>
ALWAYS_INLINE typename Vector<kBytes>::Type RowOfInputs(const Inputs<T>& inputs, int j, int64_t channel) {
  constexpr int kOne = kRow == 0 ? 0 : kRow == 2 ? 2 : 1, kOther = kRow == 3 ? 3 : kRow == 2 ? 1 : 2;
  const auto one = At<kBytes>(inputs.at[kOne][j] + channel), other = At<kBytes>(inputs.at[kOther][j] + channel);
  return kRow == 1 ? one + other : one - other;
}

template <typename T>
ALWAYS_INLINE Inputs<T> InputsOf(const Window3x3& s, const T* x, const T* zeros, int64_t tile) {
  const int64_t column = tile % s.tile_columns(), row = tile / s.tile_columns() % s.tile_rows();
  const int64_t picture = tile / s.tile_columns() / s.tile_rows();
  Inputs<T> inputs;
  for (int64_t i = 0; i < 4; ++i) {
    const int64_t y = row * 2 - s.top + i;
    for (int64_t j = 0; j < 4; ++j) {
      const int64_t z = column * 2 - s.left + j;
      const bool inside = y >= 0 && y < s.height && z >= 0 && z < s.width;
      inputs.at[i][j] = inside ? x + ((picture * s.height + y) * s.width + z) * s.channels : zeros;
    }
  }
  return inputs;
}

// Row kRow of Bᵀ d B for `count` tiles and `channels` channels from `channel` on: v[j][tile][Stride(channels)], `rows`
// tiles apart.
template <int kBytes, int kRow, typename T, typename U>
ALWAYS_INLINE void TransformInputs(const Window3x3& s, const T* x, const T* zeros, int64_t first, int64_t count,
                                   int64_t rows, int64_t channel, int64_t channels, U* v) {
  using V = typename Vector<kBytes>::Type;
  for (int64_t tile = 0; tile < count; ++tile) {
    const Inputs<T> inputs = InputsOf(s, x, zeros, first + tile);
    U* to = v + tile * Stride(channels);
    const int64_t position = rows * Stride(channels);
    for (int64_t c = 0; c < channels; c += Vector<kBytes>::kLanes) {
      V t[4];
#pragma GCC unroll 4
      for (int j = 0; j < 4; ++j) t[j] = RowOfInputs<kBytes, kRow>(inputs, j, channel + c);
      Put<kBytes>(to + c, t[0] - t[2]);
      Put<kBytes>(to + c + position, t[1] + t[2]);
      Put<kBytes>(to + c + 2 * position, t[2] - t[1]);
      Put<kBytes>(to + c + 3 * position, t[1] - t[3]);
    }
  }
}

// What comes after a convolution: a bias for each output channel, and the bounds of an activation.
struct Epilogue {
  const float* bias;
  float low, high;
};

template <int kBytes, typename T, typename V>
ALWAYS_INLINE void Finish(T* to, V value, V low, V high) {
  value = value < low ? low : value; // What is not a number stays so.
  Put<kBytes>(to, value > high ? high : value);
}

// Aᵀ m A: the 2 × 2 outputs of `count` tiles in the channels of one panel, as far as they lie in the picture.
template <int kBytes, typename T>
ALWAYS_INLINE void TransformOutputs(const Window3x3& s, const float* m, int64_t first, int64_t count, int64_t rows,
                                    int64_t channel, const Epilogue& after, T* y) {
  using V = typename Vector<kBytes>::Type;
  const V low = V{} + after.low, high = V{} + after.high;
  for (int64_t tile = 0; tile < count; ++tile) {
    const int64_t at = first + tile;
    const int64_t column = at % s.tile_columns() * 2, row = at / s.tile_columns() % s.tile_rows() * 2;
    const int64_t picture = at / s.tile_columns() / s.tile_rows();
    T* to = y + ((picture * s.out_height + row) * s.out_width + column) * s.out_channels + channel;
    const bool below = row + 1 < s.out_height, beside = column + 1 < s.out_width;
    for (int64_t c = 0; c < kPanel; c += Vector<kBytes>::kLanes) {
      const float* from = m + tile * kPanel + c;
      const V bias = At<kBytes>(after.bias + channel + c);
      V upper[4], lower[4];
#pragma GCC unroll 4
      for (int j = 0; j < 4; ++j) {
        V value[4];
#pragma GCC unroll 4
        for (int i = 0; i < 4; ++i) value[i] = At<kBytes>(from + (i * 4 + j) * rows * kPanel);
        upper[j] = value[0] + value[1] + value[2];
        lower[j] = value[1] - value[2] - value[3];
      }
      T* under = to + c + s.out_width * s.out_channels;
      Finish<kBytes>(to + c, upper[0] + upper[1] + upper[2] + bias, low, high);
      if (beside) Finish<kBytes>(to + c + s.out_channels, upper[1] - upper[2] - upper[3] + bias, low, high);
      if (below) Finish<kBytes>(under, lower[0] + lower[1] + lower[2] + bias, low, high);
      if (below && beside) Finish<kBytes>(under + s.out_channels, lower[1] - lower[2] - lower[3] + bias, low, high);
    }
  }
}

// Where the gradients by the 2 × 2 outputs of a tile lie; zeros lie outside of the picture.
template <typename T>
struct Gradients {
  const T *from, *right, *under, *corner;
};

template <typename T>
ALWAYS_INLINE Gradients<T> GradientsOf(const Window3x3& s, const T* dy, const T* zeros, int64_t tile) {
  const int64_t column = tile % s.tile_columns() * 2, row = tile / s.tile_columns() % s.tile_rows() * 2;
  const int64_t picture = tile / s.tile_columns() / s.tile_rows();
  const T* from = dy + ((picture * s.out_height + row) * s.out_width + column) * s.out_channels;
  const bool below = row + 1 < s.out_height, beside = column + 1 < s.out_width;
  const T* under = below ? from + s.out_width * s.out_channels : zeros;
  return {from, beside ? from + s.out_channels : zeros, under, below && beside ? under + s.out_channels : zeros};
}

// Row kRow of A dy: the upper and the lower gradient, or what of them is in it.
template <int kRow, typename V>
ALWAYS_INLINE V RowOfGradients(V upper, V lower) {
  return kRow == 0 ? upper : kRow == 1 ? upper + lower : kRow == 2 ? upper - lower : -lower;
}

// Row kRow of A dy Aᵀ for `count` tiles: z[j][panel][tile][kPanel], `count` tiles apart.
template <int kBytes, int kRow, typename T>
ALWAYS_INLINE void TransformGradients(const Window3x3& s, const T* dy, const T* zeros, int64_t first, int64_t count,
                                      float* z) {
  using V = typename Vector<kBytes>::Type;
  const int64_t position = s.out_channels * count;
  for (int64_t tile = 0; tile < count; ++tile) {
    const Gradients<T> at = GradientsOf(s, dy, zeros, first + tile);
    for (int64_t c = 0; c < s.out_channels; c += Vector<kBytes>::kLanes) {
      const V left = RowOfGradients<kRow>(At<kBytes>(at.from + c), At<kBytes>(at.under + c));
      const V right = RowOfGradients<kRow>(At<kBytes>(at.right + c), At<kBytes>(at.corner + c));
      float* to = z + (c / kPanel * count + tile) * kPanel + c % kPanel;
      At<kBytes>(to) = left;
      At<kBytes>(to + position) = left + right;
      At<kBytes>(to + 2 * position) = left - right;
      At<kBytes>(to + 3 * position) = -right;
    }
  }
}

// The outputs of tiles first … first + count; u as TransformWeights gives it.
template <int kBytes, typename T>
ALWAYS_INLINE void ConvolveTiles(const Window3x3& s, const T* x, const T* u, const T* zeros, int64_t first,
                                 int64_t count, const Epilogue& after, float* scratch, T* y) {
  const int64_t rows = (count + 3) / 4 * 4, stride = Stride(s.channels);
  float* m = scratch;
  T* v = reinterpret_cast<T*>(scratch + kPositions * rows * kPanel);
  const int64_t row = 4 * rows * stride;
  TransformInputs<kBytes, 0>(s, x, zeros, first, count, rows, 0, s.channels, v);
  TransformInputs<kBytes, 1>(s, x, zeros, first, count, rows, 0, s.channels, v + row);
  TransformInputs<kBytes, 2>(s, x, zeros, first, count, rows, 0, s.channels, v + 2 * row);
  TransformInputs<kBytes, 3>(s, x, zeros, first, count, rows, 0, s.channels, v + 3 * row);
  for (int64_t channel = 0; channel < s.out_channels; channel += kPanel) {
    const T* right = u + channel * kPositions * s.channels;
    for (int64_t p = 0; p < kPositions; ++p)
      Multiply<kBytes>(rows, s.channels, v + p * rows * stride, stride, 1, right + p * s.channels * kPanel,
                       m + p * rows * kPanel, false);
    TransformOutputs<kBytes>(s, m, first, count, rows, channel, after, y);
  }
}

// Tiles whose transformed values lie in the cache at once.
constexpr int64_t kTiles = 48;

// The same for the gradient by the weights, whose sums are read and written once for so many tiles.
ALWAYS_INLINE int64_t TilesOfGradient(int64_t channels, int64_t out_channels) {
  return std::max(kTiles, (int64_t{1} << 17) / (channels + out_channels));
}

// Row kRow of the gradient by the transformed weights, for some input channels: sums[j][panel][channel][kPanel].
template <int kBytes, int kRow, typename T>
ALWAYS_INLINE void GradientOfRow(const Window3x3& s, const T* x, const T* dy, const T* zeros, int64_t channel,
                                 int64_t channels, float* scratch, float* sums) {
  const int64_t step = TilesOfGradient(channels, s.out_channels), stride = Stride(channels);
  for (int64_t first = 0; first < s.tiles(); first += step) {
    const int64_t count = std::min(step, s.tiles() - first);
    float* v = scratch;
    float* z = scratch + 4 * count * stride;
    TransformInputs<kBytes, kRow>(s, x, zeros, first, count, count, channel, channels, v);
    TransformGradients<kBytes, kRow>(s, dy, zeros, first, count, z);
    for (int64_t j = 0; j < 4; ++j) {
      for (int64_t out = 0; out < s.out_channels; out += kPanel)
        Multiply<kBytes>(channels, count, v + j * count * stride, 1, stride,
                         z + (j * s.out_channels + out) * count,
                         sums + ((j * s.out_channels + out) * s.channels + channel * kPanel), first > 0);
    }
  }
}

#if BFLOAT16_PRODUCTS
// As TransformInputs, for pairs of tiles whose values lie side by side: v[j][tile / 2][Stride(channels)][2]. After the
// last of an odd number come zeros.
template <int kBytes, int kRow>
ALWAYS_INLINE void TransformInputPairs(const Window3x3& s, const Bf16* x, const Bf16* zeros, int64_t first,
                                       int64_t count, int64_t channel, int64_t channels, Bf16* v) {
  using V = typename Vector<kBytes>::Type;
  const int64_t pair = 2 * Stride(channels), position = (count + 1) / 2 * pair;
  for (int64_t tile = 0; tile < count; tile += 2) {
    const bool single = tile + 1 == count;
    const Inputs<Bf16> one = InputsOf(s, x, zeros, first + tile);
    const Inputs<Bf16> next = InputsOf(s, x, zeros, first + tile + (single ? 0 : 1));
    Bf16* to = v + tile / 2 * pair;
    for (int64_t c = 0; c < channels; c += Vector<kBytes>::kLanes, to += 2 * Vector<kBytes>::kLanes) {
      V t[4], u[4];
#pragma GCC unroll 4
      for (int j = 0; j < 4; ++j) {
        t[j] = RowOfInputs<kBytes, kRow>(one, j, channel + c);
        u[j] = single ? V{} : RowOfInputs<kBytes, kRow>(next, j, channel + c);
      }
      PutPairs(to, t[0] - t[2], u[0] - u[2]);
      PutPairs(to + position, t[1] + t[2], u[1] + u[2]);
      PutPairs(to + 2 * position, t[2] - t[1], u[2] - u[1]);
      PutPairs(to + 3 * position, t[1] - t[3], u[1] - u[3]);
    }
  }
}

// As TransformGradients, for pairs of tiles: z[j][panel][tile / 2][kPanel][2].
template <int kBytes, int kRow>
ALWAYS_INLINE void TransformGradientPairs(const Window3x3& s, const Bf16* dy, const Bf16* zeros, int64_t first,
                                          int64_t count, Bf16* z) {
  using V = typename Vector<kBytes>::Type;
  const int64_t depth = (count + 1) / 2 * 2, position = s.out_channels * depth;
  for (int64_t tile = 0; tile < count; tile += 2) {
    const bool single = tile + 1 == count;
    const Gradients<Bf16> one = GradientsOf(s, dy, zeros, first + tile);
    const Gradients<Bf16> next = GradientsOf(s, dy, zeros, first + tile + (single ? 0 : 1));
    for (int64_t c = 0; c < s.out_channels; c += Vector<kBytes>::kLanes) {
      const V left = RowOfGradients<kRow>(At<kBytes>(one.from + c), At<kBytes>(one.under + c));
      const V right = RowOfGradients<kRow>(At<kBytes>(one.right + c), At<kBytes>(one.corner + c));
      V next_left = RowOfGradients<kRow>(At<kBytes>(next.from + c), At<kBytes>(next.under + c));
      V next_right = RowOfGradients<kRow>(At<kBytes>(next.right + c), At<kBytes>(next.corner + c));
      if (single) next_left = next_right = V{};
      Bf16* to = z + (c / kPanel * depth + tile) * kPanel + c % kPanel * 2;
      PutPairs(to, left, next_left);
      PutPairs(to + position, left + right, next_left + next_right);
      PutPairs(to + 2 * position, left - right, next_left - next_right);
      PutPairs(to + 3 * position, -right, -next_right);
    }
  }
}

// GradientOfRow in bfloat16: products of pairs of tiles, with float32 sums.
template <int kBytes, int kRow>
ALWAYS_INLINE void GradientOfRow(const Window3x3& s, const Bf16* x, const Bf16* dy, const Bf16* zeros, int64_t channel,
                                 int64_t channels, float* scratch, float* sums) {
  const int64_t step = TilesOfGradient(channels, s.out_channels), stride = Stride(channels);
  for (int64_t first = 0; first < s.tiles(); first += step) {
    const int64_t count = std::min(step, s.tiles() - first), depth = (count + 1) / 2 * 2;
    Bf16* v = reinterpret_cast<Bf16*>(scratch);
    Bf16* z = v + 4 * depth * stride;
    TransformInputPairs<kBytes, kRow>(s, x, zeros, first, count, channel, channels, v);
    TransformGradientPairs<kBytes, kRow>(s, dy, zeros, first, count, z);
    for (int64_t j = 0; j < 4; ++j) {
      for (int64_t out = 0; out < s.out_channels; out += kPanel)
        Multiply<kBytes>(channels, depth, v + j * depth * stride, 2, stride, z + (j * s.out_channels + out) * depth,
                         sums + ((j * s.out_channels + out) * s.channels + channel * kPanel), first > 0);
    }
  }
}
#endif

// G g Gᵀ for one input channel and the output channels of a panel, u[position][kPanel], `step` apart. w: the first of
// the 9 places, which lie `place` apart; turned by 180° for the gradient by the input.
template <int kBytes>
ALWAYS_INLINE void TransformWeightsOf(const float* w, int64_t place, bool turned, float* u, int64_t step) {
  using V = typename Vector<kBytes>::Type;
  for (int64_t k = 0; k < kPanel; k += Vector<kBytes>::kLanes) {
    V rows[4][3];
    for (int b = 0; b < 3; ++b) {
      V g[3];
      for (int a = 0; a < 3; ++a) g[a] = At<kBytes>(w + (turned ? 8 - (a * 3 + b) : a * 3 + b) * place + k);
      rows[0][b] = g[0];
      rows[1][b] = (g[0] + g[1] + g[2]) * 0.5f;
      rows[2][b] = (g[0] - g[1] + g[2]) * 0.5f;
      rows[3][b] = g[2];
    }
    for (int i = 0; i < 4; ++i) {
      const V* g = rows[i];
      float* to = u + i * 4 * step + k;
      At<kBytes>(to) = g[0];
      At<kBytes>(to + step) = (g[0] + g[1] + g[2]) * 0.5f;
      At<kBytes>(to + 2 * step) = (g[0] - g[1] + g[2]) * 0.5f;
      At<kBytes>(to + 3 * step) = g[2];
    }
  }
}

// The same for all input channels: u[position][channel][kPanel].
template <int kBytes>
ALWAYS_INLINE void TransformPanel(const float* w, int64_t channels, int64_t out_channels, bool turned, float* u) {
  for (int64_t c = 0; c < channels; ++c)
    TransformWeightsOf<kBytes>(w + c * out_channels, channels * out_channels, turned, u + c * kPanel,
                               channels * kPanel);
}

#if BFLOAT16_PRODUCTS
// And in bfloat16, u[position][channel / 2][kPanel][2].
template <int kBytes>
ALWAYS_INLINE void TransformPanel(const float* w, int64_t channels, int64_t out_channels, bool turned, Bf16* u) {
  float pair[2][kPositions * kPanel];
  for (int64_t c = 0; c < channels; c += 2) {
    for (int64_t i = 0; i < 2; ++i)
      TransformWeightsOf<kBytes>(w + (c + i) * out_channels, channels * out_channels, turned, pair[i], kPanel);
    for (int64_t p = 0; p < kPositions; ++p) {
      for (int64_t k = 0; k < kPanel; k += 16)
        PutPairs(u + (p * channels + c) * kPanel + 2 * k, At<64>(pair[0] + p * kPanel + k),
                 At<64>(pair[1] + p * kPanel + k));
    }
  }
}
#endif

// The parts for one kind of processor and of values.
template <typename T>
struct WinogradParts {
  void (*convolve)(const Window3x3&, const T* x, const T* u, const T* zeros, int64_t first, int64_t count,
                   const Epilogue& after, float* scratch, T* y);
  void (*gradient)(const Window3x3&, const T* x, const T* dy, const T* zeros, int i, int64_t channel,
                   int64_t channels, float* scratch, float* sums);
  void (*weights)(const float* w, int64_t channels, int64_t out_channels, bool turned, T* u);
};

#define WINOGRAD_PARTS(NAME, TARGET, BYTES, T)                                                                       \
  TARGET void Convolve##NAME(const Window3x3& s, const T* x, const T* u, const T* zeros, int64_t first,              \
                             int64_t count, const Epilogue& after, float* scratch, T* y) {                          \
    ConvolveTiles<BYTES>(s, x, u, zeros, first, count, after, scratch, y);                                           \
  }                                                                                                                  \
  TARGET void Gradient##NAME(const Window3x3& s, const T* x, const T* dy, const T* zeros, int i, int64_t channel,    \
                             int64_t channels, float* scratch, float* sums) {                                       \
    if (i == 0) GradientOfRow<BYTES, 0>(s, x, dy, zeros, channel, channels, scratch, sums);                          \
    if (i == 1) GradientOfRow<BYTES, 1>(s, x, dy, zeros, channel, channels, scratch, sums);                          \
    if (i == 2) GradientOfRow<BYTES, 2>(s, x, dy, zeros, channel, channels, scratch, sums);                          \
    if (i == 3) GradientOfRow<BYTES, 3>(s, x, dy, zeros, channel, channels, scratch, sums);                          \
  }                                                                                                                  \
  TARGET void Weights##NAME(const float* w, int64_t channels, int64_t out_channels, bool turned, T* u) {             \
    TransformPanel<BYTES>(w, channels, out_channels, turned, u);                                                     \
  }                                                                                                                  \
  constexpr WinogradParts<T> k##NAME = {Convolve##NAME, Gradient##NAME, Weights##NAME};

#if defined(__x86_64__)
WINOGRAD_PARTS(Avx512, __attribute__((target("avx512f,fma"))), 64, float)
WINOGRAD_PARTS(Avx2, __attribute__((target("avx2,fma"))), 32, float)
#endif
WINOGRAD_PARTS(Plain, , 16, float)
#if BFLOAT16_PRODUCTS
WINOGRAD_PARTS(Bfloat16, __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,fma"))), 64, Bf16)
#endif

inline const WinogradParts<float>& PartsFor(const float*) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return kAvx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return kAvx2;
#endif
  return kPlain;
}

#if BFLOAT16_PRODUCTS
inline const WinogradParts<Bf16>& PartsFor(const Bf16*) { return kBfloat16; }
#endif

using Floats = std::unique_ptr<float[]>;
inline Floats Uninitialised(int64_t count) { return Floats(new float[count]); }

// w with its last two axes in each other's place, piece by piece so that both stay in the cache.
inline Floats Transposed(const float* w, int64_t channels, int64_t out_channels) {
  Floats turned = Uninitialised(9 * channels * out_channels);
  float* to = turned.get();
  constexpr int64_t kSide = 16;
  InThreads(9 * channels / kSide, 1 + 9 * channels * out_channels / kPiece, [=](size_t i) {
    const int64_t place = i * kSide / channels, c = i * kSide % channels;
    const float* from = w + (place * channels + c) * out_channels;
    float* here = to + place * channels * out_channels + c;
    for (int64_t k = 0; k < out_channels; k += kSide) {
      for (int64_t a = k; a < k + kSide; ++a) {
        for (int64_t b = 0; b < kSide; ++b) here[a * channels + b] = from[b * out_channels + a];
      }
    }
  });
  return turned;
}

template <typename T>
std::unique_ptr<T[]> TransformWeights(const WinogradParts<T>& parts, const float* w, int64_t channels,
                                      int64_t out_channels, bool turned) {
  std::unique_ptr<T[]> u(new T[kPositions * channels * out_channels]);
  T* to = u.get();
  InThreads(out_channels / kPanel, 1 + kPositions * channels * out_channels / kPiece, [=, &parts](size_t i) {
    parts.weights(w + i * kPanel, channels, out_channels, turned, to + i * kPanel * kPositions * channels);
  });
  return u;
}

// As many tiles at once as give every thread the same work.
inline int64_t TilesAtOnce(int64_t tiles) {
  const int64_t threads = std::max<int64_t>(1, std::thread::hardware_concurrency());
  const int64_t turns = (tiles + threads * kTiles - 1) / (threads * kTiles);
  return (tiles + threads * turns * 4 - 1) / (threads * turns * 4) * 4;
}

// y = x ∗ w + bias, through an activation. `turned`: x is the gradient by a convolution's outputs and y that by its
// inputs, which is the convolution by w turned by 180° with its channels exchanged; the sizes are those of x and y, w
// stays as it is.
template <typename T>
void Convolve3x3(const Window3x3& s, const T* x, const float* w, bool turned, const float* bias, int activation, T* y,
                 const WinogradParts<T>& parts) {
  const Floats exchanged = turned ? Transposed(w, s.out_channels, s.channels) : nullptr;
  const auto u = TransformWeights(parts, turned ? exchanged.get() : w, s.channels, s.out_channels, turned);
  const std::vector<T> zeros(s.channels);
  const std::vector<float> none(s.out_channels);
  const Epilogue after = {bias ? bias : none.data(), Low(activation), High(activation)};
  const int64_t step = TilesAtOnce(s.tiles()), blocks = (s.tiles() + step - 1) / step;
  InThreads(blocks, blocks, [&](size_t i) {
    const int64_t first = i * step, count = std::min(step, s.tiles() - first);
    const Floats scratch = Uninitialised(kPositions * ((count + 3) / 4 * 4) * (Stride(s.channels) + kPanel));
    parts.convolve(s, x, u.get(), zeros.data(), first, count, after, scratch.get(), y);
  });
}

// dw = Gᵀ S G, where S are the gradients by the transformed weights, [position][panel][channel][kPanel].
FOR_EACH_PROCESSOR
void TransformSums(const float* sums, int64_t channels, int64_t out_channels, int64_t out, float* dw) {
  const int64_t position = channels * out_channels;
  for (int64_t c = 0; c < channels; ++c) {
    const float* from = sums + (out * channels + c * kPanel);
    float* to = dw + c * out_channels + out;
    for (int64_t k = 0; k < kPanel; ++k) {
      float rows[3][4];
      for (int j = 0; j < 4; ++j) {
        const float s0 = from[j * position + k], s1 = from[(4 + j) * position + k];
        const float s2 = from[(8 + j) * position + k], s3 = from[(12 + j) * position + k];
        rows[0][j] = s0 + (s1 + s2) * 0.5f;
        rows[1][j] = (s1 - s2) * 0.5f;
        rows[2][j] = (s1 + s2) * 0.5f + s3;
      }
      for (int a = 0; a < 3; ++a) {
        const float* r = rows[a];
        to[(a * 3) * position + k] = r[0] + (r[1] + r[2]) * 0.5f;
        to[(a * 3 + 1) * position + k] = (r[1] - r[2]) * 0.5f;
        to[(a * 3 + 2) * position + k] = (r[1] + r[2]) * 0.5f + r[3];
      }
    }
  }
}

// The gradient by w, [3][3][channels][out_channels]. The shares of the threads do not change the sums.
template <typename T>
void Convolve3x3WeightGradient(const Window3x3& s, const T* x, const T* dy, float* dw, const WinogradParts<T>& parts) {
  const Floats sums = Uninitialised(kPositions * s.channels * s.out_channels);
  const std::vector<T> zeros(std::max(s.channels, s.out_channels));
  const int64_t threads = std::max<int64_t>(1, std::thread::hardware_concurrency());
  const int64_t parts_of_channels = std::min(s.channels / kPanel, (threads + 3) / 4);
  const int64_t channels = (s.channels / kPanel + parts_of_channels - 1) / parts_of_channels * kPanel;
  const int64_t ranges = (s.channels + channels - 1) / channels;
  InThreads(4 * ranges, 4 * ranges, [&](size_t unit) {
    const int i = unit % 4;
    const int64_t channel = unit / 4 * channels, here = std::min(channels, s.channels - channel);
    const Floats scratch = Uninitialised(4 * TilesOfGradient(here, s.out_channels) * (Stride(here) + s.out_channels));
    parts.gradient(s, x, dy, zeros.data(), i, channel, here, scratch.get(),
                   sums.get() + i * 4 * s.channels * s.out_channels);
  });
  InThreads(s.out_channels / kPanel, 1 + kPositions * s.channels * s.out_channels / kPiece, [&](size_t i) {
    TransformSums(sums.get(), s.channels, s.out_channels, i * kPanel, dw);
  });
}

}  // namespace
}  // namespace tfnodejs
