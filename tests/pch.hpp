// What most tests include, compiled once for all of them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/form_read.hpp>
#include <oaicompat/api/form_write.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/oaicompat.hpp>
#include <oaicompat/resources/all.hpp>
#include <oaicompat/resources/codec.hpp>

#include <doctest/doctest.h>

#include <future>
#include <regex>
#include <set>
#include <thread>
