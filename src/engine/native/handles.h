// Tensors behind the handles of tfjs-node's binding, and the reading and answering of a call from JavaScript.
// Included by binding.cc alone, after the sources of the package.
#pragma once

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "bfloat16.h"
#include "tensorflow/c/tf_tensor.h"

namespace tfnodejs {
namespace {

struct DeleteTensorRef {
  void operator()(TF_Tensor* tensor) const { TF_DeleteTensor(tensor); }
};
using TensorRef = std::unique_ptr<TF_Tensor, DeleteTensorRef>;

// The tensor behind a handle, float32 (or bfloat16, where `halves` will do) on the processor; null with a
// JavaScript exception pending otherwise.
TensorRef Resolve(napi_env env, TFJSBackend* backend, int32_t id, bool halves = false) {
  const auto found = backend->tfe_handle_map_.find(id);
  if (found == backend->tfe_handle_map_.end()) {
    NAPI_THROW_ERROR(env, "tsvision: no tensor with handle %d", id);
    return nullptr;
  }
  TF_AutoStatus status;
  TensorRef tensor(TFE_TensorHandleResolve(found->second, status.status));
  const bool resolved = TF_GetCode(status.status) == TF_OK;
  if (!resolved || (TF_TensorType(tensor.get()) != TF_FLOAT && !(halves && TF_TensorType(tensor.get()) == TF_BFLOAT16))) {
    NAPI_THROW_ERROR(env, "tsvision: handle %d is no float32 tensor in memory", id);
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

// The number by which tfjs knows a tensor of ours from now on.
napi_value NewHandle(napi_env env, TFJSBackend* backend, TF_Tensor* tensor) {
  TF_AutoStatus status;
  TFE_TensorHandle* handle = TFE_NewTensorHandle(tensor, status.status);
  if (TF_GetCode(status.status) != TF_OK) {
    NAPI_THROW_ERROR(env, "tsvision: %s", TF_Message(status.status));
    return nullptr;
  }
  napi_value id;
  napi_create_int32(env, backend->InsertHandle(handle), &id);
  return id;
}

// Tensors behind handles, all of them or none with a JavaScript exception pending.
bool ResolveAll(napi_env env, TFJSBackend* backend, const int32_t* ids, size_t count, bool halves,
                std::vector<TensorRef>* tensors) {
  for (size_t i = 0; i < count; ++i) {
    tensors->push_back(Resolve(env, backend, ids[i], halves));
    if (!tensors->back()) return false;
  }
  return true;
}

TensorRef LikeThis(const TensorRef& tensor) {
  std::vector<int64_t> shape(TF_NumDims(tensor.get()));
  for (size_t i = 0; i < shape.size(); ++i) shape[i] = TF_Dim(tensor.get(), i);
  return TensorRef(
      TF_AllocateTensor(TF_TensorType(tensor.get()), shape.data(), shape.size(), TF_TensorByteSize(tensor.get())));
}

float* Values(const TensorRef& tensor) { return static_cast<float*>(TF_TensorData(tensor.get())); }
Bf16* Halves(const TensorRef& tensor) { return static_cast<Bf16*>(TF_TensorData(tensor.get())); }

napi_value NewHandles(napi_env env, TFJSBackend* backend, const std::vector<TensorRef>& tensors) {
  napi_value list;
  napi_create_array_with_length(env, tensors.size(), &list);
  for (size_t i = 0; i < tensors.size(); ++i) {
    napi_value id = NewHandle(env, backend, tensors[i].get());
    if (id == nullptr) return nullptr;
    napi_set_element(env, list, i, id);
  }
  return list;
}

// What a kernel of ours is called with, (Int32Array of handles, Float64Array of numbers), its tensors resolved.
struct Given {
  TFJSBackend* backend = nullptr;
  std::vector<TensorRef> tensors;
  const double* numbers = nullptr;
  int64_t Dim(size_t tensor, int axis) const { return TF_Dim(tensors[tensor].get(), axis); }
  int Rank(size_t tensor) const { return TF_NumDims(tensors[tensor].get()); }
  bool IsHalf(size_t tensor) const { return TF_TensorType(tensors[tensor].get()) == TF_BFLOAT16; }
  int64_t Count(size_t tensor) const { return TF_TensorElementCount(tensors[tensor].get()); }
};

// False with a JavaScript exception pending where there are fewer than `tensors`, or not `numbers` of them.
bool Read(napi_env env, napi_callback_info info, const char* name, size_t tensors, size_t numbers, Given* given,
          bool halves = false) {
  given->backend = GetTFJSBackend(env);
  if (!given->backend) return false;
  size_t argc = 2, ids_count = 0, numbers_count = 0;
  napi_value args[2];
  napi_get_cb_info(env, info, &argc, args, nullptr, nullptr);
  const int32_t* ids = TypedArray<int32_t>(env, args[0], &ids_count);
  given->numbers = TypedArray<double>(env, args[1], &numbers_count);
  if (ids_count < tensors || numbers_count != numbers) {
    NAPI_THROW_ERROR(env, "%s: %d handles and %d numbers are too few or too many", name, static_cast<int>(ids_count),
                     static_cast<int>(numbers_count));
    return false;
  }
  return ResolveAll(env, given->backend, ids, ids_count, halves, &given->tensors);
}

napi_value DoNotFit(napi_env env, const char* name) {
  NAPI_THROW_ERROR(env, "%s: its tensors do not fit each other", name);
  return nullptr;
}

TensorRef Allocate(const std::vector<int64_t>& shape, TF_DataType type = TF_FLOAT) {
  int64_t count = 1;
  for (const int64_t size : shape) count *= size;
  return TensorRef(TF_AllocateTensor(type, shape.data(), shape.size(), count * TF_DataTypeSize(type)));
}

}  // namespace
}  // namespace tfnodejs
