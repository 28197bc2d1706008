// What most tests include, compiled once for all of them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/oaicompat.hpp>

#include <doctest/doctest.h>

#include <future>
#include <regex>
#include <set>
#include <thread>
