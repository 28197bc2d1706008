// Signatures as botocore makes them, and frames as @smithy/eventstream-codec does: the rows of tests/data/aws_*.tsv.
// SPDX-License-Identifier: MIT
#include <oaicompat/dialects/bedrock/event_frames.hpp>
#include <oaicompat/dialects/bedrock/sign.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

using namespace oaicompat;

namespace aws_vectors_tests {

inline std::vector<std::string> split(std::string_view text, std::string_view mark) {
  std::vector<std::string> out;
  for (;;) {
    const auto end = text.find(mark);
    out.emplace_back(text.substr(0, end));
    if (end == text.npos) return out;
    text.remove_prefix(end + mark.size());
  }
}

inline std::vector<std::vector<std::string>> rows_of(const std::string& name) {
  std::ifstream file{std::string{OAICOMPAT_TEST_DATA} + "/" + name, std::ios::binary};
  std::vector<std::vector<std::string>> out;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with('#')) out.push_back(split(line, "\t"));
  }
  return out;
}

inline Bytes unhexed(std::string_view hex) {
  Bytes out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16));
  return out;
}

inline Headers fields_of(std::string_view told) {
  Headers out;
  if (told.empty()) return out;
  for (const auto& each : split(told, "|")) {
    const auto colon = each.find(": ");
    out.add(each.substr(0, colon), each.substr(colon + 2));
  }
  return out;
}

inline std::string signature_of(const std::vector<std::string>& row) {
  Request request{.method = row[0], .path = row[1]};
  request.query = row[2];
  request.headers = fields_of(row[3]);
  request.body = unhexed(row[4]);
  const AwsCredentials credentials{.access_key_id = "AKIDEXAMPLE",
                                   .secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                                   .session_token = row[8]};
  const SignAwsOptions options{.region = row[5], .service = row[6], .host = row[7]};
  return std::string{aws_signature(request, credentials, options, std::stoll(row[9])).get("authorization")};
}

// What the decoder says of bytes fed in pieces: each frame as a row has it, and `refused` where it fails.
inline std::vector<std::string> said_of(const Bytes& bytes, std::size_t piece) {
  AwsEventDecoder decoder;
  std::vector<std::string> out;
  AwsEvent event;
  for (std::size_t at = 0;; at += piece) {
    at < bytes.size() ? decoder.feed(std::string_view{bytes}.substr(at, piece)) : decoder.finish();
    auto pulled = Pull::wait;
    while ((pulled = decoder.next(event)) == Pull::some)
      out.push_back(event.message_type + "|" + event.type + "|" + event.message + "|" + std::string{event.payload});
    if (pulled == Pull::fail) out.emplace_back("refused");
    if (pulled != Pull::wait) return out;
  }
}

inline std::vector<std::string> frames_of(const std::vector<std::string>& row) {
  std::vector<std::string> out;
  for (std::size_t i = 2; i < row.size(); ++i) {
    const auto payload = row[i].rfind('|');
    out.push_back(payload == std::string::npos ? row[i]
                                               : row[i].substr(0, payload + 1) + unhexed(row[i].substr(payload + 1)));
  }
  return out;
}

TEST_SUITE("AWS, by what others wrote") {
  TEST_CASE("requests are signed as botocore signs them") {
    const auto rows = rows_of("aws_signatures.tsv");
    REQUIRE(rows.size() >= 30);
    for (const auto& row : rows) {
      CAPTURE(row[1] + "?" + row[2]);
      REQUIRE(row.size() == 11);
      CHECK(signature_of(row) == row[10]);
    }
  }

  TEST_CASE("frames are read and refused as @smithy/eventstream-codec does, in pieces of any size") {
    const auto rows = rows_of("aws_frames.tsv");
    REQUIRE(rows.size() >= 26);
    for (const auto& row : rows) {
      const auto bytes = unhexed(row[1]);
      for (const std::size_t piece : {bytes.size(), std::size_t{1}, std::size_t{7}, std::size_t{100}}) {
        CAPTURE(row[0]);
        CAPTURE(piece);
        CHECK(said_of(bytes, piece) == frames_of(row));
      }
    }
  }

  TEST_CASE("frames are written as @smithy/eventstream-codec writes them, up to the order of headers") {
    for (const auto& row : rows_of("aws_frames.tsv")) {
      if (row.size() != 3 || row[2] == "refused") continue;
      const auto told = split(row[2], "|");
      if (told[0] != "event" && told[0] != "exception") continue;
      CAPTURE(row[0]);
      const auto ours = aws_event_bytes({.message_type = told[0], .type = told[1], .payload = unhexed(told[3])});
      CHECK(said_of(ours, ours.size()) == frames_of(row));
    }
  }
}

}  // namespace aws_vectors_tests
