#include "session_object.h"

#include <system_error>
#include <vector>

#include "js_values.h"

namespace {

constexpr size_t kMaxArguments = 4;
constexpr std::chrono::milliseconds kPatienceAtEnd(250);

// Which session objects are ours: a method borrowed for another object must not read that object's memory.
constexpr napi_type_tag kTag = {0x6575696363776231ULL, 0x706373636c697465ULL};

// The arguments of each operation, in order.
bool ReadArguments(napi_env env, size_t count, napi_value* v, Request* request) {
  using js::GetBool;
  using js::GetBytes;
  using js::GetString;
  using js::GetUint32;
  size_t wanted = 0;
  switch (request->operation) {
    case Operation::kStatusChange:
    case Operation::kTransmit:
    case Operation::kControl:
      wanted = 2;
      break;
    case Operation::kConnect:
    case Operation::kReconnect:
      wanted = 3;
      break;
    case Operation::kDisconnect:
    case Operation::kEndTransaction:
    case Operation::kGetAttribute:
    case Operation::kTransmitAll:
      wanted = 1;
      break;
    default:
      break;
  }
  if (count < wanted) {
    napi_throw_type_error(env, "ERR_MISSING_ARGS", "more arguments are wanted");
    return false;
  }
  switch (request->operation) {
    case Operation::kStatusChange:
      return js::GetReaders(env, v[0], &request->readers) && GetUint32(env, v[1], &request->number);
    case Operation::kTransmit:
      return GetBytes(env, v[0], &request->data) && GetBool(env, v[1], &request->transaction);
    case Operation::kTransmitAll:
      return js::GetCommands(env, v[0], &request->commands);
    case Operation::kControl:
      return GetUint32(env, v[0], &request->number) && GetBytes(env, v[1], &request->data);
    case Operation::kConnect:
      return GetString(env, v[0], &request->reader) && GetUint32(env, v[1], &request->share_mode) &&
             GetUint32(env, v[2], &request->protocols);
    case Operation::kReconnect:
      return GetUint32(env, v[0], &request->share_mode) && GetUint32(env, v[1], &request->protocols) &&
             GetUint32(env, v[2], &request->disposition);
    case Operation::kDisconnect:
    case Operation::kEndTransaction:
      return GetUint32(env, v[0], &request->disposition);
    case Operation::kGetAttribute:
      return GetUint32(env, v[0], &request->number);
    default:
      return true;
  }
}

}  // namespace

napi_value SessionObject::DefineClass(napi_env env, Environment* environment) {
  auto method = [](const char* name, napi_callback callback) {
    return napi_property_descriptor{name,    nullptr, callback,            nullptr,
                                    nullptr, nullptr, napi_default_method, nullptr};
  };
  const napi_property_descriptor methods[] = {
      method("establish", Call<Operation::kEstablish>),
      method("isValid", Call<Operation::kIsValid>),
      method("listReaders", Call<Operation::kListReaders>),
      method("getStatusChange", Call<Operation::kStatusChange>),
      method("connect", Call<Operation::kConnect>),
      method("reconnect", Call<Operation::kReconnect>),
      method("disconnect", Call<Operation::kDisconnect>),
      method("beginTransaction", Call<Operation::kBeginTransaction>),
      method("endTransaction", Call<Operation::kEndTransaction>),
      method("status", Call<Operation::kStatus>),
      method("transmit", Call<Operation::kTransmit>),
      method("transmitAll", Call<Operation::kTransmitAll>),
      method("control", Call<Operation::kControl>),
      method("getAttribute", Call<Operation::kGetAttribute>),
      method("cancel", Cancel),
      method("close", Close),
      method("abandon", Abandon),
  };
  napi_value out = nullptr;
  napi_define_class(env, "Session", NAPI_AUTO_LENGTH, New, environment, sizeof methods / sizeof methods[0], methods,
                    &out);
  return out;
}

napi_value SessionObject::New(napi_env env, napi_callback_info info) {
  napi_value self = nullptr, target = nullptr;
  void* data = nullptr;
  if (napi_get_cb_info(env, info, nullptr, nullptr, &self, &data) != napi_ok) return nullptr;
  napi_get_new_target(env, info, &target);
  Environment* environment = static_cast<Environment*>(data);
  if (target == nullptr || environment->ending) {
    napi_throw_type_error(env, nullptr, "Session is made with `new`");
    return nullptr;
  }
  SessionObject* object = new SessionObject(environment->shared_from_this(), environment->next_number++);
  try {
    object->session_ = Session::Start(object->number_, environment->channel);
  } catch (const std::system_error& error) {
    delete object;
    napi_throw_error(env, "ERR_NO_THREAD", error.what());
    return nullptr;
  }
  if (napi_type_tag_object(env, self, &kTag) != napi_ok ||
      napi_wrap(env, self, object, Finalize, nullptr, &object->self_) != napi_ok) {
    object->session_->Close(0);
    delete object;
    napi_throw_error(env, nullptr, "the session object cannot be made");
    return nullptr;
  }
  environment->sessions[object->number_] = object;
  return self;
}

void SessionObject::Finalize(napi_env env, void* data, void*) {
  SessionObject* object = static_cast<SessionObject*>(data);
  object->session_->Close(0);
  object->environment_->sessions.erase(object->number_);
  if (object->self_ != nullptr) napi_delete_reference(env, object->self_);
  delete object;
}

