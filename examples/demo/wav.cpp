// SPDX-License-Identifier: MIT
#include "wav.hpp"

#include <algorithm>
#include <cstdint>

namespace demo {
namespace {

void append_number(std::string& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i, value >>= 8) out += static_cast<char>(value & 0xFF);
}
std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t out = 0;
  for (std::size_t i = size; i-- > 0;) out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
  return out;
}

constexpr std::uint32_t as_pcm = 1;

struct Format {
  std::uint32_t kind, channels, rate, bytes_a_second, bits;
};
Format read_format(std::string_view chunk) {
  return {number(chunk, 0, 2), number(chunk, 2, 2), number(chunk, 4, 4), number(chunk, 8, 4), number(chunk, 14, 2)};
}

Recording read_data(const Format& format, std::string_view data) {
  Recording out{static_cast<int>(format.rate), static_cast<double>(data.size()) / format.bytes_a_second, {}};
  if (format.kind != as_pcm || format.channels != 1 || format.bits != 16) return out;
  constexpr std::size_t most = 16 << 20;
  data = data.substr(0, most);
  for (std::size_t at = 0; at + 2 <= data.size(); at += 2)
    out.samples.push_back(static_cast<std::int16_t>(number(data, at, 2)));
  return out;
}

}  // namespace

std::string pcm_of(const Samples& samples) {
  std::string out;
  out.reserve(samples.size() * 2);
  for (const auto sample : samples) append_number(out, static_cast<std::uint16_t>(sample), 2);
  return out;
}

std::string wav_head(std::size_t bytes, int rate) {
  constexpr std::uint32_t rest_of_head = 36, format_size = 16;
  const auto size = static_cast<std::uint32_t>(bytes), hertz = static_cast<std::uint32_t>(rate);
  std::string out{"RIFF"};
  append_number(out, rest_of_head + size, 4);
  out += "WAVEfmt ";
  append_number(out, format_size, 4);
  append_number(out, as_pcm, 2);
  append_number(out, 1, 2);
  append_number(out, hertz, 4);
  append_number(out, hertz * 2, 4);
  append_number(out, 2, 2);
  append_number(out, 16, 2);
  out += "data";
  append_number(out, size, 4);
  return out;
}

std::optional<Recording> read_wav(std::string_view bytes) {
  constexpr std::size_t head = 12, chunk_head = 8, format_size = 16;
  if (bytes.size() < head || !bytes.starts_with("RIFF") || bytes.substr(8, 4) != "WAVE") return std::nullopt;
  std::optional<Format> format;
  for (bytes.remove_prefix(head); bytes.size() >= chunk_head;) {
    const auto name = bytes.substr(0, 4);
    const auto size = number(bytes, 4, 4);
    bytes.remove_prefix(chunk_head);
    const auto chunk = bytes.substr(0, size);
    if (name == "fmt " && chunk.size() >= format_size) format = read_format(chunk);
    if (name == "data") {
      if (!format || format->bytes_a_second == 0) return std::nullopt;
      return read_data(*format, chunk);
    }
    bytes.remove_prefix(std::min<std::size_t>(chunk.size() + size % 2, bytes.size()));
  }
  return std::nullopt;
}

}  // namespace demo
