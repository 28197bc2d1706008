// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/otlp_post.hpp>
#include <oaicompat/http/retry_fields.hpp>
#include <oaicompat/json/any_json.hpp>
#include <oaicompat/transport/memory.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace oaicompat::inline v1::detail {

// What a collector refused of an export that it took otherwise.
inline std::int64_t rejected_items(std::string_view body) {
  const auto answer = Json::checked(body);
  const auto partial = answer ? answer->find("partialSuccess") : std::nullopt;
  if (!partial) return 0;
  for (const auto* name : {"rejectedSpans", "rejectedDataPoints"}) {
    const auto count = partial->find(name);
    if (!count) continue;
    if (const auto number = count->as_integer()) return std::max<std::int64_t>(*number, 0);
    const auto text = count->as_string().value_or("0");
    std::int64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return std::max<std::int64_t>(out, 0);
  }
  return 0;
}

inline bool is_worth_a_retry(int status) { return status == 429 || (status >= 502 && status <= 504); }

OAICOMPAT_INLINE Result<std::int64_t> OtlpPost::send(std::string_view path, const std::string& body) const {
  using std::chrono::steady_clock;
  const auto give_up = steady_clock::now() + options_.give_up;
  for (Duration delay = std::chrono::seconds{1};; delay = std::min<Duration>(2 * delay, std::chrono::seconds{5})) {
    Request request{.method = "POST", .path = options_.prefix + std::string{path}, .headers = options_.headers};
    request.headers.set("content-type", "application/json");
    request.body = Body{Bytes{body}};
    const auto until = steady_clock::now() + options_.timeout;
    const auto came = ask(options_.to, std::move(request), {.deadline = until, .stop = stop_});
    if (came && came->head.status < 300) return rejected_items(came->body);
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
