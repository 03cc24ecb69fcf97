#ifndef EUICC_WORKBENCH_SESSION_H
#define EUICC_WORKBENCH_SESSION_H

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>

#include "channel.h"
#include "messages.h"
#include "pcsc_calls.h"

// One PC/SC context with a thread of its own, which serves requests in the order in which they come. The thread is
// detached and holds the session: it ends by itself when it has been told to close and the call that it is in has
// returned, however long a card takes for that, and whether or not the JavaScript that started it still exists.
class Session : public std::enable_shared_from_this<Session> {
 public:
  // Throws std::system_error where the system gives no further thread.
  static std::shared_ptr<Session> Start(uint64_t number, std::shared_ptr<Channel> channel);

  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // None of these blocks.

  // Every request is answered through the channel, unless Close comes first.
  void Post(Request request);
  // Ends a running SCardGetStatusChange, and those in the queue, with SCARD_E_CANCELLED.
  void Cancel();
  // Requests that have not begun are dropped, a running SCardGetStatusChange is cancelled, then card and context are
  // let go of and `id` is answered.
  void Close(uint64_t id);

  // Waits until the thread has let go of everything, but not past `deadline`, and not at all while a card is at
  // work. For the end of the environment only.
  void WaitUntilClosed(std::chrono::steady_clock::time_point deadline);

 private:
  Session(uint64_t number, std::shared_ptr<Channel> channel);
  void Run();
  bool BeginStatusChange(const Request& request, Response* response);
  void EndStatusChange(std::unique_lock<std::mutex>* lock);
  void CancelLocked();
  void CancelUntilReturned();

  const uint64_t number_;
  const std::shared_ptr<Channel> channel_;
  PcscCalls calls_;  // the thread's

  std::mutex mutex_;
  std::condition_variable changed_;
  // All under mutex_:
  std::deque<Request> queue_;
  uint64_t close_id_ = 0;
  bool closing_ = false;
  bool closed_ = false;
  bool card_at_work_ = false;
  bool in_status_change_ = false;
  bool cancelling_ = false;
};

#endif
