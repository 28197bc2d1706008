// SPDX-License-Identifier: MIT
#include "fakes.hpp"

#include <oaicompat/layers/decompress.hpp>

#include <doctest/doctest.h>
#include <zlib.h>

#include <algorithm>
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
      const auto seen = send(encoding, folded(text, form), {.max_ratio = 0});
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

// --- zstd and brotli -----------------------------------------------------------------------------------------------

namespace {

bool reads(std::string_view coding) { return content_codings().find(coding) != std::string_view::npos; }

template <std::size_t N>
std::string bytes(const char (&literal)[N]) {
  return {literal, N - 1};
}

constexpr std::string_view some_json = R"({"a":[1,2,3,4,5,6,7,8,9]})";
const std::string json_in_brotli = bytes("\x0b\x0c\x80") + std::string{some_json} + "\x03";
const std::string json_in_zstd =
    bytes("\x28\xb5\x2f\xfd\x04\x68\xc9\x00\x00") + std::string{some_json} + bytes("\xec\xa6\xae\xa6");
// Five million times the letter x.
const std::string much_in_brotli = bytes("\x9b\x3f\x4b\x4c\xf8\x25\xf0\xe2\xb1\x40\x20\x5f\x88\x09");

// A frame of runs of the letter x, 128 KiB each in four bytes, and the exponent of its window.
std::string runs_in_zstd(int runs, int window_log = 23) {
  auto out = bytes("\x28\xb5\x2f\xfd\x00");
  out += static_cast<char>((window_log - 10) << 3);
  for (int i = 0; i < runs; ++i) out += bytes("\x02\x00\x10\x78");
  return out + bytes("\x01\x00\x00");
}

}  // namespace

TEST_CASE("bodies in zstd are decompressed, frame after frame") {
  if (!reads("zstd")) return;
  CHECK(send("zstd", json_in_zstd).body == some_json);
  CHECK_FALSE(send("ZSTD", json_in_zstd).headers.has("content-encoding"));
  const auto skipped = bytes("\x50\x2a\x4d\x18\x02\x00\x00\x00??");
  CHECK(send("zstd", json_in_zstd + skipped + json_in_zstd).body == std::string{some_json} + std::string{some_json});
  CHECK((send("zstd", runs_in_zstd(3)).body == std::string(3 << 17, 'x')));
}

TEST_CASE("bodies in brotli are decompressed") {
  if (!reads("br")) return;
  const auto seen = send("br", json_in_brotli);
  CHECK(seen.body == some_json);
  CHECK_FALSE(seen.headers.has("content-encoding"));
  CHECK(seen.headers.get("content-length") == std::to_string(some_json.size()));
  CHECK((send("br", much_in_brotli, {.max_ratio = 0}).body == std::string(5'000'000, 'x')));
}

TEST_CASE("bombs are refused in every coding, by size and by ratio") {
  const auto in_gzip = folded(std::string(5'000'000, 'x'), Form::gzip);
  const auto in_deflate = folded(std::string(5'000'000, 'x'), Form::zlib);
  const std::pair<const char*, std::string> bombs[] = {
      {"gzip", in_gzip}, {"deflate", in_deflate}, {"br", much_in_brotli}, {"zstd", runs_in_zstd(40)}};
  for (const auto& each : bombs) {
    const auto& coding = each.first;
    const auto& bomb = each.second;
    if (!reads(coding)) continue;
    CAPTURE(coding);
    for (const auto& options : {DecompressOptions{}, DecompressOptions{.max_bytes = 1'000'000, .max_ratio = 0}}) {
      const auto refused = send(coding, bomb, options);
      CHECK(refused.status == 413);
      CHECK(refused.body.find(R"("code":"request_too_large")") != std::string::npos);
    }
    CHECK(send(coding, bomb, {.ratio_floor = 6'000'000}).status == 200);
    CHECK(send(coding, bomb, {.max_ratio = 1'000'000}).status == 200);
  }
}

