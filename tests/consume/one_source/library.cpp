// The library, compiled here and nowhere else in this program.
// SPDX-License-Identifier: MIT
#include <oaicompat/src/core.hpp>
#include <oaicompat/src/httplib.hpp>
