// What requests ask of a stream of choices, of whichever API.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/choice_progress.hpp>

namespace oaicompat::inline v1::detail {

template <class Request>
void want(Request& request, bool streamed) {
  if (streamed) {
    request.stream = true;
    return;
  }
  if (request.stream) request.stream = false;
  request.stream_options.reset();
}

template <class Request>
ChunkShape shape_for(const Request& request) {
  return {.usage = request.stream_options && request.stream_options->include_usage.value_or(false)};
}

template <class Chunk>
bool shape(Chunk& chunk, const ChunkShape& wanted) {
  if (const auto* error = chunk.extra.find("error"); error && error->view() != "null") chunk.extra.remove("error");
  if (wanted.usage) {
    if (chunk.usage.absent() && !chunk.extra.form("usage")) chunk.usage.set_null();
    return true;
  }
  if (chunk.extra.from_wire()) return true;
  const bool only_usage = chunk.choices.empty() && chunk.usage.has_value();
  chunk.usage.reset();
  return !only_usage;
}

}  // namespace oaicompat::inline v1::detail
