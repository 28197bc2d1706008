// What the engine does not take: parameters out of their range, each named in the error.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error.hpp>
#include <oaicompat/resources/chat/request.hpp>
#include <oaicompat/resources/completions/types.hpp>

#include <optional>

namespace demo {

/// What is wrong with a request, if anything.
std::optional<oaicompat::Error> check(const oaicompat::ChatRequest& request);
std::optional<oaicompat::Error> check(const oaicompat::CompletionRequest& request);

}  // namespace demo
