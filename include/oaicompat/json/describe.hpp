// describe: a struct's JSON form, said once.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/fields.hpp>
#include <oaicompat/json/kinds.hpp>
