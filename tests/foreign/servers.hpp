// The servers that tests/clients/foreign.py starts, and our client for each.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/client.hpp>
#include <oaicompat/transport/httplib_client.hpp>
#include <oaicompat/transport/memory.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::test {

/// What an environment variable holds; the test fails without it.
inline std::string server_url(const char* variable) {
  const char* url = std::getenv(variable);
  if (!url || !*url) FAIL(variable << " is not set: run these tests through tests/clients/foreign.py");
  return url ? url : "";
}

/// A client of stdy, which holds each request against OpenAI's description.
inline Client stdy() { return Client{{.base_url = server_url("OAICOMPAT_STDY_URL"), .api_key = "k", .max_retries = 0}}; }

/// A client of aimock, which answers after `tests/clients/foreign/aimock.json`.
inline Client aimock(ClientOptions options = {.max_retries = 0}) {
  options.base_url = server_url("OAICOMPAT_AIMOCK_URL");
  options.api_key = "k";
  return Client{std::move(options)};
}

/// A request whose user says this.
inline ChatRequest saying(Text text) { return {.model = "gpt-4o", .messages = {user(std::move(text))}}; }

/// The requests that aimock has seen since this was made; it forgets what was before.
class Journal {
 public:
  Journal() { CHECK(at("POST", "/__aimock/reset").find("true") != std::string::npos); }

  /// How many requests there were.
  int requests() const { return count("\"method\":\"POST\""); }
  /// How often a text occurs in what is told of them.
  int count(std::string_view text) const {
    const auto entries = at("GET", "/__aimock/journal");
    int n = 0;
    for (auto i = entries.find(text); i != entries.npos; i = entries.find(text, i + 1)) ++n;
    return n;
  }

 private:
  static std::string at(const char* method, const char* path) {
    auto origin = server_url("OAICOMPAT_AIMOCK_URL");
    origin.erase(origin.rfind("/v1"));
    const auto answer = ask(httplib_client({.origin = std::move(origin)}), {.method = method, .path = path});
    REQUIRE(answer.has_value());
    return answer->body;
  }
};

}  // namespace oaicompat::test
