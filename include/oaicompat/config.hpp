// The library's switches: header-only or compiled, symbol export.
// SPDX-License-Identifier: MIT
#pragma once

// OAICOMPAT_HEADER_ONLY: set to 1 to use the library without linking it. The target oaicompat::header_only sets it.
#if !defined(OAICOMPAT_HEADER_ONLY)
#define OAICOMPAT_HEADER_ONLY 0
#endif

// OAICOMPAT_ASIO: set to 1 where the event-loop transport, and Boost with it, is there. The targets oaicompat::asio and
// oaicompat::asio_header_only set it.
#if !defined(OAICOMPAT_ASIO)
#define OAICOMPAT_ASIO 0
#endif

// OAICOMPAT_GATEWAY: set to 1 where the gateway is there. The targets oaicompat::gateway and
// oaicompat::gateway_header_only set it.
#if !defined(OAICOMPAT_GATEWAY)
#define OAICOMPAT_GATEWAY 0
#endif

// OAICOMPAT_INLINE: stands before the body of what is compiled once.
#if OAICOMPAT_HEADER_ONLY
#define OAICOMPAT_INLINE inline
#else
#define OAICOMPAT_INLINE
#endif

// OAICOMPAT_API: marks what a shared build exports. OAICOMPAT_SHARED and OAICOMPAT_BUILDING are set by the build.
#if OAICOMPAT_HEADER_ONLY || !defined(OAICOMPAT_SHARED)
#define OAICOMPAT_API
#elif defined(_WIN32)
#if defined(OAICOMPAT_BUILDING)
#define OAICOMPAT_API __declspec(dllexport)
#else
#define OAICOMPAT_API __declspec(dllimport)
#endif
#else
#define OAICOMPAT_API __attribute__((visibility("default")))
#endif

// OAICOMPAT_EXCEPTIONS: 0 where the compiler has them switched off; then Result::value() ends the program on an error.
#if defined(__cpp_exceptions) || defined(__EXCEPTIONS) || defined(_CPPUNWIND)
#define OAICOMPAT_EXCEPTIONS 1
#else
#define OAICOMPAT_EXCEPTIONS 0
#endif
