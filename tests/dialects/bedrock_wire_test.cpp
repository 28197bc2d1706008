// Signatures and frames, by vectors.
// SPDX-License-Identifier: MIT
#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/dialects/bedrock/event_frames.hpp>
#include <oaicompat/dialects/bedrock/sign.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

using namespace oaicompat;

namespace bedrock_wire_tests {

inline Bytes from_hex(std::string_view hex) {
  Bytes out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16));
  return out;
}

inline const auto start_frame = from_hex(
    "000000760000005296d5fade0b3a6576656e742d7479706507000c6d65737361676553746172740d3a636f6e74656e742d74797065070010"
    "6170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b22726f6c65223a22617373697374616e74"
    "227d6fa8c599");
inline const auto slow_frame = from_hex(
    "0000008300000061a9d144e50f3a657863657074696f6e2d747970650700137468726f74746c696e67457863657074696f6e0d3a636f6e74"
    "656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d74797065070009657863657074696f6e7b226d"
    "657373616765223a22736c6f77227d9350311c");

struct Frame {
  std::string message_type, type, payload;
};
struct Decoded {
  std::vector<Frame> frames;
  Pull last = Pull::wait;
};
inline Decoded decoded(const std::vector<std::string>& pieces, AwsEventDecoderOptions options = {}) {
  AwsEventDecoder decoder{options};
  Decoded out;
  AwsEvent event;
  for (std::size_t i = 0; i <= pieces.size(); ++i) {
    i < pieces.size() ? decoder.feed(pieces[i]) : decoder.finish();
    while ((out.last = decoder.next(event)) == Pull::some)
      out.frames.push_back({event.message_type, event.type, std::string{event.payload}});
    if (out.last == Pull::fail) break;
  }
  return out;
}

