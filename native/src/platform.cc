#include "platform.h"

#if defined(_WIN32)
#include <windows.h>
#undef LoadLibrary
#else
#include <dlfcn.h>
#include <signal.h>
#endif

namespace platform {

#if defined(_WIN32)

Text FromUtf8(const std::string& text) {
  if (text.empty()) return Text();
  const int length = MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), nullptr, 0);
  Text out(static_cast<size_t>(length), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), &out[0], length);
  return out;
}

std::string ToUtf8(const pcsc::Char* text, size_t length) {
  if (length == 0) return std::string();
  const int bytes = WideCharToMultiByte(CP_UTF8, 0, text, static_cast<int>(length), nullptr, 0, nullptr, nullptr);
  std::string out(static_cast<size_t>(bytes), '\0');
  WideCharToMultiByte(CP_UTF8, 0, text, static_cast<int>(length), &out[0], bytes, nullptr, nullptr);
  return out;
}

void* LoadLibrary(std::string* reason) {
  // From System32 only: a winscard.dll beside the program must not be taken.
  HMODULE module = LoadLibraryExW(L"winscard.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (module == nullptr) *reason = "winscard.dll cannot be loaded (error " + std::to_string(GetLastError()) + ")";
  return reinterpret_cast<void*>(module);
}

void* FindFunction(void* library, const char* name) {
  return reinterpret_cast<void*>(GetProcAddress(reinterpret_cast<HMODULE>(library), name));
}

void PinAddon() {
  HMODULE self = nullptr;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                     reinterpret_cast<LPCWSTR>(reinterpret_cast<void*>(&PinAddon)), &self);
}

void BlockSignals() {}

#else

Text FromUtf8(const std::string& text) { return text; }

std::string ToUtf8(const pcsc::Char* text, size_t length) { return std::string(text, length); }

void* LoadLibrary(std::string* reason) {
#if defined(__APPLE__)
  const char* names[] = {"/System/Library/Frameworks/PCSC.framework/PCSC"};
#else
  const char* names[] = {"libpcsclite.so.1", "libpcsclite.so"};
#endif
  for (const char* name : names) {
    void* library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library != nullptr) return library;
    // The first name is the real one; its reason is the one worth reading.
    const char* error = dlerror();
    if (reason->empty()) *reason = error == nullptr ? std::string(name) + " cannot be loaded" : error;
  }
  return nullptr;
}

void* FindFunction(void* library, const char* name) { return dlsym(library, name); }

void PinAddon() {
  Dl_info info;
  if (dladdr(reinterpret_cast<void*>(&PinAddon), &info) == 0 || info.dli_fname == nullptr) return;
  dlopen(info.dli_fname, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
}

void BlockSignals() {
  sigset_t all;
  sigfillset(&all);
  // These report a fault of the thread itself, and must reach it.
  for (int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP}) sigdelset(&all, fault);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

#endif

}  // namespace platform
