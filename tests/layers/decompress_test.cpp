// SPDX-License-Identifier: MIT
#include "fakes.hpp"

#include <oaicompat/layers/decompress.hpp>

#include <doctest/doctest.h>
#include <zlib.h>

#include <random>

using namespace oaicompat;
using fakes::take;

namespace {

enum class Form { gzip = 15 + 16, zlib = 15, raw = -15 };

std::string folded(std::string_view text, Form form) {
  z_stream zip{};
  REQUIRE(deflateInit2(&zip, 6, Z_DEFLATED, static_cast<int>(form), 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&zip, static_cast<uLong>(text.size())), '\0');
  zip.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  zip.avail_in = static_cast<uInt>(text.size());
  zip.next_out = reinterpret_cast<Bytef*>(out.data());
  zip.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&zip, Z_FINISH) == Z_STREAM_END);
  out.resize(zip.total_out);
  deflateEnd(&zip);
  return out;
}

struct Outcome {
  int status = 0;
  std::string body;  // what the inner handler saw, or the refusal
  Headers headers;   // the same
};

Outcome send(std::string encoding, Bytes body, DecompressOptions options = {}) {
  fakes::Inner inner;
  auto request = fakes::post({{"content-type", "application/json"}}, std::move(body));
  request.headers.add("content-length", std::to_string(request.body.size()));
  if (!encoding.empty()) request.headers.add("Content-Encoding", std::move(encoding));
  auto answer = decompress(options)(inner.handler())(std::move(request));
  if (inner.count() == 1) return {200, inner.last().request.body.str(), inner.last().request.headers};
  const auto taken = take(answer);
  return {taken.head->status, taken.body, taken.head->headers};
}

std::string noise(std::size_t size) {
  std::mt19937 random{7};
  std::string out(size, '\0');
  for (auto& c : out) c = static_cast<char>(random());
  return out;
}

}  // namespace

TEST_CASE("compressed bodies are unfolded, and what described them goes") {
  for (const auto& text : {std::string{}, std::string{"{\"a\":1}"}, std::string(5'000'000, 'x'), noise(300'000)}) {
    for (const auto& [encoding, form] : std::vector<std::pair<std::string, Form>>{{"gzip", Form::gzip},
                                                                                  {"x-gzip", Form::gzip},
                                                                                  {" GZIP ", Form::gzip},
                                                                                  {"deflate", Form::zlib},
                                                                                  {"deflate", Form::raw}}) {
      const auto seen = send(encoding, folded(text, form));
      CHECK(seen.status == 200);
      CHECK((seen.body == text));
      CHECK_FALSE(seen.headers.has("content-encoding"));
      CHECK(seen.headers.get("content-length") == std::to_string(text.size()));
    }
  }
}

TEST_CASE("a gzip body may have several members") {
  CHECK(send("gzip", folded("one", Form::gzip) + folded("", Form::gzip) + folded("two", Form::gzip)).body == "onetwo");
  std::string many;
  for (int i = 0; i < 50'000; ++i) many += folded("", Form::gzip);
  CHECK((send("gzip", folded(std::string(1'000'000, 'x'), Form::gzip) + many).body.size() == 1'000'000));
}

TEST_CASE("plain bodies pass untouched") {
  CHECK(send("", "{}").body == "{}");
  CHECK(send("identity", "{}").body == "{}");
  CHECK(send("gzip", "").body.empty());
  CHECK(send("", folded("x", Form::gzip)).body == folded("x", Form::gzip));
}

TEST_CASE("no more is unfolded than allowed") {
  const std::string text(1000, 'x');
  for (const auto& [encoding, form] : std::vector<std::pair<std::string, Form>>{
           {"gzip", Form::gzip}, {"deflate", Form::zlib}, {"deflate", Form::raw}}) {
    CHECK(send(encoding, folded(text, form), {.max_bytes = 1000}).status == 200);
    const auto refused = send(encoding, folded(text, form), {.max_bytes = 999});
    CHECK(refused.status == 413);
    CHECK(refused.body.find(R"("code":"request_too_large")") != std::string::npos);
  }
  CHECK(send("gzip", folded(text, Form::gzip), {.max_bytes = 0}).body == text);
  CHECK(send("gzip", folded(std::string(50'000'000, '\0'), Form::gzip), {.max_bytes = 100'000}).status == 413);
}

TEST_CASE("data that is broken or cut short is refused") {
  const auto good = folded("{\"a\":[1,2,3,4,5,6,7,8,9]}", Form::gzip);
  for (std::size_t n = 1; n < good.size(); ++n) CHECK(send("gzip", good.substr(0, n)).status == 400);
  CHECK(send("gzip", "plain text").status == 400);
  CHECK(send("gzip", good + "more").status == 400);
  CHECK(send("gzip", folded("x", Form::zlib)).status == 400);
  CHECK(send("deflate", good).status == 400);
  auto wrong_sum = good;
  wrong_sum[wrong_sum.size() - 8] ^= 1;
  const auto refused = send("gzip", wrong_sum);
  CHECK(refused.status == 400);
  CHECK(refused.body.find(R"("code":"invalid_encoding")") != std::string::npos);
}

TEST_CASE("broken data in any place ends in an answer") {
  const auto good = folded(noise(200) + std::string(200, 'x'), Form::gzip);
  std::mt19937 random{11};
  for (int round = 0; round < 2000; ++round) {
    auto bad = good;
    bad[random() % bad.size()] = static_cast<char>(random());
    const auto status = send(round % 2 ? "gzip" : "deflate", bad, {.max_bytes = 4096}).status;
    CHECK((status == 200 || status == 400 || status == 413));
  }
}

TEST_CASE("other encodings are refused, and the known ones named") {
  for (const char* encoding : {"br", "zstd", "gzip, gzip", "gzip2"}) {
    const auto refused = send(encoding, "x");
    CHECK(refused.status == 415);
    CHECK(refused.headers.get("accept-encoding") == "gzip, deflate");
    CHECK(refused.body.find(R"("code":"unsupported_encoding")") != std::string::npos);
  }
}
