// The reader's steps through a document, over simdjson On-Demand.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/escapes.ipp>
#include <oaicompat/json/read.hpp>

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace oaicompat::inline v1::detail {

namespace od = simdjson::ondemand;

// What the reader's templates see the names of.
class JsonCursor {
 public:
  od::value json;
};
class JsonObject {
 public:
  od::object json;
};
class JsonArray {
 public:
  od::array json;
};

// What simdjson's versions say in words of their own.
inline constexpr const char* misplaced = "a value, comma, colon or bracket is missing or misplaced";

OAICOMPAT_INLINE Error malformed(std::string_view why) {
  return local_error(ErrorKind::parse, "The body is not valid JSON: " + std::string{why} + ".", "invalid_json");
}

OAICOMPAT_INLINE Error to_error(const Fault& fault) {
  const auto at = fault.path.empty() ? std::string{} : " for '" + fault.path + "'";
  auto error =
      fault.expected.empty() ? malformed(fault.found + (fault.path.empty() ? "" : " at '" + fault.path + "'"))
      : fault.found.empty()
          ? local_error(ErrorKind::parse, "Missing required parameter: '" + fault.path + "'.",
                        "missing_required_parameter")
          : local_error(ErrorKind::parse,
                        "Invalid type" + at + ": expected " + fault.expected + ", but got " + fault.found + ".",
                        "invalid_type");
  error.param = fault.path;
  return error;
}

OAICOMPAT_INLINE bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

// The first character tells.
inline constexpr auto kinds_by_character = [] {
  std::array<unsigned char, 256> kinds{};
  for (const char c : std::string_view{"-0123456789"}) kinds[static_cast<unsigned char>(c)] = number_kind;
  kinds['"'] = string_kind;
  kinds['t'] = kinds['f'] = boolean_kind;
  kinds['['] = array_kind;
  kinds['{'] = object_kind;
  kinds['n'] = null_kind;
  return kinds;
}();
OAICOMPAT_INLINE unsigned kind_of(JsonCursor& value) {
  return kinds_by_character[static_cast<unsigned char>(*value.json.raw_json_token().data())];
}

OAICOMPAT_INLINE std::string kinds_in_words(unsigned kinds) {
  constexpr std::array<std::pair<unsigned, std::string_view>, 6> words{{{string_kind, "a string"},
                                                                        {number_kind, "a number"},
                                                                        {boolean_kind, "a boolean"},
                                                                        {array_kind, "an array"},
                                                                        {object_kind, "an object"},
                                                                        {null_kind, "null"}}};
  std::string out;
  for (const auto& [kind, word] : words) {
    if (!(kinds & kind)) continue;
    if (!out.empty()) out += " or ";
    out += word;
  }
  return out.empty() ? "something that is not JSON" : out;
}

// --- small steps ---------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE bool Reader::fail(std::string expected, std::string found) {
  fault_ = {{}, std::move(expected), std::move(found)};
  return false;
}
OAICOMPAT_INLINE bool Reader::broken() { return fail({}, misplaced); }
OAICOMPAT_INLINE bool Reader::wrong_kind(JsonCursor& v, unsigned expected) {
  const auto found = kind_of(v);
  return found == no_kind || (found & expected) != 0 ? broken() : fail(kinds_in_words(expected), kinds_in_words(found));
}
OAICOMPAT_INLINE bool Reader::missing(std::string_view key) {
  fail("something", {});
  return under(key);
}
OAICOMPAT_INLINE bool Reader::under(std::string_view key) {
  // A hostile key may be huge; the path is for people.
  std::string step{key.substr(0, 64)};
  fault_.path.insert(0, fault_.path.empty() || fault_.path[0] == '[' ? step : step + ".");
  return false;
}
OAICOMPAT_INLINE bool Reader::under(std::size_t index) {
  const auto step = "[" + std::to_string(index) + "]";
  fault_.path.insert(0, fault_.path.empty() || fault_.path[0] == '[' ? step : step + ".");
  return false;
}
OAICOMPAT_INLINE bool Reader::charge(std::size_t bytes) {
  memory_ += bytes;
  return memory_ <= options_.max_memory || fail({}, "it has too many elements");
}
// Reading recurses: no option lets a document use up the stack, or pass the depth that simdjson asserts (1024).
inline constexpr std::size_t deepest = 1000;

OAICOMPAT_INLINE bool Reader::descend() {
  return ++depth_ <= std::min(options_.max_depth, deepest) || fail({}, "it nests too deeply");
}
OAICOMPAT_INLINE bool Reader::open(JsonCursor& v, JsonObject& out) {
  if (!descend()) return false;
  return !v.json.get_object().get(out.json) || wrong_kind(v, object_kind);
}
OAICOMPAT_INLINE bool Reader::open(JsonCursor& v, JsonArray& out) {
  if (!descend()) return false;
  return !v.json.get_array().get(out.json) || wrong_kind(v, array_kind);
}
OAICOMPAT_INLINE bool Reader::skip_null(JsonCursor& v) {
  simdjson::simdjson_result<bool> is_null = v.json.is_null();  // a plain bool in later versions
  bool yes = false;
  return (!std::move(is_null).get(yes) && yes) || broken();
}

