// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/bedrock/event_frames.hpp>

#include <array>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail::bedrock {

// IEEE CRC-32, four bytes a step: tables[k][b] is that of b before k zero bytes.
inline constexpr auto crc_tables = [] {
  std::array<std::array<std::uint32_t, 256>, 4> tables{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320u : 0u);
    tables[0][i] = crc;
  }
  for (std::size_t k = 1; k < 4; ++k) {
    for (std::size_t i = 0; i < 256; ++i) tables[k][i] = tables[k - 1][i] >> 8 ^ tables[0][tables[k - 1][i] & 0xFF];
  }
  return tables;
}();

inline std::uint32_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }
inline std::uint32_t crc32_of(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFu;
  std::size_t i = 0;
  for (; i + 4 <= bytes.size(); i += 4) {
    crc ^= byte_at(bytes, i) | byte_at(bytes, i + 1) << 8 | byte_at(bytes, i + 2) << 16 | byte_at(bytes, i + 3) << 24;
    crc = crc_tables[3][crc & 0xFF] ^ crc_tables[2][crc >> 8 & 0xFF] ^ crc_tables[1][crc >> 16 & 0xFF] ^
          crc_tables[0][crc >> 24];
  }
  for (; i < bytes.size(); ++i) crc = crc >> 8 ^ crc_tables[0][(crc ^ byte_at(bytes, i)) & 0xFF];
  return ~crc;
}

inline std::uint32_t u32_at(std::string_view bytes, std::size_t at) {
  return byte_at(bytes, at) << 24 | byte_at(bytes, at + 1) << 16 | byte_at(bytes, at + 2) << 8 | byte_at(bytes, at + 3);
}
inline void append_u32(Bytes& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFF);
}

// How many bytes the value of a header takes, by its type: those before it that tell a length included. Nothing for a
// type that is not known, or a length that is not there.
inline std::optional<std::size_t> value_size(std::uint32_t type, std::string_view rest) {
  constexpr std::array<std::size_t, 10> sizes{0, 0, 1, 2, 4, 8, 0, 0, 8, 16};
  if (type >= sizes.size()) return std::nullopt;
  if (type != 6 && type != 7) return sizes[type];
  if (rest.size() < 2) return std::nullopt;
  return 2 + (byte_at(rest, 0) << 8 | byte_at(rest, 1));
}

inline constexpr std::size_t prelude_bytes = 12, frame_bytes = 16;

}  // namespace detail::bedrock

OAICOMPAT_INLINE void AwsEventDecoder::feed(std::string_view piece) {
  if (at_ > 0) {
    bytes_.erase(0, at_);
    at_ = 0;
  }
  bytes_ += piece;
}

OAICOMPAT_INLINE Pull AwsEventDecoder::fail(const char* why) {
  error_ = local_error(ErrorKind::protocol, std::string{"The event stream cannot be read: "} + why + ".",
                       "malformed_event_stream");
  return Pull::fail;
}

OAICOMPAT_INLINE Pull AwsEventDecoder::next(AwsEvent& out) {
  using namespace detail::bedrock;
  if (error_) return Pull::fail;
  const auto rest = std::string_view{bytes_}.substr(at_);
  if (rest.size() < prelude_bytes) {
    if (!finished_) return Pull::wait;
    return rest.empty() ? Pull::end : fail("it is cut off");
  }
  const std::size_t total = u32_at(rest, 0), headers = u32_at(rest, 4);
  if (crc32_of(rest.substr(0, 8)) != u32_at(rest, 8)) return fail("the checksum of a frame's prelude is wrong");
  if (total < frame_bytes || headers > total - frame_bytes) return fail("the lengths of a frame are wrong");
  if (headers > options_.max_header_bytes) return fail("the headers of a frame are too large");
  if (total - frame_bytes - headers > options_.max_payload_bytes) return fail("a frame is too large");
  if (rest.size() < total) return finished_ ? fail("it is cut off") : Pull::wait;
  if (crc32_of(rest.substr(0, total - 4)) != u32_at(rest, total - 4)) return fail("the checksum of a frame is wrong");
  out = {};
  if (!read_headers(rest.substr(prelude_bytes, headers), out)) return fail("a header of a frame is malformed");
  out.payload = rest.substr(prelude_bytes + headers, total - frame_bytes - headers);
  at_ += total;
  return Pull::some;
}

OAICOMPAT_INLINE bool AwsEventDecoder::read_headers(std::string_view headers, AwsEvent& out) {
  using namespace detail::bedrock;
  constexpr std::uint32_t string_type = 7;
  while (!headers.empty()) {
    const std::size_t name_size = byte_at(headers, 0);
    if (name_size == 0 || headers.size() < name_size + 2) return false;
    const auto name = headers.substr(1, name_size);
    const auto type = byte_at(headers, name_size + 1);
    headers.remove_prefix(name_size + 2);
    const auto size = value_size(type, headers);
    if (!size || *size > headers.size()) return false;
    if (type == string_type) {
      const auto value = headers.substr(2, *size - 2);
      if (name == ":message-type") out.message_type = value;
      if (name == ":event-type" || name == ":exception-type" || name == ":error-code") out.type = value;
      if (name == ":error-message") out.message = value;
    }
    headers.remove_prefix(*size);
  }
  return true;
}

OAICOMPAT_INLINE Bytes aws_event_bytes(const AwsEventFrame& frame) {
  using namespace detail::bedrock;
  Bytes headers;
  const auto add = [&](std::string_view name, std::string_view value) {
    headers += static_cast<char>(name.size());
    headers.append(name).append(1, '\x07');
    headers += static_cast<char>(value.size() >> 8 & 0xFF);
    headers += static_cast<char>(value.size() & 0xFF);
    headers += value;
  };
  add(frame.message_type == "exception" ? ":exception-type"
      : frame.message_type == "error"   ? ":error-code"
                                        : ":event-type",
      frame.type);
  add(":content-type", "application/json");
  add(":message-type", frame.message_type);
  Bytes out;
  append_u32(out, static_cast<std::uint32_t>(frame_bytes + headers.size() + frame.payload.size()));
  append_u32(out, static_cast<std::uint32_t>(headers.size()));
  append_u32(out, crc32_of(out));
  out += headers;
  out += frame.payload;
  append_u32(out, crc32_of(out));
  return out;
}

}  // namespace oaicompat::inline v1
