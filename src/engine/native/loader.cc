// A small addon without TensorFlow in it, loaded before TensorFlow is: what native libraries print while they
// load goes to file descriptor 2, past process.stderr and before any log level counts, and would end up in the
// notebook server's terminal; and CUDA's libraries lie in folders that no search path names.
#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

#ifdef __linux__
#include <link.h>
#include <sys/mman.h>
#endif

#include <cstdint>
#include <string>

namespace {

int saved_stderr = -1;

napi_value Silence(napi_env, napi_callback_info) {
  if (saved_stderr >= 0) return nullptr;
  const int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nothing < 0) return nullptr;
  saved_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (saved_stderr >= 0) dup2(nothing, STDERR_FILENO);
  close(nothing);
  return nullptr;
}

napi_value Restore(napi_env, napi_callback_info) {
  if (saved_stderr < 0) return nullptr;
  dup2(saved_stderr, STDERR_FILENO);
  close(saved_stderr);
  saved_stderr = -1;
  return nullptr;
}

// preload(path): loads a library for all that come after it; whether it worked.
napi_value Preload(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value argument;
  napi_get_cb_info(env, info, &argc, &argument, nullptr, nullptr);
  size_t length = 0;
  napi_get_value_string_utf8(env, argument, nullptr, 0, &length);
  std::string path(length + 1, '\0');
  napi_get_value_string_utf8(env, argument, &path[0], path.size(), &length);
  napi_value loaded;
  napi_get_boolean(env, dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL) != nullptr, &loaded);
  return loaded;
}

#ifdef __linux__
// Libraries from this size on have pages that are worth giving back.
constexpr size_t kLarge = 64 << 20;

// Drops the pages of a library's parts that nobody can write to: they come back from its file when somebody reads them.
int DropPages(dl_phdr_info* library, size_t, void*) {
  const uintptr_t page = sysconf(_SC_PAGESIZE);
  for (int i = 0; i < library->dlpi_phnum; ++i) {
    const auto& part = library->dlpi_phdr[i];
    // What the dynamic linker has written (RELRO) belongs to a part that could be written to.
    if (part.p_type != PT_LOAD || (part.p_flags & PF_W) || part.p_memsz < kLarge) continue;
    const uintptr_t begin = (library->dlpi_addr + part.p_vaddr + page - 1) / page * page;
    const uintptr_t end = (library->dlpi_addr + part.p_vaddr + part.p_memsz) / page * page;
    madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
  }
  return 0;
}
#endif

// To be called when all is loaded: TensorFlow's symbols, relocations and the code that registers its operations, 200 MB,
// are read then and hardly again. Linux counts them as this process's; Macs count what was written alone.
napi_value GiveBackPages(napi_env, napi_callback_info) {
#ifdef __linux__
  dl_iterate_phdr(DropPages, nullptr);
#endif
  return nullptr;
}

void Export(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
}

}  // namespace

NAPI_MODULE_INIT() {
  Export(env, exports, "silence", Silence);
  Export(env, exports, "restore", Restore);
  Export(env, exports, "preload", Preload);
  Export(env, exports, "giveBackPages", GiveBackPages);
  return exports;
}
