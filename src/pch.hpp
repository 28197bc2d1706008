// What most of the library's sources include, compiled once for all of a component's.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/form_read.hpp>
#include <oaicompat/api/form_write.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/oaicompat.hpp>
#include <oaicompat/resources/all.hpp>
#include <oaicompat/resources/codec.hpp>