TEST_CASE("a short text may repeat itself as often as it likes") {
  const std::string text(1'000'000, ' ');
  CHECK(send("gzip", folded(text, Form::gzip)).status == 200);
  CHECK(send("gzip", folded(text, Form::gzip), {.ratio_floor = 999'999}).status == 413);
}

TEST_CASE("a zstd frame whose window is too large is refused") {
  if (!reads("zstd")) return;
  CHECK(send("zstd", runs_in_zstd(1, 23)).status == 200);
  CHECK(send("zstd", runs_in_zstd(1, 24)).status == 400);
  CHECK(send("zstd", runs_in_zstd(1, 24), {.max_window_bytes = 16 << 20}).status == 200);
}

TEST_CASE("zstd and brotli that are broken or cut short are refused, wherever") {
  const std::pair<const char*, std::string> bodies[] = {{"zstd", json_in_zstd}, {"br", json_in_brotli}};
  for (const auto& each : bodies) {
    const auto& coding = each.first;
    const auto& good = each.second;
    if (!reads(coding)) continue;
    CAPTURE(coding);
    for (std::size_t n = 1; n < good.size(); ++n) CHECK(send(coding, good.substr(0, n)).status == 400);
    CHECK(send(coding, good + "more").status == 400);
    CHECK(send(coding, "plain text").status == 400);
    std::mt19937 random{13};
    for (int round = 0; round < 1000; ++round) {
      auto bad = good;
      bad[random() % bad.size()] = static_cast<char>(random());
      const auto status = send(coding, bad, {.max_bytes = 4096}).status;
      CHECK((status == 200 || status == 400 || status == 413));
    }
  }
}

TEST_CASE("other encodings are refused, and the known ones named") {
  for (const std::string coding : {"br", "zstd", "gzip, gzip", "gzip2", "compress"}) {
    if (coding.find(',') == coding.npos && reads(coding)) continue;
    const auto refused = send(coding, "x");
    CHECK(refused.status == 415);
    CHECK(refused.headers.get("accept-encoding") == content_codings());
    CHECK(refused.body.find(R"("code":"unsupported_encoding")") != std::string::npos);
    CHECK(refused.body.find(content_codings()) != std::string::npos);
  }
}

// --- answers -------------------------------------------------------------------------------------------------------

namespace {

struct Received {
  fakes::Inner inner;
  Answer answer;
  explicit Received(Headers headers, DecompressOptions options = {}, int status = 200) {
    answer = decompress_answers(options)(inner.handler())(fakes::post());
    inner.last().head(status, std::move(headers));
  }
};

fakes::Taken received(Headers headers, const std::vector<std::string>& pieces, DecompressOptions options = {}) {
  Received got{std::move(headers), options};
  for (const auto& piece : pieces) got.inner.last().bytes(piece);
  got.inner.last().end();
  return take(got.answer);
}
std::vector<std::string> byte_by_byte(const std::string& all) {
  std::vector<std::string> out;
  for (const char c : all) out.emplace_back(1, c);
  return out;
}

}  // namespace

TEST_CASE("answers are decompressed in every coding, however they are cut") {
  const std::string text{some_json};
  const std::pair<const char*, std::string> answers[] = {
      {"gzip", folded(text, Form::gzip)},
      {"X-Gzip", folded("{\"a\":[1,2,", Form::gzip) + folded("3,4,5,6,7,8,9]}", Form::gzip)},
      {"deflate", folded(text, Form::zlib)},
      {"deflate", folded(text, Form::raw)},
      {"br", json_in_brotli},
      {"zstd", json_in_zstd},
  };
  for (const auto& each : answers) {
    const auto& coding = each.first;
    const auto& body = each.second;
    if (!content_decoder(coding)) continue;
    CAPTURE(coding);
    for (const auto& pieces : {std::vector<std::string>{body}, byte_by_byte(body)}) {
      const auto got = received({{"content-type", "application/json"},
                                 {"Content-Encoding", coding},
                                 {"Content-Length", std::to_string(body.size())}},
                                pieces);
      CHECK(got.last == Pull::end);
      CHECK(got.body == some_json);
      CHECK(got.head->headers == Headers{{"content-type", "application/json"}});
    }
  }
}

TEST_CASE("an event of a compressed stream is given once its last byte is there") {
  z_stream zip{};
  REQUIRE(deflateInit2(&zip, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  const auto flushed = [&](std::string text, int flush) {
    std::string out(200, '\0');
    zip.next_in = reinterpret_cast<Bytef*>(text.data());
    zip.avail_in = static_cast<uInt>(text.size());
    zip.next_out = reinterpret_cast<Bytef*>(out.data());
    zip.avail_out = static_cast<uInt>(out.size());
    deflate(&zip, flush);
    out.resize(out.size() - zip.avail_out);
    return out;
  };
  Received got{{{"content-type", "text/event-stream"}, {"content-encoding", "gzip"}}};
  fakes::Taken taken;
  for (const std::string event : {"data: one\n\n", "data: two\n\n"}) {
    taken.body.clear();
    got.inner.last().bytes(flushed(event, Z_SYNC_FLUSH));
    take(*got.answer, taken);
    CHECK(taken.body == event);
    CHECK(taken.last == Pull::wait);
  }
  const auto wakes = fakes::count_wakes(*got.answer);
  got.inner.last().bytes(flushed("", Z_FINISH)).end();
  CHECK(*wakes == 1);
  take(*got.answer, taken);
  CHECK(taken.last == Pull::end);
  deflateEnd(&zip);
}

TEST_CASE("an answer without compression, or without a body, passes as it is") {
  const Headers plain{{"content-length", "2"}};
  CHECK(received(plain, {"{}"}).head->headers == plain);
  const Headers misnamed{{"content-encoding", "UTF-8"}, {"content-length", "2"}};
  const auto got = received(misnamed, {"{}"});
  CHECK(got.head->headers == misnamed);
  CHECK(got.body == "{}");
  CHECK(received({{"content-encoding", "gzip"}}, {}).last == Pull::end);
  CHECK(received({{"content-encoding", "identity"}}, {"{}"}).body == "{}");
}

TEST_CASE("an answer that cannot be decompressed fails, and says why") {
  const auto good = folded(some_json, Form::gzip);
  struct Row {
    const char* coding;
    std::string body;
    DecompressOptions options;
    const char* code;
  };
  const Row rows[] = {
      {"gzip", good.substr(0, good.size() - 1), {}, "invalid_encoding"},
      {"gzip", "<html>", {}, "invalid_encoding"},
      {"gzip", good + "more", {}, "invalid_encoding"},
      {"gzip", folded(std::string(5'000'000, 'x'), Form::gzip), {.max_bytes = 0}, "answer_too_large"},
      {"gzip", good, {.max_bytes = 3}, "answer_too_large"},
      {"compress", "x", {}, "unsupported_encoding"},
      {"gzip, br", "x", {}, "unsupported_encoding"},
  };
  for (const auto& row : rows) {
    const auto got = received({{"content-encoding", row.coding}}, {row.body}, row.options);
    CHECK(got.last == Pull::fail);
    CHECK(got.error.kind == ErrorKind::protocol);
    CHECK(got.error.code == row.code);
  }
  Received lost{{{"content-encoding", "gzip"}}};
  lost.inner.last().bytes(good.substr(0, 5)).fail(ErrorKind::connection, "It is lost.");
  CHECK(take(lost.answer).error.message == "It is lost.");
}

TEST_CASE("a large answer is decompressed in pieces of bounded size") {
  Received got{{{"content-encoding", "gzip"}}, {.max_ratio = 0}};
  got.inner.last().bytes(folded(std::string(5'000'000, 'x'), Form::gzip)).end();
  std::size_t total = 0, largest = 0;
  for (Part part; got.answer->pull(part) == Pull::some;) {
    if (const auto* piece = std::get_if<Bytes>(&part)) {
      total += piece->size();
      largest = std::max(largest, piece->size());
    }
  }
  CHECK(total == 5'000'000);
  CHECK(largest <= 64 << 10);
}