inline const AwsCredentials example{.access_key_id = "AKIDEXAMPLE",
                                    .secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"};
// 2026-01-02T03:04:05Z.
inline constexpr std::int64_t example_time = 1767323045;

inline int status_of(const Handler& handler, Request request = {}) {
  auto answer = handler(std::move(request));
  Part part;
  return answer->pull(part) == Pull::some ? std::get<Head>(part).status : 0;
}

TEST_SUITE("AWS event frames") {
  TEST_CASE("the vectors are read, glued and split at every byte") {
    const auto all = start_frame + slow_frame;
    for (std::size_t at = 0; at <= all.size(); ++at) {
      CAPTURE(at);
      const auto got = decoded({all.substr(0, at), all.substr(at)});
      CHECK(got.last == Pull::end);
      REQUIRE(got.frames.size() == 2);
      CHECK(got.frames[0].type == "messageStart");
      CHECK(got.frames[0].message_type == "event");
      CHECK(got.frames[0].payload == R"({"role":"assistant"})");
      CHECK(got.frames[1].message_type == "exception");
      CHECK(got.frames[1].type == "throttlingException");
    }
  }

  TEST_CASE("frames are written as the vectors are") {
    CHECK(aws_event_bytes({.type = "messageStart", .payload = R"({"role":"assistant"})"}) == start_frame);
    CHECK(aws_event_bytes(
              {.message_type = "exception", .type = "throttlingException", .payload = R"({"message":"slow"})"}) ==
          slow_frame);
  }

  TEST_CASE("every changed byte is noticed") {
    for (std::size_t at = 0; at < start_frame.size(); ++at) {
      CAPTURE(at);
      auto bad = start_frame;
      bad[at] = static_cast<char>(bad[at] ^ 1);
      CHECK(decoded({bad}).last == Pull::fail);
    }
  }

  TEST_CASE("a stream that ends inside a frame is cut off") {
    for (std::size_t at = 1; at < start_frame.size(); ++at)
      CHECK(decoded({start_frame.substr(0, at)}).last == Pull::fail);
    CHECK(decoded({}).last == Pull::end);
  }

  TEST_CASE("frames beyond the bounds are refused before their bytes are kept") {
    const auto large = aws_event_bytes({.type = "x", .payload = std::string(1000, ' ')});
    CHECK(decoded({large.substr(0, 12)}, {.max_payload_bytes = 999}).last == Pull::fail);
    CHECK(decoded({large}, {.max_payload_bytes = 1000}).last == Pull::end);
    CHECK(decoded({large.substr(0, 12)}, {.max_header_bytes = 10}).last == Pull::fail);
  }

  TEST_CASE("lengths that do not fit each other are refused") {
    // A total of 15, and headers longer than the frame, each with its right checksum.
    CHECK(decoded({from_hex("0000000f00000000") + std::string(8, '\0')}).last == Pull::fail);
    auto bad = start_frame;
    bad[7] = '\x77';
    CHECK(decoded({bad}).last == Pull::fail);
  }
}

TEST_SUITE("AWS signatures") {
  TEST_CASE("a request to Converse is signed as botocore signs it") {
    const Request request{.method = "POST",
                          .path = "/model/anthropic.claude-3-5-sonnet-20240620-v1%3A0/converse",
                          .headers = {{"Content-Type", "application/json"}, {"user-agent", "x"}, {"accept", "*/*"}},
                          .body = "{}"};
    const auto fields = aws_signature(request, example, {.region = "us-east-1"}, example_time);
    CHECK(fields.get("x-amz-date") == "20260102T030405Z");
    CHECK(fields.get("authorization") ==
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/bedrock/aws4_request, "
          "SignedHeaders=content-type;host;x-amz-date, "
          "Signature=43d2d81e6c98bba5f13fb491f9584c94be86d8838226063980d3a45203764c43");
  }

  TEST_CASE("other requests are signed as botocore 1.44.8 signs them") {
    struct Row {
      Request request;
      SignAwsOptions options;
      std::string token, fields, signature;
    };
    const Row rows[] = {{{.method = "POST",
                          .path = "/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A1%3Ainference-profile%2Fx/converse-stream",
                          .headers = {{"content-type", "application/json"}, {"X-Amz-Meta", "a   b  c"}},
                          .body = "{\"a\":\"\xC3\xA9\"}"},
                         {.region = "eu-west-1"},
                         "TOKEN//x==",
                         "content-type;host;x-amz-date;x-amz-meta;x-amz-security-token",
                         "f2e805adf1aa75e97a14fe79c65ef9ac115193476a419156cfcdb697ebed695a"},
                        {{.method = "GET", .path = "/a/./b/../c%20d/", .query = "b=2&a=1&a=&c=x%20y%2F&d"},
                         {},
                         "",
                         "host;x-amz-date",
                         "75f8cebf333eb507ad64de1172f4e7ffae3559a0be7408877e3f224dfcd98513"},
                        {{.method = "POST", .path = "/", .headers = {{"content-type", "text/plain"}}, .body = "x"},
                         {.host = "127.0.0.1:8080"},
                         "",
                         "content-type;host;x-amz-date",
                         "18c3d6920080cd1120f53a91fe1a116995e6ebd5b1b41979c4eb80166558d90c"}};
    for (const auto& row : rows) {
      auto credentials = example;
      credentials.session_token = row.token;
      const auto fields = aws_signature(row.request, credentials, row.options, example_time);
      const auto told = fields.get("authorization");
      CHECK(told.find("SignedHeaders=" + row.fields + ",") != told.npos);
      CHECK(told.ends_with("Signature=" + row.signature));
    }
  }

  TEST_CASE("a session's token is sent and signed") {
    auto credentials = example;
    credentials.session_token = "token";
    const auto fields = aws_signature({.method = "POST"}, credentials, {}, example_time);
    CHECK(fields.get("x-amz-security-token") == "token");
    CHECK(fields.get("authorization").find("SignedHeaders=host;x-amz-date;x-amz-security-token") != std::string::npos);
  }

  TEST_CASE("each try is signed with its own time") {
    const auto clock = std::make_shared<ManualClock>();
    std::vector<std::string> dates;
    const auto handler = sign_aws({.credentials = example, .clock = clock})([&](const Request& request) {
      dates.emplace_back(request.headers.get("x-amz-date"));
      return json_answer(200, "{}");
    });
    CHECK(status_of(handler) == 200);
    clock->advance(std::chrono::seconds{2});
    CHECK(status_of(handler) == 200);
    CHECK(dates[0] != dates[1]);
  }

  TEST_CASE("a clock that is wrong is put right by the answer's date, once, and stays right") {
    const auto clock = std::make_shared<ManualClock>();
    std::vector<std::string> dates;
    const auto handler = sign_aws({.credentials = example, .clock = clock})([&](const Request& request) {
      dates.emplace_back(request.headers.get("x-amz-date"));
      if (dates.back().starts_with("20260102T0304")) return json_answer(200, "{}");
      return ready_answer(
          {403,
           {{"x-amzn-errortype", "InvalidSignatureException:http://x"}, {"date", "Fri, 02 Jan 2026 03:04:05 GMT"}}},
          "{}");
    });
    CHECK(status_of(handler) == 200);
    CHECK(dates.size() == 2);
    CHECK(status_of(handler) == 200);
    CHECK(dates.size() == 3);
  }

  TEST_CASE("a signature that is refused for another reason is not sent again") {
    int tries = 0;
    const auto handler = sign_aws({.credentials = example})([&](const Request&) {
      ++tries;
      return ready_answer({403, {{"x-amzn-errortype", "AccessDeniedException"}}}, "{}");
    });
    CHECK(status_of(handler) == 403);
    CHECK(tries == 1);
  }

  TEST_CASE("credentials that expired are asked for anew, once") {
    int asked = 0, tries = 0;
    const auto source = [&] {
      auto made = example;
      made.access_key_id = "AK" + std::to_string(++asked);
      return one_item(std::move(made));
    };
    const auto handler = sign_aws({.source = source})([&](const Request& request) {
      ++tries;
      const bool old = request.headers.get("authorization").find("AK1/") != std::string_view::npos;
      return ready_answer({old ? 403 : 200, {{"x-amzn-errortype", "ExpiredTokenException"}}}, "{}");
    });
    CHECK(status_of(handler) == 200);
    CHECK(tries == 2);
    CHECK(status_of(handler) == 200);
    CHECK(tries == 3);
    CHECK(asked == 2);
  }

  TEST_CASE("without credentials nothing is sent") {
    unsetenv("AWS_ACCESS_KEY_ID");
    const auto handler = sign_aws({})([](const Request&) -> Answer {
      FAIL("sent");
      return nullptr;
    });
    Part part;
    const auto answer = handler({});
    CHECK(answer->pull(part) == Pull::fail);
    CHECK(answer->error().code == "missing_credentials");
  }
}

}  // namespace bedrock_wire_tests
