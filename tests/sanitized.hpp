// Whether a sanitizer watches this build: then memory and time are not what they are without.
// SPDX-License-Identifier: MIT
#pragma once

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define OAICOMPAT_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define OAICOMPAT_SANITIZED 1
#endif
#endif
#if !defined(OAICOMPAT_SANITIZED)
#define OAICOMPAT_SANITIZED 0
#endif
