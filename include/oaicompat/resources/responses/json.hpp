// The JSON forms of responses.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/event_json.hpp>
#include <oaicompat/resources/responses/request_json.hpp>
#include <oaicompat/resources/responses/response_json.hpp>
