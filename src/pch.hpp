// What most of the library's sources include, compiled once for all of a component's.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/oaicompat.hpp>
