// The servers that tests/clients/foreign.py starts, and our client for each.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/client.hpp>
#include <oaicompat/transport/httplib/client.hpp>
#include <oaicompat/transport/memory.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::test {

/// What aimock is told to answer.
inline constexpr const char* greeting = "Hello there, nice to see you.";

/// What an environment variable holds; the test fails without it.
inline std::string server_url(const std::string& variable) {
  const char* url = std::getenv(variable.c_str());
  if (!url || !*url) FAIL(variable << " is not set: run these tests through tests/clients/foreign.py");
  return url ? url : "";
}

/// A client of stdy, which holds each request against OpenAI's description.
inline Client stdy() {
  return Client{{.base_url = server_url("OAICOMPAT_STDY_URL"), .api_key = "key", .max_retries = 0}};
}

/// A client of aimock, which answers after `tests/clients/foreign/aimock.json`.
inline Client aimock(ClientOptions options = {.max_retries = 0}) {
  options.base_url = server_url("OAICOMPAT_AIMOCK_URL");
  options.api_key = std::string{"key"};
  return Client{std::move(options)};
}

/// Where aimock is, without the API's path.
inline std::string aimock_origin() {
  auto url = server_url("OAICOMPAT_AIMOCK_URL");
  return url.substr(0, url.rfind("/v1"));
}

/// A request whose user says this.
inline ChatRequest saying(Text text) { return {.model = "gpt-4o", .messages = {user(std::move(text))}}; }

/// The requests of its own clients, as aimock tells them once it has answered; their fixtures count from anew.
class Journal {
 public:
  /// A client whose requests are told apart from others.
  Client client(ClientOptions options = {}) const {
    options.headers.add("x-test-id", id_);
    return aimock(std::move(options));
  }
  /// How many requests there were.
  int requests() const { return count("\"method\":\"POST\""); }
  /// How often a text occurs in what is told of them.
  int count(std::string_view text) const {
    const auto told = ask(httplib_client({.origin = aimock_origin()}),
                          {.method = "GET", .path = "/__aimock/journal", .query = query_});
    REQUIRE(told.has_value());
    REQUIRE(told->head.status == 200);
    int n = 0;
    for (auto at = told->body.find(text); at != std::string::npos; at = told->body.find(text, at + 1)) ++n;
    return n;
  }

 private:
  const std::string id_ = random_id("test-"), query_ = std::string{"testId="}.append(id_);
};

}  // namespace oaicompat::test
