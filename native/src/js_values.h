// JavaScript values from and to the plain ones of messages.h.
#ifndef EUICC_WORKBENCH_JS_VALUES_H
#define EUICC_WORKBENCH_JS_VALUES_H

#include <node_api.h>

#include <string>
#include <vector>

#include "messages.h"

namespace js {

// Each of these throws a TypeError in JavaScript and returns false where the value is of another kind.
bool GetString(napi_env env, napi_value value, std::string* out);
bool GetUint32(napi_env env, napi_value value, uint32_t* out);
bool GetBool(napi_env env, napi_value value, bool* out);
bool GetBytes(napi_env env, napi_value value, std::vector<uint8_t>* out);
// [Uint8Array, …]
bool GetCommands(napi_env env, napi_value value, std::vector<std::vector<uint8_t>>* out);
// [{ name, currentState }]
bool GetReaders(napi_env env, napi_value value, std::vector<ReaderStatus>* out);

napi_value String(napi_env env, const std::string& text);
napi_value Number(napi_env env, uint32_t number);
napi_value Bytes(napi_env env, const std::vector<uint8_t>& bytes);
// Error with `code`, `value` and `function`.
napi_value PcscError(napi_env env, const Response& response);
// What a successful response resolves to.
napi_value Result(napi_env env, const Response& response);

}  // namespace js

#endif
