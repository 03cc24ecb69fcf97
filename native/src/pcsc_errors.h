#ifndef EUICC_WORKBENCH_PCSC_ERRORS_H
#define EUICC_WORKBENCH_PCSC_ERRORS_H

#include <cstdint>

namespace pcsc {

// The literal of a return value, as "SCARD_E_NO_SERVICE"; "SCARD_UNKNOWN_ERROR" for one that is not in the table.
const char* ErrorCode(uint32_t value);

}  // namespace pcsc

#endif
