#include "channel.h"

std::shared_ptr<Channel> Channel::Open(napi_env env, Handler handler, void* context) {
  std::shared_ptr<Channel> channel(new Channel);
  channel->handler_ = handler;
  channel->context_ = context;
  napi_value name;
  if (napi_create_string_utf8(env, "pcsclite", NAPI_AUTO_LENGTH, &name) != napi_ok) return nullptr;
  if (napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr, nullptr, channel.get(), OnCall,
                                      &channel->function_) != napi_ok)
    return nullptr;
  napi_unref_threadsafe_function(env, channel->function_);
  return channel;
}

void Channel::Deliver(uint64_t session, Response response) {
  // The call is made under the lock: Close, which runs before the environment frees the function, waits for it.
  std::lock_guard<std::mutex> lock(mutex_);
  if (closed_) return;
  queue_.push_back(Delivery{session, std::move(response)});
  if (queue_.size() == 1) napi_call_threadsafe_function(function_, nullptr, napi_tsfn_nonblocking);
}

void Channel::OnCall(napi_env env, napi_value, void* context, void*) {
  if (env == nullptr) return;
  Channel* channel = static_cast<Channel*>(context);
  std::vector<Delivery> deliveries;
  {
    std::lock_guard<std::mutex> lock(channel->mutex_);
    if (channel->closed_) return;
    deliveries.swap(channel->queue_);
  }
  for (Delivery& delivery : deliveries) channel->handler_(env, channel->context_, &delivery);
}

void Channel::Hold(napi_env env) {
  if (awaited_++ == 0) napi_ref_threadsafe_function(env, function_);
}

void Channel::LetGo(napi_env env) {
  if (--awaited_ == 0) napi_unref_threadsafe_function(env, function_);
}

void Channel::Close() {
  std::lock_guard<std::mutex> lock(mutex_);
  closed_ = true;
  queue_.clear();
}
