// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/otlp_post.hpp>
#include <oaicompat/http/retry_fields.hpp>
#include <oaicompat/json/any_json.hpp>
#include <oaicompat/transport/memory.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>

namespace oaicompat::inline v1::detail {

// A count, which JSON has as a number or, of 64 bits, as a text.
inline std::int64_t counted_items(const Json& count) {
  const auto text = count.as_string().value_or("0");
  std::int64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return std::max<std::int64_t>(count.as_integer().value_or(out), 0);
}

// What a collector says of an export that it took, all or in part.
inline OtlpTaken read_taken(std::string_view body) {
  constexpr std::size_t longest = 256;
  OtlpTaken out;
  const auto answer = Json::checked(body);
  const auto partial = answer ? answer->find("partialSuccess") : std::nullopt;
  if (!partial) return out;
  for (const auto* name : {"rejectedSpans", "rejectedDataPoints"}) out.refused += counted_items(partial->at(name));
  out.message = partial->at("errorMessage").as_string().value_or("").substr(0, longest);
  const auto is_control = [](unsigned char c) { return c < ' ' || c == 0x7F; };
  std::replace_if(out.message.begin(), out.message.end(), is_control, ' ');
  return out;
}

inline bool is_worth_a_retry(int status) { return status == 429 || (status >= 502 && status <= 504); }

OAICOMPAT_INLINE Result<OtlpTaken> OtlpPost::send(std::string_view path, const std::string& body) const {
  using std::chrono::steady_clock;
  const auto give_up = steady_clock::now() + options_.give_up;
  for (Duration delay = std::chrono::seconds{1};; delay = std::min<Duration>(2 * delay, std::chrono::seconds{5})) {
    Request request{.method = "POST", .path = options_.prefix + std::string{path}, .headers = options_.headers};
    request.headers.set("content-type", "application/json");
    request.body = Body{Bytes{body}};
    const auto until = steady_clock::now() + options_.timeout;
    const auto came = ask(options_.to, std::move(request), {.deadline = until, .stop = stop_});
    if (came && came->head.status < 300) return read_taken(came->body);
    auto error = came ? api_error(came->head.status, fmt::format("The collector answered {}.", came->head.status),
                                  "export_failed")
                      : came.error();
    if (came && !is_worth_a_retry(came->head.status)) return error;
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
    const auto asked = came ? retry_after(came->head.headers, now.count()) : std::optional<std::chrono::milliseconds>{};
    const auto wait = asked ? Duration{*asked} : delay;
    if (stop_.stop_requested() || steady_clock::now() + wait >= give_up) return error;
    wait_(wait);
    if (stop_.stop_requested()) return error;
  }
}

}  // namespace oaicompat::inline v1::detail