SessionObject* SessionObject::Unwrap(napi_env env, napi_callback_info info, size_t* count, napi_value* arguments) {
  napi_value self = nullptr;
  if (napi_get_cb_info(env, info, count, arguments, &self, nullptr) != napi_ok) return nullptr;
  bool ours = false;
  void* object = nullptr;
  if (napi_check_object_type_tag(env, self, &kTag, &ours) != napi_ok || !ours ||
      napi_unwrap(env, self, &object) != napi_ok) {
    napi_throw_type_error(env, "ERR_INVALID_THIS", "this is no Session");
    return nullptr;
  }
  return static_cast<SessionObject*>(object);
}

napi_value SessionObject::Await(napi_env env, uint64_t* id) {
  napi_deferred deferred = nullptr;
  napi_value promise = nullptr;
  if (napi_create_promise(env, &deferred, &promise) != napi_ok) return nullptr;
  *id = next_id_++;
  waiting_[*id] = deferred;
  // While a promise waits, the object is kept and the event loop stays open.
  if (waiting_.size() == 1) napi_reference_ref(env, self_, nullptr);
  environment_->channel->Hold(env);
  return promise;
}

void SessionObject::Settle(napi_env env, const Response& response) {
  auto found = waiting_.find(response.id);
  if (found == waiting_.end()) return;
  napi_deferred deferred = found->second;
  waiting_.erase(found);
  environment_->channel->LetGo(env);
  // Answers that came are not lost for an error that came after them.
  if (response.ok() || !response.answers.empty())
    napi_resolve_deferred(env, deferred, js::Result(env, response));
  else
    napi_reject_deferred(env, deferred, js::PcscError(env, response));
  if (waiting_.empty()) napi_reference_unref(env, self_, nullptr);
}

// Everything but the close itself.
void SessionObject::RejectWaiting(napi_env env) {
  std::vector<uint64_t> ids;
  for (const auto& entry : waiting_)
    if (entry.first != close_id_) ids.push_back(entry.first);
  for (uint64_t id : ids) {
    Response response;
    response.id = id;
    response.value = pcsc::kCancelled;
    response.reason = "the session was closed";
    Settle(env, response);
  }
}

template <Operation operation>
napi_value SessionObject::Call(napi_env env, napi_callback_info info) {
  size_t count = kMaxArguments;
  napi_value arguments[kMaxArguments];
  SessionObject* object = Unwrap(env, info, &count, arguments);
  if (object == nullptr) return nullptr;
  Request request;
  request.operation = operation;
  if (!ReadArguments(env, count, arguments, &request)) return nullptr;
  napi_value promise = object->Await(env, &request.id);
  if (promise == nullptr) return nullptr;
  if (object->closed_) {
    Response response;
    response.id = request.id;
    response.value = pcsc::kInvalidHandle;
    response.reason = "the session is closed";
    object->Settle(env, response);
  } else {
    object->session_->Post(std::move(request));
  }
  return promise;
}

napi_value SessionObject::Cancel(napi_env env, napi_callback_info info) {
  size_t count = 0;
  SessionObject* object = Unwrap(env, info, &count, nullptr);
  if (object != nullptr) object->session_->Cancel();
  return nullptr;
}

napi_value SessionObject::Close(napi_env env, napi_callback_info info) {
  size_t count = 0;
  SessionObject* object = Unwrap(env, info, &count, nullptr);
  if (object == nullptr) return nullptr;
  uint64_t id = 0;
  napi_value promise = object->Await(env, &id);
  if (promise == nullptr) return nullptr;
  if (object->closed_) {
    Response response;
    response.id = id;
    response.operation = Operation::kClose;
    object->Settle(env, response);
  } else {
    object->closed_ = true;
    object->close_id_ = id;
    object->session_->Close(id);
    object->RejectWaiting(env);
  }
  return promise;
}

napi_value SessionObject::Abandon(napi_env env, napi_callback_info info) {
  size_t count = 0;
  SessionObject* object = Unwrap(env, info, &count, nullptr);
  if (object == nullptr) return nullptr;
  object->closed_ = true;
  object->session_->Close(0);
  object->RejectWaiting(env);
  Response response;
  response.id = object->close_id_;
  response.operation = Operation::kClose;
  object->Settle(env, response);
  return nullptr;
}

void SessionObject::OnDelivery(napi_env env, void* data, Channel::Delivery* delivery) {
  Environment* environment = static_cast<Environment*>(data);
  auto found = environment->sessions.find(delivery->session);
  if (found == environment->sessions.end()) return;
  napi_handle_scope scope = nullptr;
  napi_open_handle_scope(env, &scope);
  found->second->Settle(env, delivery->response);
  napi_close_handle_scope(env, scope);
}

void SessionObject::CloseAll(Environment* environment) {
  environment->ending = true;
  environment->channel->Close();
  for (const auto& entry : environment->sessions) entry.second->session_->Close(0);
  const auto deadline = std::chrono::steady_clock::now() + kPatienceAtEnd;
  for (const auto& entry : environment->sessions) entry.second->session_->WaitUntilClosed(deadline);
}
