#ifndef EUICC_WORKBENCH_PCSC_CALLS_H
#define EUICC_WORKBENCH_PCSC_CALLS_H

#include <atomic>
#include <vector>

#include "messages.h"
#include "pcsc_library.h"

// One PC/SC context and at most one card in it. Belongs to one thread; every method may block for as long as the
// service and the card do. Only the context's handle may be used by others, to cancel.
class PcscCalls {
 public:
  PcscCalls() = default;
  PcscCalls(const PcscCalls&) = delete;
  PcscCalls& operator=(const PcscCalls&) = delete;

  // Fills `response` with the outcome of `request`.
  void Run(const Request& request, Response* response);
  // Lets go of card and context, whatever state they are in.
  void Release();
  // Any thread: of commands that are sent one after the other, no further one is sent.
  void Stop() { stopped_ = true; }

  const pcsc::Library* library() const { return library_; }
  pcsc::ContextHandle context() const { return context_; }
  bool established() const { return established_; }

 private:
  bool Check(pcsc::Long returned, const char* function, Response* response);
  void Establish(Response* response);
  void IsValid(Response* response);
  void ListReaders(Response* response);
  void StatusChange(const Request& request, Response* response);
  void Connect(const Request& request, Response* response);
  void Reconnect(const Request& request, Response* response);
  void Disconnect(const Request& request, Response* response);
  void Status(Response* response);
  bool Exchange(const std::vector<uint8_t>& command, std::vector<uint8_t>* answer, Response* response);
  void Transmit(const Request& request, Response* response);
  void TransmitAll(const Request& request, Response* response);
  void Control(const Request& request, Response* response);
  void GetAttribute(const Request& request, Response* response);
  uint8_t* Buffer();

  const pcsc::Library* library_ = nullptr;
  pcsc::ContextHandle context_ = 0;
  pcsc::CardHandle card_ = 0;
  pcsc::Dword protocol_ = 0;
  bool established_ = false;
  std::atomic<bool> stopped_{false};
  bool connected_ = false;
  std::vector<uint8_t> buffer_;
};

#endif
