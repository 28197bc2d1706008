// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/read.ipp>

#include <algorithm>

// What becomes of members that come otherwise than they are written, and of words that are no JSON.

namespace oaicompat::inline v1::detail {

// A fraction, an exponent, or more digits than an integer has room for.
inline bool is_odd_integer(JsonCursor& v) {
  const auto token = token_of(v);
  if (token.find_first_of(".eE") != token.npos) return true;
  constexpr std::size_t surely_fits = 18;
  std::int64_t number = 0;
  return token.size() > surely_fits &&
         std::from_chars(token.data(), token.data() + token.size(), number).ec != std::errc{};
}

// The word `null` of a query, where a map of its members is expected.
inline bool is_null_word(const ValueOps& ops, JsonCursor& v) {
  constexpr unsigned looked_at = null_kind | object_kind | string_kind;
  return (ops.kinds & looked_at) == (null_kind | object_kind) && kind_of(v) == string_kind &&
         token_of(v).starts_with("\"null\"");
}
inline bool read_null(Reader& reader, const ValueOps& ops, void* value) {
  const simdjson::padded_string json{std::string_view{"[null]"}};
  od::parser parser;
  od::document document;
  JsonCursor null;
  return !parser.iterate(json).get(document) && !document.at(0).get(null.json) && ops.read(reader, null, value);
}

OAICOMPAT_INLINE bool Reader::read_member(const ObjectTable& table, std::size_t at, JsonCursor& v, void* out) {
  const auto& ops = *table.rows[at].ops;
  const auto number = ++members_;
  if (options_.reading == Reading::parameters && is_null_word(ops, v))
    return walk(v) && read_null(*this, ops, table.at(out, at));
  if (!table.keeps_extras || options_.reading == Reading::parameters) return ops.read(*this, v, table.at(out, at));
  const auto kind = kind_of(v);
  const bool odd = !(kind & ops.kinds) || (ops.whole && lenient() && kind == number_kind && is_odd_integer(v)) ||
                   (odd_members_.count != 0 && odd_members_.has(number));
  if (odd && kind != no_kind && !again_) return read_odd(table, at, v, out);
  if (ops.read(*this, v, table.at(out, at))) return true;
  const bool another_type = !fault_.expected.empty() && !fault_.found.empty();
  if (lenient() && another_type && odd_members_.failed == 0) odd_members_.failed = number;
  return false;
}

inline std::uint64_t take_form(const ValueOps& ops, std::string_view json, void* value) {
  return ops.take ? ops.take(json, value) : no_mark;
}

OAICOMPAT_INLINE bool Reader::read_odd(const ObjectTable& table, std::size_t at, JsonCursor& v, void* out) {
  const auto& row = table.rows[at];
  void* value = table.at(out, at);
  const auto kind = kind_of(v);
  auto& extras = *table.extras(out);
  const bool may_be_absent = (table.filled >> at & 1) == 0;
  if (row.parts && kind == array_kind) return read_parts(table, at, v, out);
  if (kind == null_kind && may_be_absent) {
    if (!row.ops->read(*this, v, value)) return false;
    extras.note_odd(table.type, std::uint64_t{1} << at);
    return true;
  }
  if (!lenient()) return row.ops->read(*this, v, value);
  Extra form{Text::literal(row.name), {}};
  if (!charge(sizeof(Extra)) || !read(v, form.json)) return false;
  form.read_as = take_form(*row.ops, kind == null_kind ? std::string_view{} : form.json.view(), value);
  extras.add_form(std::move(form));
  return true;
}

// What a part of a text says, where it is text.
struct PartWords {
  Text type;
  std::optional<Text> text;
};
constexpr auto describe(Type<PartWords>) {
  return object("PartWords", field("type", &PartWords::type), field("text", &PartWords::text));
}

OAICOMPAT_INLINE bool Reader::read_part(JsonCursor& v, std::string& words) {
  const auto kind = kind_of(v);
  if (kind == string_kind) {
    std::string_view text;
    if (!read_characters(v, text)) return false;
    words += text;
    return true;
  }
  if (kind != object_kind) return lenient() ? walk(v) : wrong_kind(v, object_kind);
  PartWords part;
  if (!read_here(v, part)) return false;
  const bool is_text = part.type == "text" || part.type == "output_text" || part.type.empty();
  if (is_text && part.text) words += part.text->view();
  return true;
}

OAICOMPAT_INLINE bool Reader::read_parts(const ObjectTable& table, std::size_t at, JsonCursor& v, void* out) {
  const auto& row = table.rows[at];
  JsonArray items;
  std::string_view raw;
  bool empty = false;
  if (!open(v, items)) return false;
  if (items.json.raw_json().get(raw)) return broken();
  if (!charge(sizeof(Extra) + raw.size())) return false;
  Extra form{Text::literal(row.name), {Text{raw}}};  // a copy: what follows resolves escapes in place
  if (items.json.reset().get(empty)) return broken();
  std::string words;
  std::size_t index = 0;
  for (auto item : items.json) {
    JsonCursor each;
    if (std::move(item).get(each.json)) return broken();
    if (!read_part(each, words)) return under(index);
    ++index;
  }
  form.read_as = take_form(*row.ops, words, table.at(out, at));
  table.extras(out)->add_form(std::move(form));
  return close();
}

// Words for numbers that JSON does not have, which some writers of JSON put all the same.
struct BareWord {
  std::string_view word, json;
};
inline constexpr std::array<BareWord, 3> bare_words{
    {{"NaN", "null"}, {"-Infinity", "-1.7976931348623157e308"}, {"Infinity", "1.7976931348623157e308"}}};

// The JSON with other words for those; nothing where there are none.
inline std::optional<Bytes> without_bare_words(std::string_view json) {
  Bytes out;
  bool found = false;
  while (!json.empty()) {
    std::size_t taken = 1;
    if (json[0] == '"') {
      while (taken < json.size() && json[taken] != '"') taken += json[taken] == '\\' ? 2 : 1;
      taken = std::min(taken + 1, json.size());
    }
    const auto word = std::find_if(bare_words.begin(), bare_words.end(),
                                   [&](const BareWord& each) { return json.starts_with(each.word); });
    if (word != bare_words.end()) {
      found = true;
      taken = word->word.size();
    }
    out += word != bare_words.end() ? word->json : json.substr(0, taken);
    json.remove_prefix(taken);
  }
  return found ? std::optional{std::move(out)} : std::nullopt;
}

OAICOMPAT_INLINE std::optional<Error> read_owned(std::string_view json, const ReadOptions& options, ReadRoot read,
                                                 void* out, void (*renew)(void* out)) {
  OddMembers odd;
  std::optional<Bytes> repaired;
  for (;;) {
    auto& copy = scratch_copy(repaired ? std::string_view{*repaired} : json);
    auto error = read_document(copy, options, Keep::owned, read, out, odd);
    if (!error || options.reading != Reading::lenient) return error;
    if (odd.failed != 0 && odd.count < odd.numbers.size()) {
      odd.numbers[odd.count++] = std::exchange(odd.failed, 0);
    } else if (odd.failed == 0 && !repaired && (repaired = without_bare_words(json))) {
      odd = {};
    } else {
      return error;
    }
    renew(out);
  }
}

}  // namespace oaicompat::inline v1::detail
