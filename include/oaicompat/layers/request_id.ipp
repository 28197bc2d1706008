// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/hex.hpp>
#include <oaicompat/base/random_bytes.hpp>
#include <oaicompat/layers/request_id.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline std::string random_request_id() {
  std::array<unsigned char, 16> bytes{};
  random_bytes(bytes);
  return "req_" + hex_of_array(bytes);
}

inline bool is_sane_id(std::string_view id) {
  const auto visible = [](char c) { return c > ' ' && c <= '~'; };
  return !id.empty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), visible);
}

}  // namespace detail

OAICOMPAT_INLINE Layer request_id(RequestIdOptions options) {
  if (!options.make_id) options.make_id = detail::random_request_id;
  return [options = std::move(options)](Handler inner) -> Handler {
    return [options, inner = std::move(inner)](Request&& request) -> Answer {
      const auto start = options.clock->now();
      std::string id{request.headers.get("x-request-id")};
      if (!detail::is_sane_id(id)) id = options.make_id();
      request.context.request_id = id;
      return detail::edit_head(inner(std::move(request)), [id = std::move(id), start, clock = options.clock,
                                                           answers = options.answers](Head& head) {
        using Answers = RequestIdOptions::Answers;
        if (answers == Answers::named_by_upstream && head.headers.has("x-request-id")) return;
        const auto taken = std::chrono::duration_cast<std::chrono::milliseconds>(clock->now() - start);
        head.headers.set("x-request-id", id);
        head.headers.set("openai-processing-ms", std::to_string(taken.count()));
      });
    };
  };
}

}  // namespace oaicompat::inline v1
