// What most tests include, compiled once for all of them.
// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>
#include <oaicompat/oaicompat.hpp>

#include <future>
#include <regex>
#include <set>
#include <thread>
