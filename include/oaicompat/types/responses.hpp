// The types of responses.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/types/response.hpp>
#include <oaicompat/types/response_event.hpp>
#include <oaicompat/types/response_request.hpp>
