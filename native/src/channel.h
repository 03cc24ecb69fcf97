#ifndef EUICC_WORKBENCH_CHANNEL_H
#define EUICC_WORKBENCH_CHANNEL_H

#include <node_api.h>

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "messages.h"

// The way back from the PC/SC threads to one JavaScript environment. Outlives the environment as long as a thread
// holds it; what is delivered after the environment's end is dropped.
class Channel {
 public:
  struct Delivery {
    uint64_t session;
    Response response;
  };
  using Handler = void (*)(napi_env env, void* context, Delivery* delivery);

  // Null where the environment cannot have a thread-safe function (it is ending).
  static std::shared_ptr<Channel> Open(napi_env env, Handler handler, void* context);

  // Any thread: hands a response to the handler on the JavaScript thread.
  void Deliver(uint64_t session, Response response);

  // JavaScript thread: whether something is awaited, which holds the event loop open.
  void Hold(napi_env env);
  void LetGo(napi_env env);
  // JavaScript thread, before the environment ends: nothing is delivered any more.
  void Close();

 private:
  Channel() = default;
  static void OnCall(napi_env env, napi_value callback, void* context, void* data);

  std::mutex mutex_;
  std::vector<Delivery> queue_;  // under mutex_
  bool closed_ = false;          // under mutex_
  napi_threadsafe_function function_ = nullptr;
  Handler handler_ = nullptr;
  void* context_ = nullptr;
  uint32_t awaited_ = 0;  // JavaScript thread only
};

#endif
