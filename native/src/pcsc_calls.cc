#include "pcsc_calls.h"

#include <algorithm>
#include <chrono>
#include <cstring>

#include "platform.h"

using pcsc::Char;
using pcsc::Dword;
using pcsc::Long;

namespace {

void Fail(uint32_t value, const char* function, const std::string& reason, Response* response) {
  response->value = value;
  response->function = function;
  response->reason = reason;
}

// A multi-string: texts that each end in a zero, ended by an empty one.
std::vector<std::string> SplitMultiString(const Char* text, size_t length) {
  std::vector<std::string> out;
  size_t at = 0;
  while (at < length && text[at] != 0) {
    size_t end = at;
    while (end < length && text[end] != 0) end++;
    out.push_back(platform::ToUtf8(text + at, end - at));
    at = end + 1;
  }
  return out;
}

}  // namespace

bool PcscCalls::Check(Long returned, const char* function, Response* response) {
  // pcsc-lite's LONG has 64 bits and its codes are positive in it; Windows' are negative. 32 bits are the same.
  const uint32_t value = static_cast<uint32_t>(returned);
  if (value == pcsc::kSuccess) return true;
  Fail(value, function, std::string(), response);
  return false;
}

uint8_t* PcscCalls::Buffer() {
  if (buffer_.empty()) buffer_.resize(pcsc::kMaxApdu);
  return buffer_.data();
}

void PcscCalls::Run(const Request& request, Response* response) {
  response->id = request.id;
  response->operation = request.operation;
  if (request.operation == Operation::kEstablish) return Establish(response);
  if (!established_) return Fail(pcsc::kInvalidHandle, "", "the context is not established", response);
  switch (request.operation) {
    case Operation::kIsValid:
      return IsValid(response);
    case Operation::kListReaders:
      return ListReaders(response);
    case Operation::kStatusChange:
      return StatusChange(request, response);
    case Operation::kConnect:
      return Connect(request, response);
    default:
      break;
  }
  if (!connected_) return Fail(pcsc::kInvalidHandle, "", "no card is connected", response);
  switch (request.operation) {
    case Operation::kReconnect:
      return Reconnect(request, response);
    case Operation::kDisconnect:
      return Disconnect(request, response);
    case Operation::kBeginTransaction:
      Check(library_->BeginTransaction(card_), "SCardBeginTransaction", response);
      return;
    case Operation::kEndTransaction:
      Check(library_->EndTransaction(card_, request.disposition), "SCardEndTransaction", response);
      return;
    case Operation::kStatus:
      return Status(response);
    case Operation::kTransmit:
      return Transmit(request, response);
    case Operation::kTransmitAll:
      return TransmitAll(request, response);
    case Operation::kControl:
      return Control(request, response);
    case Operation::kGetAttribute:
      return GetAttribute(request, response);
    default:
      return;
  }
}

void PcscCalls::Establish(Response* response) {
  if (established_) return;
  std::string reason;
  library_ = pcsc::Library::Get(&reason);
  if (library_ == nullptr) return Fail(pcsc::kLibraryUnavailable, "", reason, response);
  // System scope: a service in its own session (no desktop) has no user scope on Windows; pcsc-lite has only one.
  established_ = Check(library_->EstablishContext(pcsc::kScopeSystem, nullptr, nullptr, &context_),
                       "SCardEstablishContext", response);
}

void PcscCalls::IsValid(Response* response) {
  response->valid = static_cast<uint32_t>(library_->IsValidContext(context_)) == pcsc::kSuccess;
}

void PcscCalls::ListReaders(Response* response) {
  std::vector<Char> names;
  for (;;) {
    Dword length = 0;
    Long returned = library_->ListReaders(context_, nullptr, nullptr, &length);
    if (static_cast<uint32_t>(returned) == pcsc::kNoReadersAvailable) return;
    if (!Check(returned, "SCardListReaders", response)) return;
    names.assign(static_cast<size_t>(length) + 1, 0);
    returned = library_->ListReaders(context_, nullptr, names.data(), &length);
    // A reader that was plugged in between the two calls.
    if (static_cast<uint32_t>(returned) == pcsc::kInsufficientBuffer) continue;
    if (static_cast<uint32_t>(returned) == pcsc::kNoReadersAvailable) return;
    if (!Check(returned, "SCardListReaders", response)) return;
    response->names = SplitMultiString(names.data(), std::min<size_t>(length, names.size()));
    return;
  }
}

void PcscCalls::StatusChange(const Request& request, Response* response) {
  std::vector<platform::Text> names;
  names.reserve(request.readers.size());
  for (const ReaderStatus& reader : request.readers) names.push_back(platform::FromUtf8(reader.name));
  std::vector<pcsc::ReaderState> states(request.readers.size());
  for (size_t i = 0; i < states.size(); i++) {
    std::memset(&states[i], 0, sizeof states[i]);
    states[i].reader = names[i].c_str();
    states[i].current_state = request.readers[i].state;
  }
  const Long returned = library_->GetStatusChange(context_, request.number, states.data(),
                                                  static_cast<Dword>(states.size()));
  if (!Check(returned, "SCardGetStatusChange", response)) return;
  for (size_t i = 0; i < states.size(); i++) {
    ReaderStatus out;
    out.name = request.readers[i].name;
    out.state = static_cast<uint32_t>(states[i].event_state);
    const size_t length = std::min<size_t>(states[i].atr_length, sizeof states[i].atr);
    out.atr.assign(states[i].atr, states[i].atr + length);
    response->readers.push_back(std::move(out));
  }
}

