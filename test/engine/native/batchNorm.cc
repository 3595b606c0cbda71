// The passes of native/batchNorm.h at many distances between what they read and what they write: the same numbers at
// other addresses give the same bits. One line of JSON: how many runs were compared, and how many of them differed.
#include "batchNorm.h"

#include <cstdio>
#include <cstring>
#include <random>

using namespace tfnodejs;

namespace {

constexpr int64_t kRows = 37;

// One piece of memory that is handed out from its beginning, with `distance` values left free after each part.
struct Room {
  std::vector<unsigned char> memory = std::vector<unsigned char>(1 << 20);
  size_t distance, at = 0;
  template <typename V>
  V* Take(size_t count) {
    at = (at + sizeof(V) - 1) / sizeof(V) * sizeof(V);
    V* part = reinterpret_cast<V*>(memory.data() + at);
    at += (count + distance) * sizeof(V);
    return part;
  }
};

template <typename V>
void Append(std::vector<unsigned char>* bytes, const V* values, size_t count) {
  const auto* from = reinterpret_cast<const unsigned char*>(values);
  bytes->insert(bytes->end(), from, from + count * sizeof(V));
}

// All that the passes give, as bytes. What is read lies beside what is written, for rows and channels alike.
template <typename T>
std::vector<unsigned char> Outcome(int64_t channels, int activation, size_t shift, size_t distance) {
  std::mt19937 random(static_cast<unsigned>(channels));
  std::normal_distribution<float> normal;
  const size_t count = kRows * channels;
  Room room;
  room.distance = distance;
  room.at = shift * sizeof(T);
  T* x = room.Take<T>(count);
  float* mean = room.Take<float>(channels);
  float* spread = room.Take<float>(channels);
  T* y = room.Take<T>(count);
  float* scale = room.Take<float>(channels);
  float* sum = room.Take<float>(channels);
  float* product = room.Take<float>(channels);
  T* dy = room.Take<T>(count);
  T* dx = room.Take<T>(count);
  float* level = room.Take<float>(channels);
  float* slope = room.Take<float>(channels);
  float* bias = room.Take<float>(channels);
  for (size_t i = 0; i < count; ++i) {
    Store(x + i, normal(random) * 3 + 1);
    Store(dy + i, normal(random));
  }
  for (float* values : {scale, bias, level, slope})
    for (int64_t c = 0; c < channels; ++c) values[c] = normal(random);
  const Affine affine = {scale, bias, Low(activation), High(activation)};
  MomentsOfBlock(x, kRows, channels, mean, spread);
  ScaleAndShift(x, y, kRows, channels, affine);
  GradientSumsOfBlock(x, dy, kRows, channels, affine, mean, sum, product);
  GradientOfBlock(x, dy, dx, kRows, channels, affine, mean, level, slope);
  std::vector<unsigned char> bytes;
  for (const T* values : {y, dx}) Append(&bytes, values, count);
  for (const float* values : {mean, spread, sum, product}) Append(&bytes, values, channels);
  return bytes;
}

struct Compared {
  int runs = 0, differed = 0;
};

template <typename T>
void Compare(Compared* compared) {
  for (const int64_t channels : {1, 5, 8, 12, 15, 24, 100})
    for (const int activation : {0, 1, 2}) {
      const auto right = Outcome<T>(channels, activation, 0, 4096);
      for (size_t shift = 0; shift < 16; ++shift)
        for (size_t distance = 0; distance < 16; ++distance) {
          ++compared->runs;
          if (Outcome<T>(channels, activation, shift, distance) != right) ++compared->differed;
        }
    }
}

}  // namespace

int main() {
  Compared compared;
  Compare<float>(&compared);
  Compare<Bf16>(&compared);
  std::printf("{\"runs\": %d, \"differed\": %d}\n", compared.runs, compared.differed);
}
