// bfloat16: the upper half of a float32, and the products of processors that have instructions for it. The instructions
// are written as such, since the functions that use them are inlined into ones for other processors too.
#pragma once

#include <cstdint>
#include <cstring>

#define ALWAYS_INLINE inline __attribute__((always_inline))

#if defined(__x86_64__) && (defined(__clang__) || __GNUC__ >= 10)
#define BFLOAT16_PRODUCTS 1
#else
#define BFLOAT16_PRODUCTS 0
#endif

namespace tfnodejs {
namespace {

using Bf16 = uint16_t;

// Values of either type, one at a time, in a way that compilers make vectors of on every processor.
ALWAYS_INLINE float Load(const float* place) { return *place; }
ALWAYS_INLINE void Store(float* place, float value) { *place = value; }

ALWAYS_INLINE float Load(const Bf16* place) {
  const uint32_t bits = static_cast<uint32_t>(*place) << 16;
  float value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

// Rounded to the nearest, ties to even; what is not a number stays so.
ALWAYS_INLINE void Store(Bf16* place, float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  const uint32_t rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  *place = value == value ? rounded : 0x7fc0;
}

#if BFLOAT16_PRODUCTS
typedef float Floats16 __attribute__((vector_size(64), aligned(4), may_alias));
typedef uint32_t Pairs __attribute__((vector_size(64), aligned(2), may_alias));
typedef uint16_t Halves16 __attribute__((vector_size(32), aligned(2), may_alias));

inline bool MultipliesBfloat16() {
  return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
}

ALWAYS_INLINE Floats16 Widened(const Bf16* place) {
  const Pairs bits = __builtin_convertvector(*reinterpret_cast<const Halves16*>(place), Pairs) << 16;
  return reinterpret_cast<const Floats16&>(bits);
}

// Rounded to the nearest, ties to even.
ALWAYS_INLINE Halves16 Rounded(Floats16 value) {
  Halves16 result;
  __asm__("vcvtneps2bf16 %1, %0" : "=v"(result) : "v"(value));
  return result;
}

ALWAYS_INLINE void PutRounded(Bf16* place, Floats16 value) { *reinterpret_cast<Halves16*>(place) = Rounded(value); }

// Pairs of a value of `first` and one of `second`.
ALWAYS_INLINE void PutPairs(Bf16* place, Floats16 first, Floats16 second) {
  const Pairs low = __builtin_convertvector(Rounded(first), Pairs);
  const Pairs high = __builtin_convertvector(Rounded(second), Pairs);
  *reinterpret_cast<Pairs*>(place) = low | (high << 16);
}

ALWAYS_INLINE Pairs PairsAt(const Bf16* place) { return *reinterpret_cast<const Pairs*>(place); }

// sum + a₀·b₀ + a₁·b₁ for each pair of b and the one at a.
ALWAYS_INLINE Floats16 AddProducts(Floats16 sum, const Bf16* a, Pairs b) {
  struct __attribute__((packed, may_alias)) Pair { Bf16 values[2]; };
  __asm__("vdpbf16ps %1%{1to16%}, %2, %0" : "+v"(sum) : "m"(*reinterpret_cast<const Pair*>(a)), "v"(b));
  return sum;
}
#else
inline bool MultipliesBfloat16() { return false; }
#endif

}  // namespace
}  // namespace tfnodejs