void PcscCalls::Connect(const Request& request, Response* response) {
  if (connected_) return Fail(pcsc::kInvalidParameter, "SCardConnect", "a card is connected already", response);
  const platform::Text name = platform::FromUtf8(request.reader);
  connected_ = Check(
      library_->Connect(context_, name.c_str(), request.share_mode, request.protocols, &card_, &protocol_),
      "SCardConnect", response);
  response->protocol = static_cast<uint32_t>(protocol_);
}

void PcscCalls::Reconnect(const Request& request, Response* response) {
  Dword protocol = 0;
  const Long returned =
      library_->Reconnect(card_, request.share_mode, request.protocols, request.disposition, &protocol);
  if (!Check(returned, "SCardReconnect", response)) return;
  protocol_ = protocol;
  response->protocol = static_cast<uint32_t>(protocol);
}

void PcscCalls::Disconnect(const Request& request, Response* response) {
  // Over even where it fails: the handle is then one of a card or service that is gone.
  connected_ = false;
  Check(library_->Disconnect(card_, request.disposition), "SCardDisconnect", response);
}

void PcscCalls::Status(Response* response) {
  std::vector<Char> names(1024, 0);
  Dword names_length = static_cast<Dword>(names.size());
  Dword state = 0;
  Dword protocol = 0;
  uint8_t atr[pcsc::kAtrFieldSize];
  Dword atr_length = sizeof atr;
  const Long returned =
      library_->Status(card_, names.data(), &names_length, &state, &protocol, atr, &atr_length);
  if (!Check(returned, "SCardStatus", response)) return;
  const std::vector<std::string> all = SplitMultiString(names.data(), names.size());
  if (!all.empty()) response->reader = all.front();
#if defined(_WIN32)
  // An ordinal there (1 absent, 2 present, 3 swallowed, 4 powered, 5 negotiable, 6 specific), a set of bits elsewhere.
  response->state = state == 0 ? 1u : (1u << state);
#else
  response->state = static_cast<uint32_t>(state) & 0x7F;
#endif
  response->protocol = static_cast<uint32_t>(protocol);
  response->data.assign(atr, atr + std::min<size_t>(atr_length, sizeof atr));
}

bool PcscCalls::Exchange(const std::vector<uint8_t>& command, std::vector<uint8_t>* answer, Response* response) {
  const pcsc::IoRequest send = {protocol_, sizeof(pcsc::IoRequest)};
  Dword length = pcsc::kMaxApdu;
  const Long returned = library_->Transmit(card_, &send, command.data(), static_cast<Dword>(command.size()), nullptr,
                                           Buffer(), &length);
  if (!Check(returned, "SCardTransmit", response)) return false;
  answer->assign(Buffer(), Buffer() + std::min<size_t>(length, pcsc::kMaxApdu));
  return true;
}

void PcscCalls::Transmit(const Request& request, Response* response) {
  if (request.transaction && !Check(library_->BeginTransaction(card_), "SCardBeginTransaction", response)) return;
  Exchange(request.data, &response->data, response);
  // What the end of the transaction returns would only hide what the exchange returned.
  if (request.transaction) library_->EndTransaction(card_, pcsc::kLeaveCard);
}

// Each command only where the one before it was answered with 90 00 and nothing else: any other answer is for the caller.
void PcscCalls::TransmitAll(const Request& request, Response* response) {
  using Clock = std::chrono::steady_clock;
  for (const std::vector<uint8_t>& command : request.commands) {
    if (stopped_) return Fail(pcsc::kCancelled, "SCardTransmit", "the session was closed", response);
    Answer answer;
    const Clock::time_point from = Clock::now();
    if (!Exchange(command, &answer.data, response)) return;
    answer.duration_ms = std::chrono::duration<double, std::milli>(Clock::now() - from).count();
    const bool plain = answer.data.size() == 2 && answer.data[0] == 0x90 && answer.data[1] == 0x00;
    response->answers.push_back(std::move(answer));
    if (!plain) return;
  }
}

void PcscCalls::Control(const Request& request, Response* response) {
  Dword length = 0;
  const Long returned = library_->Control(card_, request.number, request.data.data(),
                                          static_cast<Dword>(request.data.size()), Buffer(), pcsc::kMaxApdu, &length);
  if (!Check(returned, "SCardControl", response)) return;
  response->data.assign(Buffer(), Buffer() + std::min<size_t>(length, pcsc::kMaxApdu));
}

void PcscCalls::GetAttribute(const Request& request, Response* response) {
  // pcsc-lite refuses a longer buffer than its own, and asks the driver for zero bytes where it is given none; so the
  // length is asked for only where that of pcsc-lite does not suffice (Windows).
  Dword length = pcsc::kMaxAttribute;
  Long returned = library_->GetAttrib(card_, request.number, Buffer(), &length);
  if (static_cast<uint32_t>(returned) == pcsc::kInsufficientBuffer) {
    if (!Check(library_->GetAttrib(card_, request.number, nullptr, &length), "SCardGetAttrib", response)) return;
    length = std::min<Dword>(length, pcsc::kMaxApdu);
    returned = library_->GetAttrib(card_, request.number, Buffer(), &length);
  }
  if (!Check(returned, "SCardGetAttrib", response)) return;
  response->data.assign(Buffer(), Buffer() + std::min<size_t>(length, pcsc::kMaxApdu));
}

void PcscCalls::Release() {
  // A card that was not disconnected was left in the middle of something: reset closes its channels.
  if (connected_) library_->Disconnect(card_, pcsc::kResetCard);
  if (established_) library_->ReleaseContext(context_);
  connected_ = false;
  established_ = false;
}
