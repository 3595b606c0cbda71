// What every kernel of ours shares: compiled for each processor, and worked on by all of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <thread>
#include <vector>

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2,fma", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

namespace tfnodejs {
namespace {

// Calls work(i) for every i below count, shared among threads where there is enough to do for them.
template <typename Work>
void InThreads(size_t count, size_t worth, const Work& work) {
  const size_t wanted = std::max<size_t>(1, std::thread::hardware_concurrency());
  const size_t threads = std::max<size_t>(1, std::min({wanted, count, worth}));
  auto share = [&](size_t from) {
    for (size_t i = from; i < count; i += threads) work(i);
  };
  std::vector<std::thread> others;
  for (size_t i = 1; i < threads; ++i) others.emplace_back(share, i);
  share(0);
  for (std::thread& thread : others) thread.join();
}

// Threads take pieces of about this many values: small enough to share the work, large enough to be worth a thread.
constexpr int64_t kPiece = 1 << 16;

}  // namespace
}  // namespace tfnodejs
