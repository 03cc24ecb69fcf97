// What differs between the systems apart from PC/SC itself: shared libraries, texts, threads.
#ifndef EUICC_WORKBENCH_PLATFORM_H
#define EUICC_WORKBENCH_PLATFORM_H

#include <string>

#include "pcsc_types.h"

namespace platform {

#if defined(_WIN32)
using Text = std::wstring;
#else
using Text = std::string;
#endif

// A reader's name between JavaScript (UTF-8) and the PC/SC library.
Text FromUtf8(const std::string& text);
std::string ToUtf8(const pcsc::Char* text, size_t length);

// Loads a shared library for the life of the process; null and a reason where it cannot be had.
void* LoadLibrary(std::string* reason);
// The address of a function; null where the library has none of that name.
void* FindFunction(void* library, const char* name);

// Keeps this addon's code in memory until the process ends. Node unloads an addon with the last worker that used it,
// but a thread of ours may then still wait for a card to answer.
void PinAddon();

// A PC/SC thread takes no signals: they belong to Node, and would interrupt the library's reads.
void BlockSignals();

}  // namespace platform

#endif
