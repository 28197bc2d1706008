// The library's version. It stands here once; CMake reads it from this file.
// SPDX-License-Identifier: MIT
#pragma once

#define OAICOMPAT_VERSION_MAJOR 0
#define OAICOMPAT_VERSION_MINOR 1
#define OAICOMPAT_VERSION_PATCH 0
