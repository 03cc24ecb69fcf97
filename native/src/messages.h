// What travels between the JavaScript thread and a PC/SC thread. Plain values only: no JavaScript objects.
#ifndef EUICC_WORKBENCH_MESSAGES_H
#define EUICC_WORKBENCH_MESSAGES_H

#include <cstdint>
#include <string>
#include <vector>

#include "pcsc_types.h"

enum class Operation {
  kEstablish,
  kIsValid,
  kListReaders,
  kStatusChange,
  kConnect,
  kReconnect,
  kDisconnect,
  kBeginTransaction,
  kEndTransaction,
  kStatus,
  kTransmit,
  kTransmitAll,
  kControl,
  kGetAttribute,
  kClose,
};

struct ReaderStatus {
  std::string name;
  uint32_t state = 0;
  std::vector<uint8_t> atr;
};

// One exchange with the card, and how long it took.
struct Answer {
  std::vector<uint8_t> data;
  double duration_ms = 0;
};

struct Request {
  uint64_t id = 0;
  Operation operation = Operation::kIsValid;
  std::string reader;
  std::vector<uint8_t> data;
  std::vector<std::vector<uint8_t>> commands;
  std::vector<ReaderStatus> readers;
  uint32_t share_mode = 0;
  uint32_t protocols = 0;
  uint32_t disposition = 0;
  uint32_t number = 0;  // timeout, control code or attribute
  bool transaction = false;
  bool cancelled = false;  // of a kStatusChange that still waits for its turn
};

struct Response {
  uint64_t id = 0;
  Operation operation = Operation::kIsValid;
  // pcsc::kSuccess, or the PC/SC return value of `function`, with `reason` where there is more to say.
  uint32_t value = pcsc::kSuccess;
  const char* function = "";
  std::string reason;

  std::string reader;
  std::vector<uint8_t> data;
  // Of kTransmitAll: what came before `value`, also where that is an error.
  std::vector<Answer> answers;
  std::vector<std::string> names;
  std::vector<ReaderStatus> readers;
  uint32_t state = 0;
  uint32_t protocol = 0;
  bool valid = false;

  bool ok() const { return value == pcsc::kSuccess; }
};

#endif
