// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/release.hpp>
#include <oaicompat/impl/codec_escapes.ipp>
#include <oaicompat/json/read.hpp>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

namespace oaicompat::inline v1::detail {

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

OAICOMPAT_INLINE unsigned kind_of(od::value& value) {
  od::json_type type;
  if (value.type().get(type)) return no_kind;
  switch (type) {
    case od::json_type::array: return array_kind;
    case od::json_type::object: return object_kind;
    case od::json_type::number: return number_kind;
    case od::json_type::string: return string_kind;
    case od::json_type::boolean: return boolean_kind;
    case od::json_type::null: return null_kind;
    default: return no_kind;
  }
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
OAICOMPAT_INLINE bool Reader::broken() { return fail({}, "a value, comma, colon or bracket is missing or misplaced"); }
OAICOMPAT_INLINE bool Reader::wrong_kind(od::value& v, unsigned expected) {
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
OAICOMPAT_INLINE bool Reader::open(od::value& v, od::object& out) {
  if (!descend()) return false;
  return !v.get_object().get(out) || wrong_kind(v, object_kind);
}
OAICOMPAT_INLINE bool Reader::open(od::value& v, od::array& out) {
  if (!descend()) return false;
  return !v.get_array().get(out) || wrong_kind(v, array_kind);
}
OAICOMPAT_INLINE bool Reader::skip_null(od::value& v) {
  simdjson::simdjson_result<bool> is_null = v.is_null();  // a plain bool in later versions
  bool yes = false;
  return (!std::move(is_null).get(yes) && yes) || broken();
}

// The token at the value, without the white space that follows it. Points into the buffer.
OAICOMPAT_INLINE std::string_view token_of(od::value& v) {
  constexpr std::string_view blank = " \t\r\n";  // other control bytes are no white space, and make a token wrong
  const std::string_view token = v.raw_json_token();
  return token.substr(0, token.find_last_not_of(blank) + 1);
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

// What stands between the quotes of a key, as it came. simdjson has seen the closing quote, and behind the buffer is
// room.
inline std::string_view inside_of(od::field& field) {
  const char* from = field.key().raw();
  const char* to = quote_or_backslash(from);
  while (*to == '\\') to = quote_or_backslash(to + 2);
  return {from, static_cast<std::size_t>(to - from)};
}

OAICOMPAT_INLINE bool has_escapes(std::string_view inside) {
  return !inside.empty() && std::memchr(inside.data(), '\\', inside.size());
}

// The characters between two quotes, escapes resolved in place: the buffer is ours, and simdjson never looks at the
// inside of a string again. (Its own get_string writes to a buffer that is only large enough if no string is read
// twice.)
OAICOMPAT_INLINE bool Reader::resolve(std::string_view& inside) {
  if (!has_escapes(inside)) return true;
  char* in_place = const_cast<char*>(inside.data());
  const auto size = resolve_escapes(inside, in_place, lone());
  if (!size) return fail({}, "a string holds a bad escape");
  inside = {in_place, *size};
  return true;
}
OAICOMPAT_INLINE bool Reader::check_escapes(std::string_view inside) {
  return !has_escapes(inside) || resolve_escapes(inside, nullptr, lone()) || fail({}, "a string holds a bad escape");
}

OAICOMPAT_INLINE bool Reader::read_key(od::field& field, std::string_view& key) {
  key = inside_of(field);
  return resolve(key);
}

OAICOMPAT_INLINE bool Reader::read_quoted(od::value& v, std::string_view& inside) {
  const auto token = token_of(v);
  if (token.size() < 2 || token.front() != '"' || token.back() != '"') return broken();
  inside = token.substr(1, token.size() - 2);
  return true;
}
OAICOMPAT_INLINE bool Reader::read_characters(od::value& v, std::string_view& out) {
  return read_quoted(v, out) && (!v.get_raw_json_string().error() || broken()) && resolve(out);
}

// --- scalars -------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE bool Reader::read(od::value& v, Text& out) {
  const auto kind = kind_of(v);
  if (kind == string_kind) {
    std::string_view s;
    if (!read_characters(v, s)) return false;
    out = text(s);
    return true;
  }
  if (!lenient()) return wrong_kind(v, string_kind);
  out = Text{};
  if (kind == null_kind) return skip_null(v);
  Json raw;
  if (!read(v, raw)) return false;
  out = std::move(raw.text);
  return true;
}

OAICOMPAT_INLINE bool Reader::read(od::value& v, std::string& out) {
  Text borrowed;
  if (!read(v, borrowed)) return false;
  out = borrowed.str();
  return true;
}

OAICOMPAT_INLINE bool Reader::read(od::value& v, bool& out) {
  if (!v.get_bool().get(out)) return true;
  if (lenient() && kind_of(v) == null_kind) return skip_null(v);
  if (std::string_view word;
      lenient() && kind_of(v) == string_kind && read_characters(v, word) && (word == "true" || word == "false")) {
    out = word == "true";
    return true;
  }
  return wrong_kind(v, boolean_kind);
}

// A number that stands as a string, as query parameters and some servers have it.
OAICOMPAT_INLINE bool number_in(std::string_view s, double& out) {
  if (!is_json_number(s)) return false;
  return std::from_chars(s.data(), s.data() + s.size(), out).ec == std::errc{};
}
OAICOMPAT_INLINE bool number_in_json(std::string_view json, double& out) {
  const bool quoted = json.size() >= 2 && json.front() == '"' && json.back() == '"';
  return number_in(quoted ? json.substr(1, json.size() - 2) : json, out);
}

OAICOMPAT_INLINE bool Reader::read(od::value& v, double& out) {
  const auto kind = kind_of(v);
  if (kind == number_kind) return !v.get_double().get(out) || fail("a number", "one that is malformed or out of range");
  if (lenient() && kind == null_kind) return skip_null(v);
  if (std::string_view s; lenient() && kind == string_kind) {
    return read_characters(v, s) && (number_in(s, out) || fail("a number", "a string"));
  }
  return wrong_kind(v, number_kind);
}

OAICOMPAT_INLINE bool Reader::read(od::value& v, std::int64_t& out) {
  const auto kind = kind_of(v);
  if (kind == number_kind && !v.get_int64().get(out)) return true;
  double wide = 0;
  if (kind != number_kind && !lenient()) return kind == no_kind ? broken() : fail("an integer", kinds_in_words(kind));
  if (!read(v, wide)) return false;
  // 2^63 as a double; a fraction is forgiven only when lenient.
  if (!(std::abs(wide) < 9223372036854775808.0)) return fail("an integer in range", "a number out of range");
  if (!lenient() && wide != std::trunc(wide)) return fail("an integer", "a number with a fraction");
  out = static_cast<std::int64_t>(wide);
  return true;
}

// --- what is kept as it came ---------------------------------------------------------------------------------------

// What a search for a member gives. A broken document is not one that lacks the member: simdjson has then let go of its
// parser, and nothing may be asked of the document again.
enum class Search { found, absent, broken };

inline Search search(od::object& members, std::string_view key, od::value& out) {
  switch (members.find_field_unordered(key).get(out)) {
    case simdjson::SUCCESS: return Search::found;
    case simdjson::NO_SUCH_FIELD: return Search::absent;
    default: return Search::broken;
  }
}

// The tag that the object's other members imply; empty where there is none.
OAICOMPAT_INLINE bool Reader::read_implied_tag(od::object& members, std::span<const ImpliedTag> implied, Text& out) {
  for (const auto& each : implied) {
    if (each.member.empty()) continue;
    od::value value;
    const auto sought = search(members, each.member, value);
    if (sought == Search::broken) return broken();
    if (sought == Search::absent) continue;
    out = Text::literal(each.tag);
    return true;
  }
  return true;
}

// The object may have to be kept as it came, so its tag is not resolved in place.
OAICOMPAT_INLINE bool Reader::read_word(od::value& v, std::string_view key, Text& out) {
  std::string_view word;
  if (!read_quoted(v, word)) return false;
  if (!has_escapes(word)) {
    out = text(word);
    return true;
  }
  std::string copy{word};
  const auto size = resolve_escapes(word, copy.data(), lone());
  if (!size) return fail({}, "a string holds a bad escape"), under(key);
  out = Text{std::string_view{copy}.substr(0, *size)};
  return true;
}

// The word under `key`; empty where a lenient reader finds none. Leaves the object at its start.
OAICOMPAT_INLINE bool Reader::read_tag(od::object& members, std::string_view key, std::span<const ImpliedTag> implied,
                                       Text& out) {
  od::value value;
  const auto sought = search(members, key, value);
  if (sought == Search::broken) return broken();
  const bool found = sought == Search::found;
  const auto kind = found ? kind_of(value) : null_kind;
  if (kind == null_kind && !read_implied_tag(members, implied, out)) return false;
  if (!out.empty()) {
    // Said by the other members.
  } else if (kind == string_kind) {
    if (!read_word(value, key, out)) return false;
  } else if (!lenient()) {
    return found ? (wrong_kind(value, string_kind), under(key)) : missing(key);
  }
  bool empty = false;
  return !members.reset().get(empty) || broken();
}

OAICOMPAT_INLINE bool Reader::walk_members(od::object& members) {
  for (auto member : members) {
    od::field each;
    if (std::move(member).get(each)) return broken();
    const auto key = inside_of(each);
    if (!check_escapes(key)) return false;
    if (!walk(each.value())) return under(key);
  }
  return close();
}
OAICOMPAT_INLINE bool Reader::walk_items(od::array& items) {
  std::size_t index = 0;
  for (auto item : items) {
    od::value each;
    if (std::move(item).get(each)) return broken();
    if (!walk(each)) return under(index);
    ++index;
  }
  return close();
}

// A number need not be consumed: stepping to the next member or item passes over it. A string must be: stepping would
// take
// `["a":1}` for a key and its value.
OAICOMPAT_INLINE bool Reader::walk(od::value& v) {
  switch (kind_of(v)) {
    case object_kind: {
      od::object members;
      return open(v, members) && walk_members(members);
    }
    case array_kind: {
      od::array items;
      return open(v, items) && walk_items(items);
    }
    case string_kind: {
      std::string_view inside;
      return read_quoted(v, inside) && check_escapes(inside) && (!v.get_raw_json_string().error() || broken());
    }
    case number_kind: return is_json_number(token_of(v)) || broken();
    case boolean_kind: return !v.get_bool().error() || broken();
    case null_kind: return skip_null(v);
    default: return broken();
  }
}

OAICOMPAT_INLINE bool Reader::keep_raw(od::object& members, Json& out) {
  std::string_view raw;
  bool empty = false;
  if (members.raw_json().get(raw) || members.reset().get(empty)) return broken();
  out.text = text(raw);
  return walk_members(members);
}

OAICOMPAT_INLINE bool Reader::read(od::value& v, Json& out) {
  const auto kind = kind_of(v);
  if (kind == object_kind) {
    od::object members;
    return open(v, members) && keep_raw(members, out);
  }
  if (kind == array_kind) {
    od::array items;
    std::string_view raw;
    bool empty = false;
    if (!open(v, items)) return false;
    if (items.raw_json().get(raw) || items.reset().get(empty)) return broken();
    out.text = text(raw);
    return walk_items(items);
  }
  out.text = text(token_of(v));
  return walk(v);
}

OAICOMPAT_INLINE bool Reader::keep_extra(Extras& extras, std::string_view key, od::value& v) {
  if (!charge(sizeof(Extra))) return false;
  Extra field{text(key), {}};
  if (!read(v, field.json)) return false;
  extras.add(std::move(field));
  return true;
}

// --- objects and arrays --------------------------------------------------------------------------------------------

OAICOMPAT_INLINE bool Reader::read_items(od::value& v, void* out, std::size_t item_size, ReadItem read_item) {
  if (lenient() && kind_of(v) == null_kind) return skip_null(v);
  od::array items;
  if (!open(v, items)) return false;
  std::size_t index = 0;
  for (auto item : items) {
    od::value each;
    if (std::move(item).get(each)) return broken();
    if (!charge(item_size)) return false;
    if (!read_item(*this, each, out)) return under(index);
    ++index;
  }
  return close();
}

OAICOMPAT_INLINE bool Reader::read_map(od::value& v, void* out, std::size_t entry_size, ReadEntry read_entry) {
  if (lenient() && kind_of(v) == null_kind) return skip_null(v);
  od::object members;
  if (!open(v, members)) return false;
  for (auto member : members) {
    od::field each;
    std::string_view key;
    if (std::move(member).get(each)) return broken();
    if (!read_key(each, key)) return false;
    if (!charge(entry_size)) return false;
    if (!read_entry(*this, key, each.value(), out)) return under(key);
  }
  return close();
}

OAICOMPAT_INLINE bool Reader::read_object(od::value& v, void* out, const ObjectTable& table) {
  if (lenient() && kind_of(v) == null_kind) return skip_null(v);
  od::object members;
  return open(v, members) && read_members(members, out, table, {});
}

OAICOMPAT_INLINE bool Reader::read_members(od::object& members, void* out, const ObjectTable& table,
                                           std::string_view tag_key) {
  std::uint64_t seen = 0;
  for (auto member : members) {
    od::field each;
    std::string_view key;
    if (std::move(member).get(each)) return broken();
    if (!read_key(each, key)) return false;
    auto& value = each.value();
    const auto at = table.keys.find(key, table.count, [&](std::size_t i) { return table.rows[i].name == key; });
    if (at < table.count) {
      again_ = (seen >> at & 1) != 0;
      seen |= std::uint64_t{1} << at;
      if (!read_member(table, at, value, out)) return under(key);
    } else if (!tag_key.empty() && key == tag_key) {
      if (!walk(value)) return under(key);  // the first was read when the tag was looked for
    } else if (!(table.extras ? keep_extra(*table.extras(out), key, value) : walk(value))) {
      return under(key);
    }
  }
  if (const auto absent = table.required & ~seen; absent != 0 && !lenient()) {
    return missing(table.rows[static_cast<std::size_t>(std::countr_zero(absent))].name);
  }
  if (const auto absent = table.filled & ~seen; absent != 0 && table.extras) {
    table.extras(out)->note_odd(table.type, absent);
  }
  return close();
}

// --- the document --------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE void pad(Bytes& json) {
  if (json.capacity() - json.size() < simdjson::SIMDJSON_PADDING)
    json.reserve(json.size() + simdjson::SIMDJSON_PADDING);
}

// What a thread keeps for its next document: the parser's tables, and the copy of one that is not read in place, of
// documents up to this size. Of longer ones both are given back at once: the thread may never read another. simdjson's
// tables take about five bytes a byte.
inline constexpr std::size_t kept_scratch_bytes = std::size_t{256} << 10;

class KeptScratch {
 public:
  KeptScratch(od::parser& parser, Bytes* copy) : parser_{parser}, copy_{copy} {}
  ~KeptScratch() {
    if (parser_.capacity() > kept_scratch_bytes) parser_ = od::parser{};
    if (copy_ && copy_->capacity() > kept_scratch_bytes) release(*copy_);
  }
  KeptScratch(const KeptScratch&) = delete;
  KeptScratch& operator=(const KeptScratch&) = delete;

 private:
  od::parser& parser_;
  Bytes* copy_;
};

OAICOMPAT_INLINE Bytes& scratch_copy(std::string_view json) {
  thread_local Bytes copy;
  copy.reserve(json.size() + simdjson::SIMDJSON_PADDING);
  copy = json;
  return copy;
}

// Whether it is text that only a person can read: it begins as no JSON does, or is a lone word or sentence.
inline bool is_plain_text(std::string_view s) {
  constexpr std::string_view blank = " \t\r\n", byte_order_mark = "\xEF\xBB\xBF";
  if (s.starts_with(byte_order_mark)) s.remove_prefix(byte_order_mark.size());
  const auto from = s.find_first_not_of(blank);
  if (from == s.npos) return false;
  s = s.substr(from, s.find_last_not_of(blank) - from + 1);
  if (std::string_view{"{[\""}.find(s.front()) != std::string_view::npos) return false;
  return !is_json_number(s) && s != "true" && s != "false" && s != "null";
}

OAICOMPAT_INLINE std::optional<Error> read_document(Bytes& json, const ReadOptions& options, Keep keep, ReadRoot read,
                                                    void* out, OddMembers& odd) {
  thread_local od::parser parser;
  const KeptScratch kept{parser, keep == Keep::owned ? &json : nullptr};
  od::document document;
  od::value root;
  constexpr std::string_view mark = "\xEF\xBB\xBF";  // some write a byte order mark first
  const auto from = json.starts_with(mark) ? mark.size() : 0;
  const auto begun = parser.iterate(json.data() + from, json.size() - from, json.capacity() - from).get(document);
  if (begun == simdjson::UTF8_ERROR) return malformed("it is not UTF-8");
  if (begun == simdjson::EMPTY) return malformed("it is empty");
  if (is_plain_text(json)) return malformed("it is text, not JSON");
  if (begun == simdjson::UNCLOSED_STRING) return malformed("a string is not closed");
  if (begun == simdjson::UNESCAPED_CHARS) return malformed("a string holds a control character");
  if (begun) return malformed(simdjson::error_message(begun));
  Reader reader{options, keep, odd};
  const auto got = document.get_value().get(root);
  if (got == simdjson::SCALAR_DOCUMENT_AS_VALUE) return to_error({{}, "an object", "a single value"});
  if (got) return malformed(simdjson::error_message(got));
  if (!read(reader, root, out)) return to_error(reader.fault());
  if (!document.current_location().error()) return malformed("something follows its end");
  return std::nullopt;
}

}  // namespace oaicompat::inline v1::detail
