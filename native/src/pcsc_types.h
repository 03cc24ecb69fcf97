// The PC/SC API as its three implementations lay it out in memory. Declared here, and not included from
// libpcsclite's or Windows' headers, so that the addon builds where those are not installed; the library itself is
// loaded at run time (pcsc_library.cc).
//
//              DWORD               context, handle     text       ATR field   packing of structures
//   Linux      unsigned long (64)  long (64)           char       33          natural
//   macOS      uint32_t            int32_t             char       33          1
//   Windows    32 bits             ULONG_PTR           wchar_t    36          natural   (functions ending in W)
#ifndef EUICC_WORKBENCH_PCSC_TYPES_H
#define EUICC_WORKBENCH_PCSC_TYPES_H

#include <cstddef>
#include <cstdint>

#if defined(_WIN32)
#define PCSC_CALL __stdcall
#else
#define PCSC_CALL
#endif

namespace pcsc {

#if defined(_WIN32)
using Dword = unsigned long;
using Long = long;
using ContextHandle = uintptr_t;
using CardHandle = uintptr_t;
using Char = wchar_t;
constexpr size_t kAtrFieldSize = 36;
#elif defined(__APPLE__)
using Dword = uint32_t;
using Long = int32_t;
using ContextHandle = int32_t;
using CardHandle = int32_t;
using Char = char;
constexpr size_t kAtrFieldSize = 33;
#else
using Dword = unsigned long;
using Long = long;
using ContextHandle = long;
using CardHandle = long;
using Char = char;
constexpr size_t kAtrFieldSize = 33;
#endif

#if defined(__APPLE__)
#pragma pack(push, 1)
#endif
struct ReaderState {
  const Char* reader;
  void* user_data;
  Dword current_state;
  Dword event_state;
  Dword atr_length;
  uint8_t atr[kAtrFieldSize];
};

struct IoRequest {
  Dword protocol;
  Dword length;
};
#if defined(__APPLE__)
#pragma pack(pop)
#endif

#if defined(_WIN32)
static_assert(sizeof(Dword) == 4, "DWORD has 32 bits on Windows, also on 64-bit Windows");
#elif defined(__APPLE__)
static_assert(sizeof(ReaderState) == sizeof(void*) * 2 + 12 + 33, "SCARD_READERSTATE is packed on macOS");
#else
static_assert(sizeof(Dword) == sizeof(long), "DWORD is unsigned long in pcsc-lite");
#endif

constexpr Dword kScopeUser = 0;
constexpr Dword kScopeSystem = 2;
constexpr Dword kInfinite = 0xFFFFFFFF;
constexpr Dword kLeaveCard = 0;
constexpr Dword kResetCard = 1;

// The longest extended response and the longest extended command (4 + 3 + 65535 + 3), with room for a status word.
constexpr size_t kMaxApdu = 4 + 3 + 65536 + 3 + 2;

// The longest attribute of pcsc-lite (MAX_BUFFER_SIZE).
constexpr size_t kMaxAttribute = 264;

constexpr uint32_t kSuccess = 0;
constexpr uint32_t kCancelled = 0x80100002;
constexpr uint32_t kInvalidHandle = 0x80100003;
constexpr uint32_t kInsufficientBuffer = 0x80100008;
constexpr uint32_t kInvalidParameter = 0x80100004;
constexpr uint32_t kNoReadersAvailable = 0x8010002E;
// Not PC/SC's own: the library could not be loaded. PC/SC's facility 0x10 with a number it does not use.
constexpr uint32_t kLibraryUnavailable = 0x8010FF01;

}  // namespace pcsc

#endif
