#include "session.h"

#include <algorithm>
#include <system_error>
#include <thread>

#include "platform.h"

using std::chrono::milliseconds;

Session::Session(uint64_t number, std::shared_ptr<Channel> channel) : number_(number), channel_(std::move(channel)) {}

std::shared_ptr<Session> Session::Start(uint64_t number, std::shared_ptr<Channel> channel) {
  std::shared_ptr<Session> session(new Session(number, std::move(channel)));
  std::thread([session] { session->Run(); }).detach();
  return session;
}

void Session::Post(Request request) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (closing_) return;
  queue_.push_back(std::move(request));
  changed_.notify_all();
}

void Session::Cancel() {
  std::lock_guard<std::mutex> lock(mutex_);
  CancelLocked();
}

void Session::Close(uint64_t id) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (closing_) return;
  closing_ = true;
  close_id_ = id;
  calls_.Stop();
  queue_.clear();
  CancelLocked();
  changed_.notify_all();
}

void Session::CancelLocked() {
  // A cancel reaches the waits that were queued when it came, and none that come later.
  for (Request& request : queue_)
    if (request.operation == Operation::kStatusChange) request.cancelled = true;
  if (!in_status_change_ || cancelling_) return;
  cancelling_ = true;
  std::shared_ptr<Session> self = shared_from_this();
  try {
    // On a thread of its own: SCardCancel talks to the service and blocks where that hangs.
    std::thread([self] { self->CancelUntilReturned(); }).detach();
  } catch (const std::system_error&) {
    // No thread to be had: the wait ends with its timeout or the next change.
    cancelling_ = false;
  }
}

// SCardCancel does nothing when it comes before SCardGetStatusChange has begun to wait, which nobody can see from
// outside: so it is repeated until the call has returned.
void Session::CancelUntilReturned() {
  platform::BlockSignals();
  milliseconds pause(1);
  std::unique_lock<std::mutex> lock(mutex_);
  while (in_status_change_) {
    lock.unlock();
    calls_.library()->Cancel(calls_.context());
    lock.lock();
    changed_.wait_for(lock, pause, [this] { return !in_status_change_; });
    pause = std::min(pause * 2, milliseconds(50));
  }
  cancelling_ = false;
  changed_.notify_all();
}

// Under the lock, so that a cancel either finds the wait begun or comes before it.
bool Session::BeginStatusChange(const Request& request, Response* response) {
  response->id = request.id;
  response->operation = request.operation;
  response->function = "SCardGetStatusChange";
  if (request.cancelled)
    response->value = pcsc::kCancelled;
  else if (!calls_.established())
    response->value = pcsc::kInvalidHandle;
  else
    in_status_change_ = true;
  return in_status_change_;
}

void Session::EndStatusChange(std::unique_lock<std::mutex>* lock) {
  in_status_change_ = false;
  changed_.notify_all();
  // The context must live until the last SCardCancel on it has returned.
  changed_.wait(*lock, [this] { return !cancelling_; });
}

void Session::Run() {
  platform::BlockSignals();
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return closing_ || !queue_.empty(); });
    if (closing_) break;
    Request request = std::move(queue_.front());
    queue_.pop_front();
    const bool waits = request.operation == Operation::kStatusChange;
    Response response;
    if (!waits || BeginStatusChange(request, &response)) {
      card_at_work_ = !waits;
      lock.unlock();
      calls_.Run(request, &response);
      lock.lock();
    }
    if (in_status_change_) EndStatusChange(&lock);
    lock.unlock();
    channel_->Deliver(number_, std::move(response));
    lock.lock();
    card_at_work_ = false;
  }
  lock.unlock();
  calls_.Release();
  lock.lock();
  closed_ = true;
  changed_.notify_all();
  Response response;
  response.id = close_id_;
  response.operation = Operation::kClose;
  lock.unlock();
  channel_->Deliver(number_, std::move(response));
}

void Session::WaitUntilClosed(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait_until(lock, deadline, [this] { return closed_ || card_at_work_; });
}
