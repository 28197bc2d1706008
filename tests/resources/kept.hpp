// A server over a store, asked over HTTP.
// SPDX-License-Identifier: MIT
#pragma once

#include "derived.hpp"

#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/completions/accumulate.hpp>
#include <oaicompat/stores/memory_store.hpp>

#include <string>
#include <utility>
#include <vector>

namespace kept {

using namespace oaicompat;

/// A status and a body.
struct Told {
  int status = 0;
  std::string body{};
};
inline Told tell_text(const Handler& handler, std::string method, std::string path, std::string query = "",
                      std::string body = "") {
  auto got = play::answer(handler, {.method = std::move(method),
                                    .path = "/v1" + std::move(path),
                                    .query = std::move(query),
                                    .body = std::move(body)});
  return {got.head.status, std::move(got.body)};
}
// A template, so that a call without `kept::` does not mean the library's own `detail::tell`.
template <class... Rest>
Told tell(const Handler& handler, const Rest&... rest) {
  return tell_text(handler, rest...);
}
template <class T>
T told(const Handler& handler, std::string method, std::string path, std::string query = "", std::string body = "") {
  const auto got = tell(handler, std::move(method), std::move(path), std::move(query), std::move(body));
  REQUIRE_MESSAGE(got.status == 200, got.body);
  const auto read = parse_owned<T>(got.body);
  REQUIRE_MESSAGE(read, read.error().message, got.body);
  return *read;
}
/// The error of an answer, in short: `404 completion_id`.
inline std::string refused(const Told& got) {
  if (got.status < 400) return std::to_string(got.status) + " " + got.body;
  return std::to_string(got.status) + " " + play::read<ErrorBody>(got.body).error.param.value_or(Text{}).str();
}

}  // namespace kept
