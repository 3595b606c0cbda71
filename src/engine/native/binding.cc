// tfjs-node's binding with one function added: an optimizer step over a whole net is one call and one pass over the
// memory; tfjs would make a dozen operations of it for each weight.
//
// The package's sources are compiled as part of this file, since the tensors live in a private map of theirs.
#include <node_api.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#define private public
#include "tfjs_backend.h"
#undef private
#include "tfjs_backend.cc"

#undef NAPI_MODULE
#define NAPI_MODULE(name, init)
#include "tfjs_binding.cc"
#undef NAPI_MODULE
#define NAPI_MODULE(modname, regfunc) NAPI_MODULE_INIT() { return regfunc(env, exports); }

#include "tensorflow/c/tf_tensor.h"

namespace tfnodejs {
namespace {

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2,fma", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

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

using Step = void (*)(const Slice&, const double*);

// Threads take pieces of about this many values: small enough to share the work, large enough to be worth a thread.
constexpr int64_t kPiece = 1 << 16;

void RunInThreads(const std::vector<Slice>& slices, Step step, const double* numbers) {
  std::vector<Slice> pieces;
  for (const Slice& s : slices) {
    for (int64_t i = 0; i < s.n; i += kPiece) {
      pieces.push_back({s.p + i, s.g + i, s.a ? s.a + i : nullptr, s.b ? s.b + i : nullptr,
                        std::min(kPiece, s.n - i)});
    }
  }
  const size_t wanted = std::max<size_t>(1, std::thread::hardware_concurrency());
  const size_t count = std::min(wanted, (pieces.size() + 3) / 4);
  auto work = [&](size_t from) {
    for (size_t i = from; i < pieces.size(); i += count) step(pieces[i], numbers);
  };
  std::vector<std::thread> threads;
  for (size_t i = 1; i < count; ++i) threads.emplace_back(work, i);
  if (count > 0) work(0);
  for (std::thread& thread : threads) thread.join();
}

struct DeleteTensorRef {
  void operator()(TF_Tensor* tensor) const { TF_DeleteTensor(tensor); }
};
using TensorRef = std::unique_ptr<TF_Tensor, DeleteTensorRef>;

// The tensor behind a handle, float32 on the processor; null with a JavaScript exception pending otherwise.
TensorRef Resolve(napi_env env, TFJSBackend* backend, int32_t id) {
  const auto found = backend->tfe_handle_map_.find(id);
  if (found == backend->tfe_handle_map_.end()) {
    NAPI_THROW_ERROR(env, "optimizerStep: no tensor with handle %d", id);
    return nullptr;
  }
  TF_AutoStatus status;
  TensorRef tensor(TFE_TensorHandleResolve(found->second, status.status));
  if (TF_GetCode(status.status) != TF_OK || TF_TensorType(tensor.get()) != TF_FLOAT) {
    NAPI_THROW_ERROR(env, "optimizerStep: handle %d is no float32 tensor in memory", id);
    return nullptr;
  }
  return tensor;
}

// The same for a tensor that is written to. Memory that somebody else holds too (a view, a JavaScript array) is
// copied first, so that only this handle sees the change.
TensorRef ResolveForUpdate(napi_env env, TFJSBackend* backend, int32_t id) {
  TensorRef tensor = Resolve(env, backend, id);
  if (!tensor) return nullptr;
  TFE_TensorHandle*& handle = backend->tfe_handle_map_[id];
  TFE_DeleteTensorHandle(handle); // Ours is the last reference now, if nobody else has one.
  handle = nullptr;
  if (TF_TensorMaybeMove(tensor.get()) == nullptr) {
    std::vector<int64_t> shape(TF_NumDims(tensor.get()));
    for (size_t i = 0; i < shape.size(); ++i) shape[i] = TF_Dim(tensor.get(), i);
    const size_t bytes = TF_TensorByteSize(tensor.get());
    TensorRef copy(TF_AllocateTensor(TF_FLOAT, shape.data(), shape.size(), bytes));
    std::memcpy(TF_TensorData(copy.get()), TF_TensorData(tensor.get()), bytes);
    tensor = std::move(copy);
  }
  TF_AutoStatus status;
  handle = TFE_NewTensorHandle(tensor.get(), status.status);
  return tensor;
}

template <typename T>
T* TypedArray(napi_env env, napi_value value, size_t* length) {
  napi_typedarray_type type;
  void* data = nullptr;
  napi_get_typedarray_info(env, value, &type, length, &data, nullptr, nullptr);
  return static_cast<T*>(data);
}

// optimizerStep(kind: string, ids: Int32Array, perParam: number, numbers: Float64Array)
napi_value OptimizerStep(napi_env env, napi_callback_info info) {
  TFJSBackend* const backend = GetTFJSBackend(env);
  if (!backend) return nullptr;
  size_t argc = 4;
  napi_value args[4];
  napi_get_cb_info(env, info, &argc, args, nullptr, nullptr);
  std::string kind;
  GetStringParam(env, args[0], kind);
  size_t count = 0, numbers_count = 0;
  const int32_t* ids = TypedArray<int32_t>(env, args[1], &count);
  uint32_t per_param = 0;
  napi_get_value_uint32(env, args[2], &per_param);
  const double* numbers = TypedArray<double>(env, args[3], &numbers_count);

  std::vector<Slice> slices;
  std::vector<TensorRef> held;
  for (size_t i = 0; i + per_param <= count; i += per_param) {
    float* data[4] = {};
    int64_t n = 0;
    for (uint32_t j = 0; j < per_param; ++j) {
      TensorRef tensor = j == 1 ? Resolve(env, backend, ids[i + j]) : ResolveForUpdate(env, backend, ids[i + j]);
      if (!tensor) return nullptr;
      data[j] = static_cast<float*>(TF_TensorData(tensor.get()));
      const int64_t size = TF_TensorElementCount(tensor.get());
      if (j > 0 && size != n) {
        NAPI_THROW_ERROR(env, "optimizerStep: handle %d has %d values instead of %d", ids[i + j],
                         static_cast<int>(size), static_cast<int>(n));
        return nullptr;
      }
      n = size;
      held.push_back(std::move(tensor));
    }
    slices.push_back({data[0], data[1], data[2], data[3], n});
  }
  RunInThreads(slices, kind == "adamw" ? AdamW : kind == "sgd" ? Sgd : RmsProp, numbers);
  return nullptr;
}

void Export(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
}

napi_value Init(napi_env env, napi_value exports) {
  if (InitTFNodeJSBinding(env, exports) == nullptr) return nullptr;
  Export(env, exports, "optimizerStep", OptimizerStep);
  return exports;
}

}  // namespace

NAPI_MODULE(tfjs_binding, Init)

}  // namespace tfnodejs
