// The searches of files of a response that is being made, and the citations of what they found.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/builder.hpp>

#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// Characters are code points, as the SDKs in Python count them.
inline std::int64_t code_points(std::string_view text) {
  std::int64_t out = 0;
  for (const char c : text) out += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return out;
}

}  // namespace detail

OAICOMPAT_INLINE void ResponseBuilder::put_progress(ResponseEventType type, Events& out) {
  CallProgress event;
  event.type = type;
  put(std::move(event), out);
}
OAICOMPAT_INLINE Result<void> ResponseBuilder::begin_search(Events& out) {
  close_item(ItemStatus::completed, out);
  open(Open::search, "fs_", out);
  put_progress(ResponseEventType::file_search_call_in_progress, out);
  put_progress(ResponseEventType::file_search_call_searching, out);
  return {};
}
OAICOMPAT_INLINE Result<void> ResponseBuilder::end_search(FileSearchCall found, Events& out) {
  put_progress(ResponseEventType::file_search_call_completed, out);
  std::size_t bytes = 0;
  for (const auto& query : found.queries) bytes += query.size();
  if (found.results) {
    for (const auto& each : *found.results) bytes += sizeof each + (each.text ? each.text->size() : 0);
  }
  found.id = Text{item_id_};
  found.status = ItemStatus::completed;
  put_item(ResponseEventType::output_item_done, found, out);
  whole_.output.emplace_back(std::move(found));
  open_ = Open::nothing;
  return enough(bytes);
}
OAICOMPAT_INLINE Result<void> ResponseBuilder::cite(FileCitation citation, Events& out) {
  open_text(out);
  citation.index = detail::code_points(words_);
  const auto bytes = sizeof citation + citation.filename.size();
  annotate(std::move(citation), out);
  return enough(bytes);
}

}  // namespace oaicompat::inline v1
