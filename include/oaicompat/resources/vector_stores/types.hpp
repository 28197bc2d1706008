// All types of vector stores.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/vector_stores/file.hpp>
#include <oaicompat/resources/vector_stores/store.hpp>
