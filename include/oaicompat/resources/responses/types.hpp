// The types of responses.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/event.hpp>
#include <oaicompat/resources/responses/request.hpp>
#include <oaicompat/resources/responses/response.hpp>
