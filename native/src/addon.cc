// The addon's entry: everything it keeps is instance data of the environment that loads it, so that it can be loaded
// by the main thread and any number of workers at once.
#include <node_api.h>

#include "platform.h"
#include "session_object.h"

namespace {

void OnEnvironmentEnd(void* data) { SessionObject::CloseAll(static_cast<Environment*>(data)); }

void LetGoOfEnvironment(napi_env, void* data, void*) { delete static_cast<std::shared_ptr<Environment>*>(data); }

}  // namespace

NAPI_MODULE_INIT() {
  platform::PinAddon();
  auto* holder = new std::shared_ptr<Environment>(std::make_shared<Environment>());
  Environment* environment = holder->get();
  environment->channel = Channel::Open(env, SessionObject::OnDelivery, environment);
  // The hook is added after the channel's function was made: hooks run last in, first out, so ours runs while that
  // function is still there.
  if (environment->channel == nullptr ||
      napi_set_instance_data(env, holder, LetGoOfEnvironment, nullptr) != napi_ok ||
      napi_add_env_cleanup_hook(env, OnEnvironmentEnd, environment) != napi_ok) {
    // Never freed: the environment may know of it already, and this happens at most once in a process.
    napi_throw_error(env, nullptr, "the PC/SC addon cannot be initialised");
    return nullptr;
  }
  napi_value session = SessionObject::DefineClass(env, environment);
  if (session != nullptr) napi_set_named_property(env, exports, "Session", session);
  return exports;
}
