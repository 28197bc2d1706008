// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/operation.hpp>
#include <oaicompat/base/headers.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/json/write.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE ObjectText& ObjectText::name(std::string_view name) {
  if (!std::exchange(first_, false)) out_ += ',';
  out_ += '"';
  out_ += name;
  out_ += "\":";
  return *this;
}
OAICOMPAT_INLINE ObjectText& ObjectText::raw(std::string_view name, std::string_view json) {
  this->name(name);
  out_ += json;
  return *this;
}
OAICOMPAT_INLINE ObjectText& ObjectText::text(std::string_view name, std::string_view characters) {
  this->name(name);
  write_quoted(out_, characters);
  return *this;
}
OAICOMPAT_INLINE ObjectText& ObjectText::number(std::string_view name, std::int64_t value) {
  return raw(name, std::to_string(value));
}

OAICOMPAT_INLINE void keep_more(Extras& to, std::string_view name, const Extras& from) {
  Bytes out;
  for (const auto& each : from) {
    if (each.read_as != 0) continue;
    write_quoted(out += out.empty() ? '{' : ',', each.key);
    (out += ':') += each.json.view();
  }
  if (!out.empty()) to.set(name, Json{Text{out + '}'}});
}
OAICOMPAT_INLINE void take_more(Extras& to, const Json* from) {
  for (const auto& [key, value] : from ? from->members() : Json{}.members()) to.set(key, value);
}
OAICOMPAT_INLINE void put_more(ObjectText& to, const Json& members) {
  for (const auto& [key, value] : members.members()) {
    const auto quoted = Json::string(key).text.str();
    to.raw(std::string_view{quoted}.substr(1, quoted.size() - 2), value.view());
  }
}

OAICOMPAT_INLINE Text plain_call_id(std::string_view id) {
  constexpr std::size_t longest = 64;
  std::string out;
  for (const char c : id) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    out += plain ? c : '_';
  }
  if (out == id && out.size() <= longest && !out.empty()) return Text{id};
  return Text{out.substr(0, 40) + "-" + std::to_string(hash_of(id))};
}

OAICOMPAT_INLINE std::string standard_base64(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 3);
  for (const char c : text) {
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
    out += c == '-' ? '+' : c == '_' ? '/' : c;
  }
  while (out.size() % 4 != 0) out += '=';
  return out;
}

OAICOMPAT_INLINE bool is_base64(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"+/-_= \r\n\t"}.find(c) != std::string_view::npos;
  });
}

OAICOMPAT_INLINE std::optional<DataUrl> read_data_url(std::string_view url) {
  if (!iequals(url.substr(0, 5), "data:")) return std::nullopt;
  url.remove_prefix(5);
  const auto comma = url.find(',');
  if (comma == url.npos) return std::nullopt;
  auto type = url.substr(0, comma);
  constexpr std::string_view mark = ";base64";
  if (type.size() < mark.size() || !iequals(type.substr(type.size() - mark.size()), mark)) return std::nullopt;
  type.remove_suffix(mark.size());
  return DataUrl{type.substr(0, type.find(';')), url.substr(comma + 1)};
}
OAICOMPAT_INLINE std::string data_url(std::string_view media_type, std::string_view base64) {
  return std::string{"data:"}.append(media_type).append(";base64,").append(base64);
}

OAICOMPAT_INLINE std::string_view media_type_of(std::string_view base64) {
  const auto head = from_base64(standard_base64(base64.substr(0, 16)));
  if (!head) return {};
  const std::string_view bytes{*head};
  constexpr std::pair<std::string_view, std::string_view> magics[] = {
      {"\x89PNG", "image/png"},    {"\xFF\xD8\xFF", "image/jpeg"}, {"GIF8", "image/gif"},
      {"%PDF", "application/pdf"}, {"ID3", "audio/mpeg"},          {"\xFF\xFB", "audio/mpeg"},
      {"BM", "image/bmp"},         {"fLaC", "audio/flac"},         {"OggS", "audio/ogg"}};
  if (bytes.starts_with("RIFF") && bytes.size() >= 12) {
    if (bytes.substr(8, 4) == "WEBP") return "image/webp";
    if (bytes.substr(8, 4) == "WAVE") return "audio/wav";
  }
  for (const auto& [magic, type] : magics) {
    if (bytes.starts_with(magic)) return type;
  }
  return {};
}
OAICOMPAT_INLINE std::string_view media_type_of_url(std::string_view url) {
  const auto path = url.substr(0, url.find_first_of("?#"));
  const auto dot = path.rfind('.');
  if (dot == path.npos) return {};
  constexpr std::pair<std::string_view, std::string_view> endings[] = {
      {"png", "image/png"},   {"jpg", "image/jpeg"},      {"jpeg", "image/jpeg"}, {"gif", "image/gif"},
      {"webp", "image/webp"}, {"pdf", "application/pdf"}, {"mp3", "audio/mpeg"},  {"wav", "audio/wav"},
      {"mp4", "video/mp4"},   {"txt", "text/plain"}};
  for (const auto& [ending, type] : endings) {
    if (iequals(path.substr(dot + 1), ending)) return type;
  }
  return {};
}

OAICOMPAT_INLINE std::string path_in(std::string_view list, std::size_t place, std::string_view member) {
  auto out = std::string{list} + "[" + std::to_string(place) + "]";
  return member.empty() ? out : out.append(".").append(member);
}

OAICOMPAT_INLINE std::optional<Json> object_in(std::string_view text) {
  auto json = Json::checked(text);
  return json && json->is_object() ? std::move(json) : std::nullopt;
}

OAICOMPAT_INLINE Text arguments_in(const Json& input) {
  if (input.is_null()) return Text::literal("{}");
  const auto words = input.as_string();
  if (!words) return Text{input.view()};
  return words->empty() ? Text::literal("{}") : Text{*words};
}

OAICOMPAT_INLINE std::string rfc3339(std::int64_t unix_seconds) {
  using namespace std::chrono;
  constexpr std::int64_t most = 253402300799;  // the end of the year 9999
  const sys_seconds time{seconds{unix_seconds < 0 ? 0 : unix_seconds > most ? most : unix_seconds}};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}
OAICOMPAT_INLINE std::int64_t unix_seconds(std::string_view text) {
  using namespace std::chrono;
  const auto number = [&](std::size_t at, std::size_t size) {
    int out = -1;
    if (at + size > text.size()) return out;
    const auto* end = text.data() + at + size;
    const auto [stop, failure] = std::from_chars(text.data() + at, end, out);
    return failure == std::errc{} && stop == end ? out : -1;
  };
  const int parts[] = {number(0, 4), number(5, 2), number(8, 2), number(11, 2), number(14, 2), number(17, 2)};
  for (const int part : parts) {
    if (part < 0) return 0;
  }
  const year_month_day date{year{parts[0]}, month{static_cast<unsigned>(parts[1])},
                            day{static_cast<unsigned>(parts[2])}};
  if (!date.ok()) return 0;
  auto out = sys_seconds{sys_days{date}} + hours{parts[3]} + minutes{parts[4]} + seconds{parts[5]};
  auto at = text.find_first_of("+-Zz", 19);
  if (at != text.npos && (text[at] == '+' || text[at] == '-')) {
    const int hour = number(at + 1, 2), minute = number(at + 4, 2);
    const auto offset = hours{hour < 0 ? 0 : hour} + minutes{minute < 0 ? 0 : minute};
    out = text[at] == '+' ? out - offset : out + offset;
  }
  return out.time_since_epoch().count();
}

}  // namespace oaicompat::inline v1::detail
