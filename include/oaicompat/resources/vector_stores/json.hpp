// The JSON forms of all types of vector stores.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/vector_stores/file_json.hpp>
#include <oaicompat/resources/vector_stores/store_json.hpp>
