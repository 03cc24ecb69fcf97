#include "pcsc_library.h"

#include <mutex>

#include "platform.h"

namespace pcsc {

namespace {

// Both live until the process is gone: a PC/SC thread may outlast the statics' destructors.
std::mutex& LoadMutex() {
  static std::mutex* mutex = new std::mutex;
  return *mutex;
}
const Library* g_library = nullptr;

template <typename Function>
bool Find(void* handle, const char* name, Function* function, std::string* reason) {
  void* address = platform::FindFunction(handle, name);
  if (address == nullptr) {
    *reason = std::string("the PC/SC library has no function ") + name;
    return false;
  }
  *function = reinterpret_cast<Function>(address);
  return true;
}

#if defined(_WIN32)
#define PCSC_TEXT_NAME(name) name "W"
#else
#define PCSC_TEXT_NAME(name) name
#endif

bool FindAll(void* handle, Library* out, std::string* reason) {
  bool found = Find(handle, "SCardEstablishContext", &out->EstablishContext, reason) &&
               Find(handle, "SCardReleaseContext", &out->ReleaseContext, reason) &&
               Find(handle, "SCardIsValidContext", &out->IsValidContext, reason) &&
               Find(handle, "SCardCancel", &out->Cancel, reason) &&
               Find(handle, PCSC_TEXT_NAME("SCardListReaders"), &out->ListReaders, reason) &&
               Find(handle, PCSC_TEXT_NAME("SCardGetStatusChange"), &out->GetStatusChange, reason) &&
               Find(handle, PCSC_TEXT_NAME("SCardConnect"), &out->Connect, reason) &&
               Find(handle, "SCardReconnect", &out->Reconnect, reason) &&
               Find(handle, "SCardDisconnect", &out->Disconnect, reason) &&
               Find(handle, "SCardBeginTransaction", &out->BeginTransaction, reason) &&
               Find(handle, "SCardEndTransaction", &out->EndTransaction, reason) &&
               Find(handle, PCSC_TEXT_NAME("SCardStatus"), &out->Status, reason) &&
               Find(handle, "SCardTransmit", &out->Transmit, reason) &&
               Find(handle, "SCardGetAttrib", &out->GetAttrib, reason);
  if (!found) return false;
#if defined(__APPLE__)
  // SCardControl is the call of PC/SC 1.0 there, with other parameters; the one everybody means has a number.
  std::string ignored;
  if (Find(handle, "SCardControl132", &out->Control, &ignored)) return true;
#endif
  return Find(handle, "SCardControl", &out->Control, reason);
}

}  // namespace

const Library* Library::Get(std::string* reason) {
  std::lock_guard<std::mutex> lock(LoadMutex());
  if (g_library != nullptr) return g_library;
  void* handle = platform::LoadLibrary(reason);
  if (handle == nullptr) return nullptr;
  Library* library = new Library;
  if (!FindAll(handle, library, reason)) {
    delete library;
    return nullptr;
  }
  g_library = library;
  return g_library;
}

}  // namespace pcsc
