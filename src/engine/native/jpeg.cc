// A small addon that decodes JPEG with the libjpeg-turbo inside TensorFlow's library, on the calling thread and into
// memory that the caller gives: decoding a small photo through sharp costs more in threads and copies than in decoding.
#include <node_api.h>

#include <cstdint>
#include <functional>

namespace tensorflow {
namespace jpeg {

// As in TensorFlow's core/lib/jpeg/jpeg_mem.h, a header that its C interface does not ship with. The smoke test decodes
// a photo after each build.
struct UncompressFlags {
  int ratio = 1;
  int components = 0;
  bool fancy_upscaling = true;
  bool try_recover_truncated_jpeg = false;
  float min_acceptable_fraction = 1.0;
  int dct_method = 0; // JDCT_ISLOW, the exact one
  int stride = 0;
  bool crop = false;
  int crop_x = 0;
  int crop_y = 0;
  int crop_width = 0;
  int crop_height = 0;
};

uint8_t* Uncompress(const void* source, int bytes, const UncompressFlags& flags, int64_t* warnings,
                    std::function<uint8_t*(int, int, int)> allocate);

}  // namespace jpeg
}  // namespace tensorflow

namespace {

struct Bytes {
  uint8_t* data = nullptr;
  size_t length = 0;
};

// The memory of a Uint8Array, shared or not.
bool BytesOf(napi_env env, napi_value value, Bytes* bytes) {
  napi_typedarray_type type;
  void* data = nullptr;
  if (napi_get_typedarray_info(env, value, &type, &bytes->length, &data, nullptr, nullptr) != napi_ok) return false;
  bytes->data = static_cast<uint8_t*>(data);
  return type == napi_uint8_array;
}

bool DecodeWhole(const Bytes& photo, int64_t width, int64_t height, const Bytes& rgb) {
  if (photo.length > INT32_MAX || width * height * 3 != static_cast<int64_t>(rgb.length)) return false;
  tensorflow::jpeg::UncompressFlags flags;
  flags.components = 3;
  int64_t warnings = 0;
  const auto place = [&](int columns, int rows, int channels) -> uint8_t* {
    return columns == width && rows == height && channels == 3 ? rgb.data : nullptr;
  };
  const bool whole = tensorflow::jpeg::Uncompress(photo.data, photo.length, flags, &warnings, place) != nullptr;
  return whole && warnings == 0;
}

// decode(photo, width, height, rgb): whether the photo has this size and no fault at all; then `rgb` holds its pixels.
napi_value Decode(napi_env env, napi_callback_info info) {
  size_t argc = 4;
  napi_value arguments[4];
  napi_get_cb_info(env, info, &argc, arguments, nullptr, nullptr);
  Bytes photo, rgb;
  int64_t width = 0, height = 0;
  if (argc < 4 || !BytesOf(env, arguments[0], &photo) || !BytesOf(env, arguments[3], &rgb) ||
      napi_get_value_int64(env, arguments[1], &width) != napi_ok ||
      napi_get_value_int64(env, arguments[2], &height) != napi_ok) {
    napi_throw_type_error(env, nullptr, "decode(photo, width, height, rgb) takes two Uint8Arrays and two numbers");
    return nullptr;
  }
  napi_value decoded;
  napi_get_boolean(env, DecodeWhole(photo, width, height, rgb), &decoded);
  return decoded;
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_value decode;
  napi_create_function(env, "decode", NAPI_AUTO_LENGTH, Decode, nullptr, &decode);
  napi_set_named_property(env, exports, "decode", decode);
  return exports;
}
