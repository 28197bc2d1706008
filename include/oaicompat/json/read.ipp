// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/release.hpp>
#include <oaicompat/json/read_cursor.ipp>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

namespace oaicompat::inline v1::detail {

// --- scalars -------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE bool Reader::read(JsonCursor& v, Text& out) {
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

OAICOMPAT_INLINE bool Reader::read(JsonCursor& v, std::string& out) {
  Text borrowed;
  if (!read(v, borrowed)) return false;
  out = borrowed.str();
  return true;
}

OAICOMPAT_INLINE bool Reader::read(JsonCursor& v, bool& out) {
  if (!v.json.get_bool().get(out)) return true;
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

OAICOMPAT_INLINE bool Reader::read(JsonCursor& v, double& out) {
  const auto kind = kind_of(v);
  if (kind == number_kind)
    return !v.json.get_double().get(out) || fail("a number", "one that is malformed or out of range");
  if (lenient() && kind == null_kind) return skip_null(v);
  if (std::string_view s; lenient() && kind == string_kind) {
    return read_characters(v, s) && (number_in(s, out) || fail("a number", "a string"));
  }
  return wrong_kind(v, number_kind);
}

OAICOMPAT_INLINE bool Reader::read(JsonCursor& v, std::int64_t& out) {
  const auto kind = kind_of(v);
  if (kind == number_kind && !v.json.get_int64().get(out)) return true;
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

inline Search search(JsonObject& members, std::string_view key, JsonCursor& out) {
  switch (members.json.find_field_unordered(key).get(out.json)) {
    case simdjson::SUCCESS: return Search::found;
    case simdjson::NO_SUCH_FIELD: return Search::absent;
    default: return Search::broken;
  }
}

// The tag that the object's other members imply; empty where there is none.
OAICOMPAT_INLINE bool Reader::read_implied_tag(JsonObject& members, const UnionTable& table, Text& out) {
  for (const auto& each : table.cases) {
    if (each.implied_by.empty()) continue;
    JsonCursor value;
    const auto sought = search(members, each.implied_by, value);
    if (sought == Search::broken) return broken();
    if (sought == Search::absent) continue;
    out = Text::literal(each.words[0]);
    return true;
  }
  return true;
}

// The object may have to be kept as it came, so its tag is not resolved in place.
OAICOMPAT_INLINE bool Reader::read_word(JsonCursor& v, std::string_view key, Text& out) {
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
OAICOMPAT_INLINE bool Reader::read_tag(JsonObject& members, const UnionTable& table, Text& out) {
  const auto key = table.key;
  JsonCursor value;
  const auto sought = search(members, key, value);
  if (sought == Search::broken) return broken();
  const bool found = sought == Search::found;
  const auto kind = found ? kind_of(value) : null_kind;
  if (kind == null_kind && !read_implied_tag(members, table, out)) return false;
  if (!out.empty()) {
    // Said by the other members.
  } else if (kind == string_kind) {
    if (!read_word(value, key, out)) return false;
  } else if (!lenient()) {
    return found ? (wrong_kind(value, string_kind), under(key)) : missing(key);
  }
  bool empty = false;
  return !members.json.reset().get(empty) || broken();
}

OAICOMPAT_INLINE bool Reader::walk_members(JsonObject& members) {
  for (auto member : members.json) {
    if (member.error()) return broken();
    const od::field& each = member.value_unsafe();
    const auto [key, escaped] = raw_key_of(each);
    if (escaped && !check_escapes(key)) return false;
    JsonCursor value{each.second};
    if (!walk(value)) return under(key);
  }
  return close();
}
OAICOMPAT_INLINE bool Reader::walk_items(JsonArray& items) {
  std::size_t index = 0;
  for (auto item : items.json) {
    JsonCursor each;
    if (std::move(item).get(each.json)) return broken();
    if (!walk(each)) return under(index);
    ++index;
  }
  return close();
}

// A number need not be consumed: stepping to the next member or item passes over it. A string must be: stepping would
// take
// `["a":1}` for a key and its value.
OAICOMPAT_INLINE bool Reader::walk(JsonCursor& v) {
  switch (kind_of(v)) {
    case object_kind: {
      JsonObject members;
      return open(v, members) && walk_members(members);
    }
    case array_kind: {
      JsonArray items;
      return open(v, items) && walk_items(items);
    }
    case string_kind: {
      std::string_view inside;
      return read_quoted(v, inside) && check_escapes(inside) && (!v.json.get_raw_json_string().error() || broken());
    }
    case number_kind: return is_json_number(token_of(v)) || broken();
    case boolean_kind: return !v.json.get_bool().error() || broken();
    case null_kind: return skip_null(v);
    default: return broken();
  }
}

OAICOMPAT_INLINE bool Reader::keep_raw(JsonObject& members, Json& out) {
  std::string_view raw;
  bool empty = false;
  if (members.json.raw_json().get(raw) || members.json.reset().get(empty)) return broken();
  out.text = text(raw);
  return walk_members(members);
}

OAICOMPAT_INLINE bool Reader::read(JsonCursor& v, Json& out) {
  const auto kind = kind_of(v);
  if (kind == object_kind) {
    JsonObject members;
    return open(v, members) && keep_raw(members, out);
  }
  if (kind == array_kind) {
    JsonArray items;
    std::string_view raw;
    bool empty = false;
    if (!open(v, items)) return false;
    if (items.json.raw_json().get(raw) || items.json.reset().get(empty)) return broken();
    out.text = text(raw);
    return walk_items(items);
  }
  out.text = text(token_of(v));
  return walk(v);
}

OAICOMPAT_INLINE bool Reader::keep_extra(Extras& extras, std::string_view key, JsonCursor& v) {
  if (!charge(sizeof(Extra))) return false;
  Extra field{text(key), {}};
  if (!read(v, field.json)) return false;
  extras.add(std::move(field));
  return true;
}

// --- objects and arrays --------------------------------------------------------------------------------------------

OAICOMPAT_INLINE bool Reader::read_items(JsonCursor& v, void* out, std::size_t item_size, ReadItem read_item) {
  if (lenient() && kind_of(v) == null_kind) return skip_null(v);
  JsonArray items;
  if (!open(v, items)) return false;
  std::size_t index = 0;
  for (auto item : items.json) {
    JsonCursor each;
    if (std::move(item).get(each.json)) return broken();
    if (!charge(item_size)) return false;
    if (!read_item(*this, each, out)) return under(index);
    ++index;
  }
  return close();
}

OAICOMPAT_INLINE bool Reader::read_map(JsonCursor& v, void* out, std::size_t entry_size, ReadEntry read_entry) {
  if (lenient() && kind_of(v) == null_kind) return skip_null(v);
  JsonObject members;
  if (!open(v, members)) return false;
  for (auto member : members.json) {
    if (member.error()) return broken();
    const od::field& each = member.value_unsafe();
    auto [key, escaped] = raw_key_of(each);
    JsonCursor value{each.second};
    if ((escaped && !resolve(key)) || !charge(entry_size)) return false;
    if (!read_entry(*this, key, value, out)) return under(key);
  }
  return close();
}

OAICOMPAT_INLINE bool Reader::read_object(JsonCursor& v, void* out, const ObjectTable& table) {
  if (lenient() && kind_of(v) == null_kind) return skip_null(v);
  JsonObject members;
  return open(v, members) && read_members(members, out, table, {});
}

// The case whose word the tag is, or a null pointer.
inline const UnionCase* case_of(const UnionTable& table, std::string_view tag) {
  for (const auto& each : table.cases) {
    for (const auto word : each.words) {
      if (word == tag) return &each;
    }
  }
  return nullptr;
}

OAICOMPAT_INLINE bool Reader::read_union(JsonCursor& v, void* out, const UnionTable& table) {
  if (lenient() && kind_of(v) == null_kind) return skip_null(v);
  JsonObject members;
  Text tag;
  if (!open(v, members) || !read_tag(members, table, tag)) return false;
  if (const auto* known = case_of(table, tag)) {
    void* made = known->emplace(out);
    if (!read_members(members, made, known->table(made), table.key)) return false;
    if (known->set_tag) known->set_tag(made, std::move(tag));  // the key may stand twice
    return true;
  }
  Json raw;
  if (!keep_raw(members, raw)) return false;
  table.keep(out, Unknown{std::move(tag), std::move(raw)});
  return true;
}

OAICOMPAT_INLINE bool Reader::read_members(JsonObject& members, void* out, const ObjectTable& table,
                                           std::string_view tag_key) {
  std::uint64_t seen = 0;
  for (auto member : members.json) {
    if (member.error()) return broken();
    const od::field& each = member.value_unsafe();
    auto [key, escaped] = raw_key_of(each);
    JsonCursor value{each.second};
    if (escaped && !resolve(key)) return false;
    const auto at = row_of_key(table, key);
    if (at < table.count) {
      again_ = (seen >> at & 1) != 0;
      seen |= std::uint64_t{1} << at;
      if (!read_member(table, at, value, out)) return under(key);
    } else if (!tag_key.empty() && key == tag_key) {
      if (!walk(value)) return under(key);  // the first was read when the tag was looked for
    } else if (!(table.keeps_extras ? keep_extra(*table.extras(out), key, value) : walk(value))) {
      return under(key);
    }
  }
  if (const auto absent = table.required & ~seen; absent != 0 && !lenient()) {
    return missing(table.rows[static_cast<std::size_t>(std::countr_zero(absent))].name);
  }
  if (const auto absent = table.filled & ~seen; absent != 0 && table.keeps_extras) {
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
inline constexpr std::size_t scratch_bound_bytes = std::size_t{256} << 10;

class ScratchBound {
 public:
  ScratchBound(od::parser& parser, Bytes* copy) : parser_{parser}, copy_{copy} {}
  ~ScratchBound() {
    if (parser_.capacity() > scratch_bound_bytes) parser_ = od::parser{};
    if (copy_ && copy_->capacity() > scratch_bound_bytes) release(*copy_);
  }
  ScratchBound(const ScratchBound&) = delete;
  ScratchBound& operator=(const ScratchBound&) = delete;

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
  const ScratchBound kept{parser, keep == Keep::owned ? &json : nullptr};
  od::document document;
  JsonCursor root;
  constexpr std::string_view mark = "\xEF\xBB\xBF";  // some write a byte order mark first
  const auto from = json.starts_with(mark) ? mark.size() : 0;
  const auto begun = parser.iterate(json.data() + from, json.size() - from, json.capacity() - from).get(document);
  if (begun == simdjson::UTF8_ERROR) return malformed("it is not UTF-8");
  if (begun == simdjson::EMPTY) return malformed("it is empty");
  if (is_plain_text(json)) return malformed("it is text, not JSON");
  if (begun == simdjson::UNCLOSED_STRING) return malformed("a string is not closed");
  if (begun == simdjson::UNESCAPED_CHARS) return malformed("a string holds a control character");
  if (begun == simdjson::CAPACITY || begun == simdjson::MEMALLOC) return malformed("it is too large");
  if (begun) return malformed(misplaced);
  Reader reader{options, keep, odd};
  const auto got = document.get_value().get(root.json);
  if (got == simdjson::SCALAR_DOCUMENT_AS_VALUE) return to_error({{}, "an object", "a single value"});
  if (got) return malformed(misplaced);
  if (!read(reader, root, out)) return to_error(reader.fault());
  if (!document.current_location().error()) return malformed("something follows its end");
  return std::nullopt;
}

}  // namespace oaicompat::inline v1::detail
