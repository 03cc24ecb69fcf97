#ifndef EUICC_WORKBENCH_SESSION_OBJECT_H
#define EUICC_WORKBENCH_SESSION_OBJECT_H

#include <node_api.h>

#include <memory>
#include <unordered_map>

#include "channel.h"
#include "session.h"

class SessionObject;

// Everything that belongs to one JavaScript environment (the main thread, or one worker). Nothing of it is global.
// Shared, since at the environment's end the finalizers of sessions and of the instance data run in no given order.
struct Environment : std::enable_shared_from_this<Environment> {
  std::shared_ptr<Channel> channel;
  std::unordered_map<uint64_t, SessionObject*> sessions;
  uint64_t next_number = 1;
  bool ending = false;
};

// The JavaScript object of a session, and the promises that wait for it. JavaScript thread only.
class SessionObject {
 public:
  // The class `Session` for JavaScript; null where it cannot be made.
  static napi_value DefineClass(napi_env env, Environment* environment);
  // Settles the promise that the delivered response belongs to.
  static void OnDelivery(napi_env env, void* environment, Channel::Delivery* delivery);
  // The end of the environment: tells every thread to let go and waits a moment for those that can.
  static void CloseAll(Environment* environment);

 private:
  SessionObject(std::shared_ptr<Environment> environment, uint64_t number)
      : environment_(std::move(environment)), number_(number) {}
  static napi_value New(napi_env env, napi_callback_info info);
  static void Finalize(napi_env env, void* data, void* hint);
  template <Operation operation>
  static napi_value Call(napi_env env, napi_callback_info info);
  static napi_value Cancel(napi_env env, napi_callback_info info);
  static napi_value Close(napi_env env, napi_callback_info info);
  static napi_value Abandon(napi_env env, napi_callback_info info);
  static SessionObject* Unwrap(napi_env env, napi_callback_info info, size_t* count, napi_value* arguments);

  napi_value Await(napi_env env, uint64_t* id);
  void Settle(napi_env env, const Response& response);
  void RejectWaiting(napi_env env);

  const std::shared_ptr<Environment> environment_;
  const uint64_t number_;
  std::shared_ptr<Session> session_;
  std::unordered_map<uint64_t, napi_deferred> waiting_;
  napi_ref self_ = nullptr;  // strong while something waits
  uint64_t next_id_ = 1;
  uint64_t close_id_ = 0;
  bool closed_ = false;
};

#endif
