// The JSON forms of responses.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/describe/response.hpp>
#include <oaicompat/describe/response_event.hpp>
#include <oaicompat/describe/response_request.hpp>