// The token at the value, without the white space that follows it. Points into the buffer.
inline std::string_view token_of(JsonCursor& v) {
  // Other control bytes are no white space, and make a token wrong.
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  std::string_view token = v.json.raw_json_token();
  while (!token.empty() && is_blank(token.back())) token.remove_suffix(1);
  return token;
}

OAICOMPAT_INLINE bool is_json_number(std::string_view s) {
  const auto digit = [&] { return !s.empty() && s[0] >= '0' && s[0] <= '9'; };
  const auto digits = [&] {
    if (!digit()) return false;
    while (digit()) s.remove_prefix(1);
    return true;
  };
  const auto take = [&](std::string_view any) {
    if (s.empty() || any.find(s[0]) == any.npos) return false;
    s.remove_prefix(1);
    return true;
  };
  take("-");
  if (!take("0") && !digits()) return false;
  if (take(".") && !digits()) return false;
  if (take("eE")) {
    take("+-");
    if (!digits()) return false;
  }
  return s.empty();
}

// The first quote or backslash at or after `at`, where there is one, and eight bytes more. Eight bytes at a time: a
// loop over single ones is a sixth of all reading.
inline const char* quote_or_backslash(const char* at) {
  constexpr std::uint64_t ones = 0x0101010101010101, tops = ones * 0x80;
  const auto zeros = [](std::uint64_t w) { return (w - ones) & ~w & tops; };  // the lowest one is right
  if constexpr (std::endian::native == std::endian::little) {
    for (;; at += 8) {
      std::uint64_t eight;
      std::memcpy(&eight, at, sizeof eight);
      const auto found = zeros(eight ^ ones * '"') | zeros(eight ^ ones * '\\');
      if (found != 0) return at + std::countr_zero(found) / 8;
    }
  }
  while (*at != '"' && *at != '\\') ++at;
  return at;
}

// What stands between the quotes of a key, as it came, and whether there are escapes in it. simdjson has seen the
// closing quote, and behind the buffer is room.
struct RawKey {
  std::string_view inside;
  bool escaped;
};
inline RawKey raw_key_of(const od::field& field) {
  const char* from = field.first.raw();
  const char* to = quote_or_backslash(from);
  const bool escapes = *to == '\\';
  while (*to == '\\') to = quote_or_backslash(to + 2);
  return {{from, static_cast<std::size_t>(to - from)}, escapes};
}

// Whether two runs of characters are the same, which are not empty. Behind both is room: eight at a time, and a key is
// one or two of these.
inline bool same_in_room(const char* a, const char* b, std::size_t n) {
  std::uint64_t x, y;
  for (;; n -= 8, a += 8, b += 8) {
    std::memcpy(&x, a, sizeof x);
    std::memcpy(&y, b, sizeof y);
    if (n <= 8) break;
    if (x != y) return false;
  }
  const auto beyond = 8 * (8 - n);
  return (std::endian::native == std::endian::little ? (x ^ y) << beyond : (x ^ y) >> beyond) == 0;
}

// The row of a key that stands in the document; the number of rows where there is none.
inline std::size_t row_of_key(const ObjectTable& table, std::string_view key) {
  return table.index.find(key, table.count, [&](std::size_t i) {
    const auto& row = table.rows[i];
    return row.name.size() == key.size() && same_in_room(table.keys + row.key + 2, key.data(), key.size());
  });
}

inline bool has_escapes(std::string_view inside) {
  return !inside.empty() && std::memchr(inside.data(), '\\', inside.size());
}

// The characters between two quotes, escapes resolved in place: the buffer is ours, and simdjson never looks at the
// inside of a string again. (Its own get_string writes to a buffer that is only large enough if no string is read
// twice.)
OAICOMPAT_INLINE bool Reader::resolve(std::string_view& inside) {
  char* in_place = const_cast<char*>(inside.data());
  const auto size = resolve_escapes(inside, in_place, lone());
  if (!size) return fail({}, "a string holds a bad escape");
  inside = {in_place, *size};
  return true;
}
OAICOMPAT_INLINE bool Reader::check_escapes(std::string_view inside) {
  return !has_escapes(inside) || resolve_escapes(inside, nullptr, lone()) || fail({}, "a string holds a bad escape");
}

OAICOMPAT_INLINE bool Reader::read_quoted(JsonCursor& v, std::string_view& inside) {
  const auto token = token_of(v);
  if (token.size() < 2 || token.front() != '"' || token.back() != '"') return broken();
  inside = {token.data() + 1, token.size() - 2};
  return true;
}
OAICOMPAT_INLINE bool Reader::read_characters(JsonCursor& v, std::string_view& out) {
  return read_quoted(v, out) && (!v.json.get_raw_json_string().error() || broken()) &&
         (!has_escapes(out) || resolve(out));
}

}  // namespace oaicompat::inline v1::detail
