// SPDX-License-Identifier: MIT
#include "fakes.hpp"

#include <oaicompat/layers/api_keys.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;
using fakes::take;

namespace {

const ApiKeysOptions two_keys{.keys = {{.key = "sk-first"}, {.key = "My API Key", .name = "alice"}}};

// Whom the layer takes a request for; "401" when it stays outside.
std::string principal(Request request, const ApiKeysOptions& options = two_keys) {
  std::string seen;
  const Handler inner = [&](const Request& r) {
    seen = r.context.principal;
    return json_answer(200, "{}");
  };
  const auto answer = api_keys(options)(inner)(std::move(request));
  return take(answer).head->status == 200 ? seen : "401";
}
std::string showing(Headers headers) { return principal(fakes::post(std::move(headers))); }

}  // namespace

TEST_CASE("a known key is let in by any of its headers") {
  CHECK(showing({{"Authorization", "Bearer sk-first"}}) == "key-1");
  CHECK(showing({{"authorization", "bearer   sk-first "}}) == "key-1");
  CHECK(showing({{"Authorization", "Bearer My API Key"}}) == "alice");
  CHECK(showing({{"X-Api-Key", "sk-first"}}) == "key-1");
  CHECK(showing({{"api-key", "My API Key"}}) == "alice");
  CHECK(showing({{"authorization", "Bearer placeholder"}, {"x-api-key", "sk-first"}}) == "key-1");
}

TEST_CASE("anyone else stays outside") {
  for (const Headers& headers : std::vector<Headers>{{},
                                                     {{"authorization", "Bearer"}},
                                                     {{"authorization", "Bearer "}},
                                                     {{"authorization", "Bearer sk-firs"}},
                                                     {{"authorization", "Bearer sk-first2"}},
                                                     {{"authorization", "Bearer SK-FIRST"}},
                                                     {{"authorization", "Bearersk-first"}},
                                                     {{"authorization", "sk-first"}},
                                                     {{"authorization", "Basic sk-first"}},
                                                     {{"authorization", "Bearer My"}},
                                                     {{"x-api-key", ""}},
                                                     {{"x-api-key", "Bearer sk-first"}},
                                                     {{"x-other", "sk-first"}}}) {
    CHECK(showing(headers) == "401");
  }
}

TEST_CASE("the refusal has the API's shape, and no key in it") {
  const auto refuse = [](Headers headers) {
    return take(api_keys(two_keys)(fakes::fine())(fakes::post(std::move(headers))));
  };
  const auto wrong = refuse({{"authorization", "Bearer sk-wrong"}});
  CHECK(wrong.head->status == 401);
  CHECK(wrong.header("www-authenticate") == "Bearer");
  CHECK(wrong.header("content-type") == "application/json");
  CHECK(wrong.body == R"({"error":{"message":"Incorrect API key provided.","type":"authentication_error",)"
                      R"("param":null,"code":"invalid_api_key"}})");
  CHECK(refuse({}).body.find("You didn't provide an API key.") != std::string::npos);
}

TEST_CASE("health and OPTIONS need no key, other paths may be opened") {
  CHECK(principal(fakes::get("/health")).empty());
  CHECK(principal(fakes::get("/v1/health")).empty());
  CHECK(principal(fakes::get("/v1/models")) == "401");
  CHECK(principal(fakes::get("/health/")) == "401");
  auto options = fakes::post();
  options.method = "OPTIONS";
  CHECK(principal(options).empty());
  CHECK(principal(fakes::get("/v1/models"), {.keys = {}, .open_paths = {"/v1/models"}}).empty());
  CHECK(principal(fakes::get("/health"), {.keys = {}, .open_paths = {}}) == "401");
}

TEST_CASE("a key shown on an open path is told all the same") {
  auto request = fakes::get("/health");
  request.headers.add("api-key", "sk-first");
  CHECK(principal(request) == "key-1");
}

TEST_CASE("without keys nobody comes in, and an empty key is no key") {
  for (const ApiKeysOptions& options : {ApiKeysOptions{}, ApiKeysOptions{.keys = {{.key = ""}, {.key = " \n"}}}}) {
    CHECK(principal(fakes::post({{"authorization", "Bearer "}, {"x-api-key", ""}}), options) == "401");
  }
}

TEST_CASE("the line end that a key's file leaves is no part of the key") {
  CHECK(principal(fakes::post({{"api-key", "sk"}}), {.keys = {{.key = "sk\n"}}}) == "key-1");
}

TEST_CASE("the principal is noted for the layers around") {
  auto request = fakes::post({{"api-key", "My API Key"}});
  request.context.notes = std::make_shared<RequestNotes>();
  const auto notes = request.context.notes;
  CHECK(principal(request) == "alice");
  CHECK(notes->facts().principal == "alice");
}

namespace {

// The request as it comes further in.
Request let_in(const ApiKeysOptions& options, Headers headers) {
  fakes::Inner inner;
  const auto answer = api_keys(options)(inner.handler())(fakes::post(std::move(headers)));
  REQUIRE(inner.count() == 1);
  return inner.last().request;
}

}  // namespace

TEST_CASE("a key's tenant is the one it names, else its name; without either it is the key's own, wherever it stands") {
  const auto tenant = [](std::vector<ApiKey> keys) {
    return tenant_of(let_in({.keys = std::move(keys)}, {{"api-key", "sk"}}).context);
  };
  CHECK(tenant({{.key = "sk", .name = "alice"}}) == "alice");
  CHECK(tenant({{.key = "sk", .name = "alice", .tenant = "team"}}) == "team");
  CHECK(tenant({{.key = "sk", .name = "alice", .tenant = ""}}).empty());
  const auto own = tenant({{.key = "sk"}});
  CHECK(own.starts_with("sha256:"));
  CHECK(own == tenant({{.key = "other"}, {.key = "sk"}}));
  CHECK(tenant_of(let_in({.keys = {{.key = "other"}}}, {{"api-key", "other"}}).context) != own);
}

TEST_CASE("without a tenant records belong to the principal") {
  Context context;
  CHECK(tenant_of(context).empty());
  context.principal = "alice";
  CHECK(tenant_of(context) == "alice");
}

TEST_CASE("a key that was let in goes no further, unless it is to; what is no key of ours always does") {
  struct Row {
    Headers shown, stopped;
  };
  const Row rows[] = {
      {{{"Authorization", "Bearer sk-first"}, {"x", "1"}}, {{"x", "1"}}},
      {{{"X-Api-Key", "sk-first"}, {"api-key", "My API Key"}}, {}},
      {{{"authorization", "Bearer sk-first"}, {"authorization", "Bearer sk-first"}}, {}},
      {{{"api-key", "sk-first"}, {"Authorization", "Bearer upstream's"}}, {{"Authorization", "Bearer upstream's"}}},
      {{{"api-key", "sk-first"}, {"Authorization", "Basic sk-first"}}, {{"Authorization", "Basic sk-first"}}},
  };
  auto passing = two_keys;
  passing.shown_keys = ShownKeys::passed_on;
  for (const auto& row : rows) {
    CHECK(let_in(two_keys, row.shown).headers == row.stopped);
    CHECK(let_in(passing, row.shown).headers == row.shown);
  }
}

TEST_CASE("why somebody stays outside is noted for the layers around") {
  auto request = fakes::post({{"api-key", "wrong"}});
  request.context.notes = std::make_shared<RequestNotes>();
  const auto notes = request.context.notes;
  CHECK(principal(request) == "401");
  CHECK(notes->facts().error->code == "invalid_api_key");
}
