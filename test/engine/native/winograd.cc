// Convolutions by 3 × 3 of native/winograd.h, for every kind of processor that this one can play, beside a plain
// implementation in double precision. One line of JSON: for each, the largest errors of the convolution and of its
// gradients by inputs and weights, divided by the root of the mean square of the right values.
#include "winograd.h"

#include <cmath>
#include <cstdio>
#include <random>

using namespace tfnodejs;

namespace {

struct Case {
  Window3x3 s;
  std::vector<float> x, w, bias, dy;
};

std::vector<float> Normal(size_t count, std::mt19937* random) {
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float& value : values) value = normal(*random);
  return values;
}

Case CaseOf(const Window3x3& s, int seed) {
  std::mt19937 random(seed);
  return {s, Normal(s.pictures * s.height * s.width * s.channels, &random),
          Normal(9 * s.channels * s.out_channels, &random), Normal(s.out_channels, &random),
          Normal(s.pictures * s.out_height * s.out_width * s.out_channels, &random)};
}

// Calls visit(index of x, of w, of y) for every product of the convolution.
template <typename Visit>
void EachProduct(const Window3x3& s, const Visit& visit) {
  for (int64_t n = 0; n < s.pictures; ++n)
    for (int64_t oy = 0; oy < s.out_height; ++oy)
      for (int64_t ox = 0; ox < s.out_width; ++ox)
        for (int64_t a = 0; a < 3; ++a)
          for (int64_t b = 0; b < 3; ++b) {
            const int64_t y = oy - s.top + a, x = ox - s.left + b;
            if (y < 0 || y >= s.height || x < 0 || x >= s.width) continue;
            for (int64_t c = 0; c < s.channels; ++c)
              for (int64_t k = 0; k < s.out_channels; ++k)
                visit(((n * s.height + y) * s.width + x) * s.channels + c,
                      ((a * 3 + b) * s.channels + c) * s.out_channels + k,
                      ((n * s.out_height + oy) * s.out_width + ox) * s.out_channels + k);
          }
}

double Error(const std::vector<float>& values, const std::vector<double>& right) {
  double largest = 0, squares = 0;
  for (size_t i = 0; i < right.size(); ++i) {
    const double apart = std::fabs(values[i] - right[i]);
    largest = apart <= largest ? largest : apart;  // What is not a number stays.
    squares += right[i] * right[i];
  }
  return largest / std::sqrt(squares / right.size());
}

// The values of a case as a kernel takes them, and back.
template <typename T>
std::vector<T> As(const std::vector<float>& values) {
  std::vector<T> result(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    uint32_t bits;
    std::memcpy(&bits, &values[i], sizeof(bits));
    result[i] = sizeof(T) == 2 ? bits >> 16 : values[i];
  }
  return result;
}

template <typename T>
std::vector<float> AsFloats(const std::vector<T>& values) {
  std::vector<float> result(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    const uint32_t bits = static_cast<uint32_t>(values[i]) << 16;
    if (sizeof(T) == 2)
      std::memcpy(&result[i], &bits, sizeof(bits));
    else
      result[i] = values[i];
  }
  return result;
}

template <typename T>
void Check(const char* name, const WinogradParts<T>& parts, Case at, bool last) {
  const Window3x3& s = at.s;
  const std::vector<T> x = As<T>(at.x), given = As<T>(at.dy);
  at.x = AsFloats(x);
  at.dy = AsFloats(given);
  std::vector<double> y(at.dy.size()), dx(at.x.size()), dw(at.w.size());
  EachProduct(s, [&](size_t i, size_t j, size_t k) {
    y[k] += double{at.x[i]} * at.w[j];
    dx[i] += double{at.dy[k]} * at.w[j];
    dw[j] += double{at.dy[k]} * at.x[i];
  });
  for (size_t k = 0; k < y.size(); ++k) y[k] = std::max(0.0, y[k] + at.bias[k % s.out_channels]);
  // What they write must not depend on what was there.
  const T before = sizeof(T) == 2 ? T(0x7fc0) : T(NAN);
  std::vector<T> ours(y.size(), before), our_dx(dx.size(), before);
  std::vector<float> our_dw(dw.size(), NAN);
  const Window3x3 back = {s.pictures, s.out_height, s.out_width, s.out_channels, s.height,
                          s.width,    s.channels,   2 - s.top,   2 - s.left};
  Convolve3x3(s, x.data(), at.w.data(), false, at.bias.data(), kRelu, ours.data(), parts);
  Convolve3x3(back, given.data(), at.w.data(), true, nullptr, kNone, our_dx.data(), parts);
  Convolve3x3WeightGradient(s, x.data(), given.data(), our_dw.data(), parts);
  std::printf("{\"name\": \"%s\", \"errors\": [%g, %g, %g]}%s", name, Error(AsFloats(ours), y),
              Error(AsFloats(our_dx), dx),
              Error(our_dw, dw), last ? "" : ", ");
}

}  // namespace

int main() {
  // Same padding at even and odd sizes, none, one side only; fewer tiles than a block, and more.
  const Window3x3 windows[] = {{2, 8, 8, 64, 8, 8, 32, 1, 1},  {1, 7, 9, 32, 7, 9, 96, 1, 1},
                               {3, 5, 6, 32, 3, 4, 32, 0, 0},  {1, 4, 4, 64, 5, 3, 64, 2, 0},
                               {1, 1, 1, 32, 1, 1, 32, 1, 1},  {2, 21, 19, 32, 21, 19, 64, 1, 1},
                               {1, 6, 6, 160, 6, 6, 32, 1, 1}, {1, 40, 34, 32, 40, 34, 32, 1, 1}};
  std::printf("[");
  int seed = 0;
  for (const Window3x3& s : windows) {
    const Case at = CaseOf(s, ++seed);
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) Check("avx512", kAvx512, at, false);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) Check("avx2", kAvx2, at, false);
#endif
#if BFLOAT16_PRODUCTS
    if (MultipliesBfloat16()) Check("bfloat16", kBfloat16, at, false);
#endif
    Check("plain", kPlain, at, seed == sizeof(windows) / sizeof(windows[0]));
  }
  std::printf("]\n");
}
