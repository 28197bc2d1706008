// Reading: from JSON text to described structs. The parser behind it is named by the bodies alone.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/json/tables.hpp>

#include <array>
#include <map>
#include <span>

namespace oaicompat::inline v1::detail {

// What is wrong, and where: `path` grows at the front as the reader unwinds.
struct Fault {
  std::string path, expected, found;
};
OAICOMPAT_API Error to_error(const Fault& fault);
OAICOMPAT_API Error malformed(std::string_view why);

class JsonObject;
class JsonArray;

OAICOMPAT_API bool is_utf8(std::string_view text);
OAICOMPAT_API unsigned kind_of(JsonCursor& value);
OAICOMPAT_API std::string kinds_in_words(unsigned kinds);

// What becomes of an escape that is half a surrogate pair.
enum class LoneSurrogate { refuse, replace };

// Whether texts point into the buffer or are copies.
enum class Keep { borrowed, owned };

// The members at which earlier readings of a document failed, each by its number: the next reading keeps their form.
struct OddMembers {
  std::array<std::size_t, 8> numbers{};
  std::size_t count = 0;
  std::size_t failed = 0;  // where this reading failed; 0 for nowhere

  bool has(std::size_t number) const {
    for (std::size_t i = 0; i < count; ++i) {
      if (numbers[i] == number) return true;
    }
    return false;
  }
};

// Reads one document. simdjson has checked the UTF-8, the strings' ends and control characters for the whole buffer; it
// checks all else only in what is read, so everything is read: what the struct has no member for is walked too.
class OAICOMPAT_API Reader {
 public:
  Reader(const ReadOptions& options, Keep keep, OddMembers& odd) : options_{options}, keep_{keep}, odd_members_{odd} {}

  const Fault& fault() const { return fault_; }
  // Whether the member being read was read before: its key stands twice.
  bool again() const { return again_; }

  bool read(JsonCursor& v, Text& out);
  bool read(JsonCursor& v, std::string& out);
  bool read(JsonCursor& v, Json& out);
  bool read(JsonCursor& v, bool& out);
  bool read(JsonCursor& v, double& out);
  bool read(JsonCursor& v, std::int64_t& out);
  bool read_object(JsonCursor& v, void* out, const ObjectTable& table);
  bool read_union(JsonCursor& v, void* out, const UnionTable& table);

  template <std::floating_point T>
  bool read(JsonCursor& v, T& out) {
    double wide = 0;
    if (!read(v, wide)) return false;
    out = static_cast<T>(wide);
    return true;
  }
  template <std::integral T>
  bool read(JsonCursor& v, T& out) {
    std::int64_t wide = 0;
    if (!read(v, wide)) return false;
    if (!std::in_range<T>(wide)) return fail("an integer in range", "one out of range");
    out = static_cast<T>(wide);
    return true;
  }
  template <class T>
  bool read(JsonCursor& v, std::optional<T>& out) {
    if (kind_of(v) != null_kind) return read(v, out.emplace());
    out.reset();
    return skip_null(v);
  }
  template <class T>
  bool read(JsonCursor& v, Maybe<T>& out) {
    if (kind_of(v) != null_kind) return read(v, out.emplace());
    out.set_null();
    return skip_null(v);
  }
  template <class E>
  bool read(JsonCursor& v, OpenEnum<E>& out) {
    Text word;
    if (!read(v, word)) return false;
    out = OpenEnum<E>{word};
    return true;
  }
  template <NamedEnum E>
  bool read(JsonCursor& v, E& out) {
    OpenEnum<E> word;
    if (!read(v, word)) return false;
    if (!word.known()) return fail("one of the words of an enumeration", "'" + std::string{word.word()} + "'");
    out = *word.known();
    return true;
  }
  template <class T>
  bool read(JsonCursor& v, std::vector<T>& out) {
    out.clear();
    return read_items(v, &out, sizeof(T), [](Reader& reader, JsonCursor& item, void* items) {
      auto& vector = *static_cast<std::vector<T>*>(items);
      if constexpr (std::same_as<T, bool>) {
        bool each = false;
        const bool ok = reader.read(item, each);
        vector.push_back(each);
        return ok;
      } else {
        return reader.read(item, vector.emplace_back());
      }
    });
  }
  template <class T>
  bool read(JsonCursor& v, Map<T>& out) {
    out.items.clear();
    return read_map(v, &out, sizeof(T) + sizeof(Text),
                    [](Reader& reader, std::string_view key, JsonCursor& value, void* map) {
                      auto& added = static_cast<Map<T>*>(map)->items.emplace_back();
                      added.first = reader.text(key);
                      return reader.read(value, added.second);
                    });
  }
  template <class T>
  bool read(JsonCursor& v, std::map<std::string, T>& out) {
    out.clear();
    return read_map(v, &out, sizeof(T) + sizeof(std::string),
                    [](Reader& reader, std::string_view key, JsonCursor& value, void* map) {
                      auto& entries = *static_cast<std::map<std::string, T>*>(map);
                      return reader.read(value, entries.insert_or_assign(std::string{key}, T{}).first->second);
                    });
  }
  template <class... Ts>
  bool read(JsonCursor& v, OneOf<Ts...>& out) {
    const auto kind = kind_of(v);
    if (lenient() && kind == null_kind) return skip_null(v);
    bool ok = true;
    const bool chosen = ((KindsOf<Ts>::value & kind && (ok = read(v, out.value.template emplace<Ts>()), true)) || ...);
    return chosen ? ok : wrong_kind(v, KindsOf<OneOf<Ts...>>::value);
  }
  template <class T>
  requires(is_union<T> || Described<T> || compiled_apart<T>) bool read(JsonCursor& v, T& out) {
    if constexpr (compiled_apart<T>) {
      return Codec<T>::read_inside(*this, v, out);
    } else {
      return read_here(v, out);
    }
  }
  template <class T>
  bool read_here(JsonCursor& v, T& out) {
    if constexpr (is_union<T>) {
      return read_union(v, &out, union_table<T>());
    } else {
      return read_object(v, &out, object_table(out));
    }
  }

