// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/kit/poll.hpp>
#include <oaicompat/kit/wait_for_response.hpp>
#include <oaicompat/resources/responses/operations.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Reply<Response> wait_for_response(const Backend& client, std::string_view id,
                                                   const WaitForResponseOptions& options) {
  const detail::Poller poller{options.interval, options.deadline, options.clock, options.options};
  const auto is_made = [](const Response& response) {
    return response.status != ResponseStatus::queued && response.status != ResponseStatus::in_progress;
  };
  return detail::poll<RetrieveResponse>(client, {.response_id = Text{id}}, poller, is_made);
}

}  // namespace oaicompat::inline v1
