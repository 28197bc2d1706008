// Header fields of HTTP, under the name that this folder has for them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/headers.hpp>