 private:
  using ReadItem = bool (*)(Reader&, JsonCursor&, void* items);
  using ReadEntry = bool (*)(Reader&, std::string_view key, JsonCursor&, void* map);

  bool lenient() const { return options_.reading != Reading::strict; }
  Text text(std::string_view s) const { return keep_ == Keep::owned ? Text{s} : Text::borrowed(s); }

  bool read_items(JsonCursor& v, void* out, std::size_t item_size, ReadItem read_item);
  bool read_map(JsonCursor& v, void* out, std::size_t entry_size, ReadEntry read_entry);
  bool read_members(JsonObject& members, void* out, const ObjectTable& table, std::string_view tag_key);

  bool fail(std::string expected, std::string found);
  bool broken();
  bool wrong_kind(JsonCursor& v, unsigned expected);
  bool missing(std::string_view key);
  bool under(std::string_view key);
  bool under(std::size_t index);
  bool charge(std::size_t bytes);
  bool descend();
  bool open(JsonCursor& v, JsonObject& out);
  bool open(JsonCursor& v, JsonArray& out);
  bool close() {
    --depth_;
    return true;
  }
  bool skip_null(JsonCursor& v);
  LoneSurrogate lone() const { return lenient() ? LoneSurrogate::replace : LoneSurrogate::refuse; }
  bool resolve(std::string_view& inside);
  bool check_escapes(std::string_view inside);
  bool read_quoted(JsonCursor& v, std::string_view& inside);
  bool read_characters(JsonCursor& v, std::string_view& out);
  bool read_tag(JsonObject& members, const UnionTable& table, Text& out);
  bool read_implied_tag(JsonObject& members, const UnionTable& table, Text& out);
  bool read_word(JsonCursor& v, std::string_view key, Text& out);
  bool keep_raw(JsonObject& members, Json& out);
  bool keep_extra(Extras& extras, std::string_view key, JsonCursor& v);
  bool read_member(const ObjectTable& table, std::size_t at, JsonCursor& v, void* out);
  bool read_odd(const ObjectTable& table, std::size_t at, JsonCursor& v, void* out);
  bool read_parts(const ObjectTable& table, std::size_t at, JsonCursor& v, void* out);
  bool read_part(JsonCursor& v, std::string& words);
  bool walk(JsonCursor& v);
  bool walk_members(JsonObject& members);
  bool walk_items(JsonArray& items);

  const ReadOptions& options_;
  const Keep keep_;
  OddMembers& odd_members_;
  std::size_t depth_ = 0, memory_ = 0, members_ = 0;
  bool again_ = false;
  Fault fault_;
};

// Calls `read` with the root of the document in `json`, and says what came of it. `json` must be padded and may be
// changed by the reading.
using ReadRoot = bool (*)(Reader&, JsonCursor&, void* out);
OAICOMPAT_API std::optional<Error> read_document(Bytes& json, const ReadOptions& options, Keep keep, ReadRoot read,
                                                 void* out, OddMembers& odd);
// Reads a copy, and leniently again where one member, or a word that JSON does not have, failed it. `renew` makes `out`
// new.
OAICOMPAT_API std::optional<Error> read_owned(std::string_view json, const ReadOptions& options, ReadRoot read,
                                              void* out, void (*renew)(void* out));
// A padded copy that is reused by this thread's next call.
OAICOMPAT_API Bytes& scratch_copy(std::string_view json);
OAICOMPAT_API void pad(Bytes& json);

template <class T>
bool read_root(Reader& reader, JsonCursor& v, void* out) {
  if constexpr (compiled_apart<T>) {
    return reader.read_here(v, *static_cast<T*>(out));
  } else {
    return reader.read(v, *static_cast<T*>(out));
  }
}

}  // namespace oaicompat::inline v1::detail

namespace oaicompat::inline v1 {

template <class T>
Result<Parsed<T>> Codec<T>::parse(Bytes json, const ReadOptions& options) {
  auto state = std::make_shared<typename Parsed<T>::State>();
  state->bytes = std::move(json);
  detail::pad(state->bytes);
  detail::OddMembers odd;
  if (auto error = detail::read_document(state->bytes, options, detail::Keep::borrowed, detail::read_root<T>,
                                         &state->value, odd)) {
    return *std::move(error);
  }
  return Parsed<T>{std::move(state)};
}

template <class T>
Result<T> Codec<T>::parse_owned(std::string_view json, const ReadOptions& options) {
  T value{};
  const auto renew = [](void* out) { *static_cast<T*>(out) = T{}; };
  if (auto error = detail::read_owned(json, options, detail::read_root<T>, &value, renew)) return *std::move(error);
  return value;
}

template <class T>
bool Codec<T>::read_inside(detail::Reader& reader, detail::JsonCursor& json, T& out) {
  return detail::read_root<T>(reader, json, &out);
}

}  // namespace oaicompat::inline v1

#include <oaicompat/json/object_table.hpp>
