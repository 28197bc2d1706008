// All of the library's bodies, without exceptions.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/form_read.hpp>
#include <oaicompat/api/form_write.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/oaicompat.hpp>
#include <oaicompat/resources/all.hpp>
#include <oaicompat/resources/codec.hpp>

static_assert(!OAICOMPAT_EXCEPTIONS);
