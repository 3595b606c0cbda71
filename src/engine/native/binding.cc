// tfjs-node's binding with functions added that run our own kernels on what lies behind its handles: an
// optimizer step over a whole net is one call and one pass over the memory; tfjs would make a dozen operations of it
// for each weight.
//
// The package's sources are compiled as part of this file, since the tensors live in a private map of theirs.
#include <node_api.h>

#include <map>
#include <memory>
#include <set>
#include <string>
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

#include "batchNorm.h"
#include "handles.h"
#include "maxPool.h"
#include "optimizers.h"
#include "winograd.h"

namespace tfnodejs {
namespace {

Step OptimizerNamed(const std::string& kind) {
  if (kind == "adamw") return AdamW;
  if (kind == "sgd") return Sgd;
  return kind == "kerasRmsprop" ? KerasRmsProp : RmsProp;
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
  StepInThreads(slices, OptimizerNamed(kind), numbers);
  return nullptr;
}

// maxPoolGrad([x, dy], [windowHeight, windowWidth, strideHeight, strideWidth, top, left]) -> the gradient by x
napi_value MaxPoolGrad(napi_env env, napi_callback_info info) {
  Given given;
  if (!Read(env, info, "maxPoolGrad", 2, 6, &given)) return nullptr;
  if (given.Rank(0) != 4 || given.Rank(1) != 4 || given.Dim(0, 0) != given.Dim(1, 0) ||
      given.Dim(0, 3) != given.Dim(1, 3))
    return DoNotFit(env, "maxPoolGrad");
  int64_t window[6];
  std::copy(given.numbers, given.numbers + 6, window);
  const Pool pool = {given.Dim(0, 1), given.Dim(0, 2), given.Dim(0, 3), given.Dim(1, 1), given.Dim(1, 2), window[0],
                     window[1],       window[2],       window[3],       window[4],       window[5]};
  std::vector<TensorRef> out;
  out.push_back(LikeThis(given.tensors[0]));
  MaxPoolGradient(Values(given.tensors[0]), Values(given.tensors[1]), Values(out[0]), given.Dim(0, 0), pool);
  return NewHandles(env, given.backend, out);
}

// How the values of a batch normalisation lie: all but the first `maps` tensors hold a value a channel.
bool RowsOf(const Given& given, size_t maps, Rows* rows) {
  const int64_t size = given.Count(0), channels = given.Count(maps);
  if (channels == 0 || size % channels != 0) return false;
  for (size_t i = 0; i < given.tensors.size(); ++i) {
    if (given.Count(i) != (i < maps ? size : channels)) return false;
  }
  *rows = {size / channels, channels};
  return true;
}

// Whether the first `maps` tensors are of one type, and all others float32.
bool TypesFit(const Given& given, size_t maps) {
  for (size_t i = 0; i < given.tensors.size(); ++i) {
    if (given.IsHalf(i) != (i < maps && given.IsHalf(0))) return false;
  }
  return true;
}

// batchNorm([x, gamma, beta], [epsilon, activation]) -> y, mean, unbiased variance, deviation. y has the type of x,
// which may be bfloat16.
napi_value BatchNorm(napi_env env, napi_callback_info info) {
  Given given;
  Rows rows;
  if (!Read(env, info, "batchNorm", 3, 2, &given, true)) return nullptr;
  if (!RowsOf(given, 1, &rows) || !TypesFit(given, 1)) return DoNotFit(env, "batchNorm");
  const std::vector<TensorRef>& in = given.tensors;
  std::vector<TensorRef> out;
  out.push_back(LikeThis(in[0]));
  for (int i = 0; i < 3; ++i) out.push_back(LikeThis(in[1]));
  const auto run = [&](const auto* x, auto* y) {
    BatchNormForward(x, Values(in[1]), Values(in[2]), given.numbers[0], given.numbers[1], rows, y, Values(out[1]),
                     Values(out[2]), Values(out[3]));
  };
  if (given.IsHalf(0)) run(Halves(in[0]), Halves(out[0]));
  else run(Values(in[0]), Values(out[0]));
  return NewHandles(env, given.backend, out);
}

// batchNormGrad([x, dy, gamma, beta, mean, deviation], [activation]) -> gradients by x, gamma, beta; x and dy may be
// bfloat16 both, and the gradient by x is so then
napi_value BatchNormGrad(napi_env env, napi_callback_info info) {
  Given given;
  Rows rows;
  if (!Read(env, info, "batchNormGrad", 6, 1, &given, true)) return nullptr;
  if (!RowsOf(given, 2, &rows) || !TypesFit(given, 2)) return DoNotFit(env, "batchNormGrad");
  const std::vector<TensorRef>& in = given.tensors;
  std::vector<TensorRef> out;
  out.push_back(LikeThis(in[0]));
  for (int i = 0; i < 2; ++i) out.push_back(LikeThis(in[2]));
  const auto run = [&](const auto* x, const auto* dy, auto* dx) {
    BatchNormBackward(x, dy, Values(in[2]), Values(in[3]), Values(in[4]), Values(in[5]), given.numbers[0], rows, dx,
                      Values(out[1]), Values(out[2]));
  };
  if (given.IsHalf(0)) run(Halves(in[0]), Halves(in[1]), Halves(out[0]));
  else run(Values(in[0]), Values(in[1]), Values(out[0]));
  return NewHandles(env, given.backend, out);
}

// Whether a window of 3 × 3 on x gives y, both with channels that the kernels take.
bool IsWindow(const Window3x3& s) {
  return s.pictures > 0 && s.channels > 0 && s.channels % kPanel == 0 && s.out_channels > 0 &&
         s.out_channels % kPanel == 0 && s.out_height > 0 && s.out_width > 0;
}

// convolve3x3([x, w, bias?], [outHeight, outWidth, top, left, turned, activation]) -> y. `turned`: x is the gradient by
// a convolution's outputs, w its weights, and y the gradient by its inputs. y has the type of x, which may be bfloat16.
napi_value Convolution3x3(napi_env env, napi_callback_info info) {
  Given given;
  if (!Read(env, info, "convolve3x3", 2, 6, &given, MultipliesBfloat16())) return nullptr;
  const std::vector<TensorRef>& in = given.tensors;
  const bool turned = given.numbers[4] != 0, biased = in.size() > 2, half = given.IsHalf(0);
  if (given.Rank(0) != 4 || given.Rank(1) != 4 || given.Dim(1, 0) != 3 || given.Dim(1, 1) != 3 || given.IsHalf(1) ||
      (biased && given.IsHalf(2)))
    return DoNotFit(env, "convolve3x3");
  int64_t sizes[4];
  std::copy(given.numbers, given.numbers + 4, sizes);
  const Window3x3 window = {given.Dim(0, 0), given.Dim(0, 1), given.Dim(0, 2), given.Dim(0, 3), sizes[0],
                            sizes[1],        given.Dim(1, turned ? 2 : 3),     sizes[2],        sizes[3]};
  if (!IsWindow(window) || given.Dim(1, turned ? 3 : 2) != window.channels ||
      (biased && given.Count(2) != window.out_channels))
    return DoNotFit(env, "convolve3x3");
  std::vector<TensorRef> out;
  out.push_back(Allocate({window.pictures, window.out_height, window.out_width, window.out_channels},
                         half ? TF_BFLOAT16 : TF_FLOAT));
  const auto run = [&](const auto* x, auto* y) {
    Convolve3x3(window, x, Values(in[1]), turned, biased ? Values(in[2]) : nullptr, given.numbers[5], y, PartsFor(x));
  };
#if BFLOAT16_PRODUCTS
  if (half) run(Halves(in[0]), Halves(out[0]));
#endif
  if (!half) run(Values(in[0]), Values(out[0]));
  return NewHandles(env, given.backend, out);
}

// convolve3x3WeightGrad([x, dy], [top, left]) -> the gradient by the weights, float32; x and dy may be bfloat16 both
napi_value Convolution3x3WeightGrad(napi_env env, napi_callback_info info) {
  Given given;
  if (!Read(env, info, "convolve3x3WeightGrad", 2, 2, &given, MultipliesBfloat16())) return nullptr;
  const std::vector<TensorRef>& in = given.tensors;
  if (given.Rank(0) != 4 || given.Rank(1) != 4 || given.Dim(0, 0) != given.Dim(1, 0) ||
      given.IsHalf(0) != given.IsHalf(1))
    return DoNotFit(env, "convolve3x3WeightGrad");
  int64_t sizes[2];
  std::copy(given.numbers, given.numbers + 2, sizes);
  const Window3x3 window = {given.Dim(0, 0), given.Dim(0, 1), given.Dim(0, 2), given.Dim(0, 3), given.Dim(1, 1),
                            given.Dim(1, 2), given.Dim(1, 3), sizes[0],        sizes[1]};
  if (!IsWindow(window)) return DoNotFit(env, "convolve3x3WeightGrad");
  std::vector<TensorRef> out;
  out.push_back(Allocate({3, 3, window.channels, window.out_channels}));
  const auto run = [&](const auto* x, const auto* dy) {
    Convolve3x3WeightGradient(window, x, dy, Values(out[0]), PartsFor(x));
  };
#if BFLOAT16_PRODUCTS
  if (given.IsHalf(0)) run(Halves(in[0]), Halves(in[1]));
#endif
  if (!given.IsHalf(0)) run(Values(in[0]), Values(in[1]));
  return NewHandles(env, given.backend, out);
}

void Export(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
}

napi_value Init(napi_env env, napi_value exports) {
  if (InitTFNodeJSBinding(env, exports) == nullptr) return nullptr;
  Export(env, exports, "optimizerStep", OptimizerStep);
  Export(env, exports, "maxPoolGrad", MaxPoolGrad);
  Export(env, exports, "batchNorm", BatchNorm);
  Export(env, exports, "batchNormGrad", BatchNormGrad);
  Export(env, exports, "convolve3x3", Convolution3x3);
  Export(env, exports, "convolve3x3WeightGrad", Convolution3x3WeightGrad);
  napi_value halves;
  napi_get_boolean(env, MultipliesBfloat16(), &halves);
  napi_set_named_property(env, exports, "convolvesBfloat16", halves);
  return exports;
}

}  // namespace

NAPI_MODULE(tfjs_binding, Init)

}  // namespace tfnodejs
