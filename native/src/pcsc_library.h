#ifndef EUICC_WORKBENCH_PCSC_LIBRARY_H
#define EUICC_WORKBENCH_PCSC_LIBRARY_H

#include <string>

#include "pcsc_types.h"

namespace pcsc {

// The functions of the PC/SC library that was found. Filled once, then only read; never unloaded.
struct Library {
  Long(PCSC_CALL* EstablishContext)(Dword scope, const void*, const void*, ContextHandle*);
  Long(PCSC_CALL* ReleaseContext)(ContextHandle);
  Long(PCSC_CALL* IsValidContext)(ContextHandle);
  Long(PCSC_CALL* Cancel)(ContextHandle);
  Long(PCSC_CALL* ListReaders)(ContextHandle, const Char* groups, Char* readers, Dword* length);
  Long(PCSC_CALL* GetStatusChange)(ContextHandle, Dword timeout, ReaderState*, Dword count);
  Long(PCSC_CALL* Connect)(ContextHandle, const Char* reader, Dword share, Dword protocols, CardHandle*, Dword* active);
  Long(PCSC_CALL* Reconnect)(CardHandle, Dword share, Dword protocols, Dword initialization, Dword* active);
  Long(PCSC_CALL* Disconnect)(CardHandle, Dword disposition);
  Long(PCSC_CALL* BeginTransaction)(CardHandle);
  Long(PCSC_CALL* EndTransaction)(CardHandle, Dword disposition);
  Long(PCSC_CALL* Status)(CardHandle, Char* names, Dword* names_length, Dword* state, Dword* protocol, uint8_t* atr,
                          Dword* atr_length);
  Long(PCSC_CALL* Transmit)(CardHandle, const IoRequest* send_pci, const uint8_t* send, Dword send_length,
                            IoRequest* receive_pci, uint8_t* receive, Dword* receive_length);
  Long(PCSC_CALL* Control)(CardHandle, Dword code, const void* in, Dword in_length, void* out, Dword out_size,
                           Dword* returned);
  Long(PCSC_CALL* GetAttrib)(CardHandle, Dword attribute, uint8_t* value, Dword* length);

  // The library, loaded at the first call that succeeds; null and a reason where it cannot be had. A failure is not
  // remembered, so that an installed library is found without a restart. Safe from any thread; may read the disk.
  static const Library* Get(std::string* reason);
};

}  // namespace pcsc

#endif
