// The kinds of value that JSON APIs have and C++ does not: three states, open words, unions, extras, any JSON.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/value_kinds.hpp>

// Bodies need descriptions, which need the kinds: they follow here.
#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/object_table.hpp>
#endif
