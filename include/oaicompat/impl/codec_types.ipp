// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/describe/describe.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/types/codec.hpp>
