#include "js_values.h"

#include <cstdio>
#include <cstring>

#include "pcsc_errors.h"

namespace js {

namespace {

// As many as a STORE DATA chain can have.
constexpr uint32_t kMaxCommands = 256;

bool Refuse(napi_env env, const char* message) {
  // An exception that is pending already (a getter that threw) says more.
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (!pending) napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", message);
  return false;
}

void Set(napi_env env, napi_value object, const char* name, napi_value value) {
  if (value != nullptr) napi_set_named_property(env, object, name, value);
}

}  // namespace

bool GetString(napi_env env, napi_value value, std::string* out) {
  size_t length = 0;
  if (napi_get_value_string_utf8(env, value, nullptr, 0, &length) != napi_ok) return Refuse(env, "a string is wanted");
  out->resize(length + 1);
  if (napi_get_value_string_utf8(env, value, &(*out)[0], length + 1, &length) != napi_ok)
    return Refuse(env, "a string is wanted");
  out->resize(length);
  // A zero inside would cut the name short on its way to the library.
  if (out->find('\0') != std::string::npos) return Refuse(env, "a string without zero characters is wanted");
  return true;
}

bool GetUint32(napi_env env, napi_value value, uint32_t* out) {
  if (napi_get_value_uint32(env, value, out) != napi_ok) return Refuse(env, "a number is wanted");
  return true;
}

bool GetBool(napi_env env, napi_value value, bool* out) {
  if (napi_get_value_bool(env, value, out) != napi_ok) return Refuse(env, "a boolean is wanted");
  return true;
}

bool GetBytes(napi_env env, napi_value value, std::vector<uint8_t>* out) {
  napi_typedarray_type type;
  size_t length = 0;
  void* data = nullptr;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr) != napi_ok ||
      type != napi_uint8_array)
    return Refuse(env, "a Uint8Array is wanted");
  if (length > pcsc::kMaxApdu) return Refuse(env, "a Uint8Array of at most 65548 bytes is wanted");
  out->resize(length);
  if (length > 0) std::memcpy(out->data(), data, length);
  return true;
}

bool GetCommands(napi_env env, napi_value value, std::vector<std::vector<uint8_t>>* out) {
  uint32_t length = 0;
  if (napi_get_array_length(env, value, &length) != napi_ok || length == 0 || length > kMaxCommands)
    return Refuse(env, "an array of 1 to 256 commands is wanted");
  for (uint32_t i = 0; i < length; i++) {
    napi_value element = nullptr;
    std::vector<uint8_t> command;
    if (napi_get_element(env, value, i, &element) != napi_ok) return Refuse(env, "an array of commands is wanted");
    if (!GetBytes(env, element, &command)) return false;
    out->push_back(std::move(command));
  }
  return true;
}

bool GetReaders(napi_env env, napi_value value, std::vector<ReaderStatus>* out) {
  uint32_t length = 0;
  if (napi_get_array_length(env, value, &length) != napi_ok) return Refuse(env, "an array of readers is wanted");
  for (uint32_t i = 0; i < length; i++) {
    napi_value element, name, state;
    ReaderStatus reader;
    if (napi_get_element(env, value, i, &element) != napi_ok ||
        napi_get_named_property(env, element, "name", &name) != napi_ok ||
        napi_get_named_property(env, element, "currentState", &state) != napi_ok)
      return Refuse(env, "an array of { name, currentState } is wanted");
    if (!GetString(env, name, &reader.name) || !GetUint32(env, state, &reader.state)) return false;
    out->push_back(std::move(reader));
  }
  return true;
}

napi_value String(napi_env env, const std::string& text) {
  napi_value out = nullptr;
  napi_create_string_utf8(env, text.data(), text.size(), &out);
  return out;
}

napi_value Number(napi_env env, uint32_t number) {
  napi_value out = nullptr;
  napi_create_uint32(env, number, &out);
  return out;
}

napi_value Bytes(napi_env env, const std::vector<uint8_t>& bytes) {
  // Copied, not lent: Electron's memory cage allows no memory of ours in an ArrayBuffer.
  napi_value buffer = nullptr, out = nullptr;
  void* data = nullptr;
  if (napi_create_arraybuffer(env, bytes.size(), &data, &buffer) != napi_ok) return nullptr;
  if (!bytes.empty()) std::memcpy(data, bytes.data(), bytes.size());
  napi_create_typedarray(env, napi_uint8_array, bytes.size(), buffer, 0, &out);
  return out;
}

napi_value PcscError(napi_env env, const Response& response) {
  const std::string code = pcsc::ErrorCode(response.value);
  std::string text = response.function;
  if (!text.empty()) text += ": ";
  text += code;
  if (code == "SCARD_UNKNOWN_ERROR") {
    char number[16];
    std::snprintf(number, sizeof number, " 0x%08X", static_cast<unsigned>(response.value));
    text += number;
  }
  if (!response.reason.empty()) text += " (" + response.reason + ")";
  napi_value error = nullptr;
  if (napi_create_error(env, String(env, code), String(env, text), &error) != napi_ok) return nullptr;
  Set(env, error, "value", Number(env, response.value));
  Set(env, error, "function", String(env, response.function));
  return error;
}

napi_value Result(napi_env env, const Response& response) {
  napi_value out = nullptr;
  switch (response.operation) {
    case Operation::kIsValid:
      napi_get_boolean(env, response.valid, &out);
      return out;
    case Operation::kListReaders: {
      napi_create_array_with_length(env, response.names.size(), &out);
      for (uint32_t i = 0; i < response.names.size(); i++) napi_set_element(env, out, i, String(env, response.names[i]));
      return out;
    }
    case Operation::kStatusChange: {
      napi_create_array_with_length(env, response.readers.size(), &out);
      for (uint32_t i = 0; i < response.readers.size(); i++) {
        const ReaderStatus& reader = response.readers[i];
        napi_value element = nullptr;
        napi_create_object(env, &element);
        Set(env, element, "name", String(env, reader.name));
        Set(env, element, "eventState", Number(env, reader.state));
        Set(env, element, "atr", Bytes(env, reader.atr));
        napi_set_element(env, out, i, element);
      }
      return out;
    }
    case Operation::kConnect:
    case Operation::kReconnect:
      return Number(env, response.protocol);
    case Operation::kStatus:
      napi_create_object(env, &out);
      Set(env, out, "readerName", String(env, response.reader));
      Set(env, out, "state", Number(env, response.state));
      Set(env, out, "protocol", Number(env, response.protocol));
      Set(env, out, "atr", Bytes(env, response.data));
      return out;
    case Operation::kTransmitAll: {
      napi_value answers = nullptr;
      napi_create_array_with_length(env, response.answers.size(), &answers);
      for (uint32_t i = 0; i < response.answers.size(); i++) {
        napi_value element = nullptr, duration = nullptr;
        napi_create_object(env, &element);
        napi_create_double(env, response.answers[i].duration_ms, &duration);
        Set(env, element, "response", Bytes(env, response.answers[i].data));
        Set(env, element, "durationMs", duration);
        napi_set_element(env, answers, i, element);
      }
      napi_create_object(env, &out);
      Set(env, out, "answers", answers);
      if (!response.ok()) Set(env, out, "error", PcscError(env, response));
      return out;
    }
    case Operation::kTransmit:
    case Operation::kControl:
    case Operation::kGetAttribute:
      return Bytes(env, response.data);
    default:
      napi_get_undefined(env, &out);
      return out;
  }
}

}  // namespace js
