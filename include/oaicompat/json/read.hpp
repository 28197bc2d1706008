// Reading: from JSON text to described structs, over simdjson On-Demand.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/json/key_index.hpp>
#include <oaicompat/json/odd.hpp>

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <map>
#include <span>

namespace oaicompat::inline v1::detail {

namespace od = simdjson::ondemand;

// What is wrong, and where: `path` grows at the front as the reader unwinds.
struct Fault {
  std::string path, expected, found;
};
OAICOMPAT_API Error to_error(const Fault& fault);
OAICOMPAT_API Error malformed(std::string_view why);

// One bit for each kind of JSON value.
enum Kinds : unsigned {
  no_kind = 0,
  string_kind = 1,
  number_kind = 2,
  boolean_kind = 4,
  array_kind = 8,
  object_kind = 16,
  null_kind = 32,
  any_kind = 63
};

template <class T>
struct KindsOf {
  static constexpr unsigned value = std::is_same_v<T, bool>     ? boolean_kind
                                    : std::is_arithmetic_v<T>   ? number_kind
                                    : is_vector<T>              ? array_kind
                                    : is_map<T> || Described<T> ? object_kind
                                                                : string_kind;
};
template <>
struct KindsOf<Json> {
  static constexpr unsigned value = any_kind;
};
template <class T>
struct KindsOf<std::optional<T>> {
  static constexpr unsigned value = KindsOf<T>::value | null_kind;
};
template <class T>
struct KindsOf<Maybe<T>> {
  static constexpr unsigned value = KindsOf<T>::value | null_kind;
};
template <class T>
struct KindsOf<std::map<std::string, T>> {
  static constexpr unsigned value = object_kind;
};
template <class... Ts>
struct KindsOf<OneOf<Ts...>> {
  static constexpr unsigned value = (KindsOf<Ts>::value | ...);
};
template <Tag Key, class... Cases>
struct KindsOf<Union<Key, Cases...>> {
  static constexpr unsigned value = object_kind;
};

// The kinds that a member's type has a place for. An optional has none for null: it is absent then.
template <class T>
struct WrittenKinds : KindsOf<T> {};
template <class T>
struct WrittenKinds<std::optional<T>> {
  static constexpr unsigned value = KindsOf<T>::value & ~unsigned{null_kind};
};

OAICOMPAT_API unsigned kind_of(od::value& value);
OAICOMPAT_API std::string kinds_in_words(unsigned kinds);

// What becomes of an escape that is half a surrogate pair.
enum class LoneSurrogate { refuse, replace };

// Whether texts point into the buffer or are copies.
enum class Keep { borrowed, owned };

class Reader;

// A described struct as the reader sees it at run time. The loops over members and items are compiled once; a type adds
// only what puts a value into its place.
struct FieldRow {
  std::string_view name;
  bool (*read)(Reader&, od::value&, void* object);
  std::uint64_t (*take)(std::string_view json, void* object);  // makes what it can of another form; gives its mark
  unsigned kinds;
  bool whole;  // an integer
  bool parts;  // text that may come in parts
};
struct ObjectTable {
  const FieldRow* rows;
  std::size_t count;
  KeySlots keys;
  std::uint64_t required, filled;   // a bit a row: must be there when strict; is written whether it was there or not
  Extras* (*extras)(void* object);  // null for a struct that keeps none
  std::uint32_t type;
};
template <Described T>
const ObjectTable& object_table();

// What a union's tag is where it is missing and the object has this member.
struct ImpliedTag {
  std::string_view member, tag;
};

// The members at which earlier readings of a document failed, each by its number: the next reading keeps their form.
struct OddMembers {
  std::array<std::size_t, 8> numbers{};
  std::size_t count = 0;
  std::size_t failed = 0;  // where this reading failed; 0 for nowhere

  bool has(std::size_t number) const {
    return std::find(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(count), number) !=
           numbers.begin() + static_cast<std::ptrdiff_t>(count);
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

  bool read(od::value& v, Text& out);
  bool read(od::value& v, std::string& out);
  bool read(od::value& v, Json& out);
  bool read(od::value& v, bool& out);
  bool read(od::value& v, double& out);
  bool read(od::value& v, std::int64_t& out);
  bool read_object(od::value& v, void* out, const ObjectTable& table);

  template <std::floating_point T>
  bool read(od::value& v, T& out) {
    double wide = 0;
    if (!read(v, wide)) return false;
    out = static_cast<T>(wide);
    return true;
  }
  template <std::integral T>
  bool read(od::value& v, T& out) {
    std::int64_t wide = 0;
    if (!read(v, wide)) return false;
    if (!std::in_range<T>(wide)) return fail("an integer in range", "one out of range");
    out = static_cast<T>(wide);
    return true;
  }
  template <class T>
  bool read(od::value& v, std::optional<T>& out) {
    if (kind_of(v) != null_kind) return read(v, out.emplace());
    out.reset();
    return skip_null(v);
  }
  template <class T>
  bool read(od::value& v, Maybe<T>& out) {
    if (kind_of(v) != null_kind) return read(v, out.emplace());
    out.set_null();
    return skip_null(v);
  }
  template <class E>
  bool read(od::value& v, OpenEnum<E>& out) {
    Text word;
    if (!read(v, word)) return false;
    out = OpenEnum<E>{word};
    return true;
  }
  template <Worded E>
  bool read(od::value& v, E& out) {
    OpenEnum<E> word;
    if (!read(v, word)) return false;
    if (!word.known()) return fail("one of the words of an enumeration", "'" + std::string{word.word()} + "'");
    out = *word.known();
    return true;
  }
  template <class T>
  bool read(od::value& v, std::vector<T>& out) {
    out.clear();
    return read_items(v, &out, sizeof(T), [](Reader& reader, od::value& item, void* items) {
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
  bool read(od::value& v, Map<T>& out) {
    out.items.clear();
    return read_map(v, &out, sizeof(T) + sizeof(Text),
                    [](Reader& reader, std::string_view key, od::value& value, void* map) {
                      auto& added = static_cast<Map<T>*>(map)->items.emplace_back();
                      added.first = reader.text(key);
                      return reader.read(value, added.second);
                    });
  }
  template <class T>
  bool read(od::value& v, std::map<std::string, T>& out) {
    out.clear();
    return read_map(v, &out, sizeof(T) + sizeof(std::string),
                    [](Reader& reader, std::string_view key, od::value& value, void* map) {
                      auto& entries = *static_cast<std::map<std::string, T>*>(map);
                      return reader.read(value, entries.insert_or_assign(std::string{key}, T{}).first->second);
                    });
  }
  template <class... Ts>
  bool read(od::value& v, OneOf<Ts...>& out) {
    const auto kind = kind_of(v);
    if (lenient() && kind == null_kind) return skip_null(v);
    bool ok = true;
    const bool chosen = ((KindsOf<Ts>::value & kind && (ok = read(v, out.value.template emplace<Ts>()), true)) || ...);
    return chosen ? ok : wrong_kind(v, KindsOf<OneOf<Ts...>>::value);
  }
  template <class T>
  requires(is_union<T> || Described<T> || compiled_apart<T>) bool read(od::value& v, T& out) {
    if constexpr (compiled_apart<T>) {
      return Codec<T>::read_inside(*this, &v, out);
    } else {
      return read_here(v, out);
    }
  }
  template <Tag Key, class... Cases>
  bool read_here(od::value& v, Union<Key, Cases...>& out) {
    if (lenient() && kind_of(v) == null_kind) return skip_null(v);
    static constexpr std::array<ImpliedTag, sizeof...(Cases)> implied{
        ImpliedTag{Cases::implied_by, Cases::words[0]}...};
    od::object members;
    Text tag;
    if (!open(v, members) || !read_tag(members, Key.view(), implied, tag)) return false;
    bool ok = true;
    const bool known =
        ((is_word_of<Cases>(tag) && (ok = read_case<Cases>(members, out.value, Key.view(), tag), true)) || ...);
    if (known) return ok;
    Json raw;
    if (!keep_raw(members, raw)) return false;
    out.value = Unknown{std::move(tag), std::move(raw)};
    return true;
  }
  template <Described T>
  bool read_here(od::value& v, T& out) {
    static_assert(describes_every_member<T>(), "the description leaves a member out");
    return read_object(v, &out, object_table<T>());
  }

 private:
  using ReadItem = bool (*)(Reader&, od::value&, void* items);
  using ReadEntry = bool (*)(Reader&, std::string_view key, od::value&, void* map);

  bool lenient() const { return options_.reading != Reading::strict; }
  Text text(std::string_view s) const { return keep_ == Keep::owned ? Text{s} : Text::borrowed(s); }

  bool read_items(od::value& v, void* out, std::size_t item_size, ReadItem read_item);
  bool read_map(od::value& v, void* out, std::size_t entry_size, ReadEntry read_entry);
  bool read_members(od::object& members, void* out, const ObjectTable& table, std::string_view tag_key);
  template <class Case>
  static bool is_word_of(const Text& tag) {
    return std::find(Case::words.begin(), Case::words.end(), tag.view()) != Case::words.end();
  }
  template <class Case, class Value>
  bool read_case(od::object& members, Value& out, std::string_view tag_key, Text& tag) {
    using T = typename Case::type;
    static_assert(describes_every_member<T>(), "the description leaves a member out");
    auto& made = out.template emplace<T>();
    if (!read_members(members, &made, object_table<T>(), tag_key)) return false;
    if constexpr (holds_tag<Case>) made.type = std::move(tag);  // the key may stand twice
    return true;
  }

  bool fail(std::string expected, std::string found);
  bool broken();
  bool wrong_kind(od::value& v, unsigned expected);
  bool missing(std::string_view key);
  bool under(std::string_view key);
  bool under(std::size_t index);
  bool charge(std::size_t bytes);
  bool descend();
  bool open(od::value& v, od::object& out);
  bool open(od::value& v, od::array& out);
  bool close() {
    --depth_;
    return true;
  }
  bool skip_null(od::value& v);
  LoneSurrogate lone() const { return lenient() ? LoneSurrogate::replace : LoneSurrogate::refuse; }
  bool resolve(std::string_view& inside);
  bool check_escapes(std::string_view inside);
  bool read_key(od::field& field, std::string_view& key);
  bool read_quoted(od::value& v, std::string_view& inside);
  bool read_characters(od::value& v, std::string_view& out);
  bool read_tag(od::object& members, std::string_view key, std::span<const ImpliedTag> implied, Text& out);
  bool read_implied_tag(od::object& members, std::span<const ImpliedTag> implied, Text& out);
  bool read_word(od::value& v, std::string_view key, Text& out);
  bool keep_raw(od::object& members, Json& out);
  bool keep_extra(Extras& extras, std::string_view key, od::value& v);
  bool read_member(const ObjectTable& table, std::size_t at, od::value& v, void* out);
  bool read_odd(const ObjectTable& table, std::size_t at, od::value& v, void* out);
  bool read_parts(const FieldRow& row, od::value& v, void* out, Extras& extras);
  bool read_part(od::value& v, std::string& words);
  bool walk(od::value& v);
  bool walk_members(od::object& members);
  bool walk_items(od::array& items);

  const ReadOptions& options_;
  const Keep keep_;
  OddMembers& odd_members_;
  std::size_t depth_ = 0, memory_ = 0, members_ = 0;
  bool again_ = false;
  Fault fault_;
};

template <Described T, std::size_t I>
bool read_field(Reader& reader, od::value& v, void* object) {
  auto& value = static_cast<T*>(object)->*field_at<I>(description<T>.fields).member;
  using Value = std::remove_reference_t<decltype(value)>;
  if constexpr (Described<Value>) {
    if (reader.again()) value = Value{};
  }
  return reader.read(v, value);
}

template <Described T, std::size_t I>
std::uint64_t take_field(std::string_view json, void* object) {
  auto& value = static_cast<T*>(object)->*field_at<I>(description<T>.fields).member;
  take_other(value, json);
  return mark_of(value);
}

template <class T>
inline constexpr bool is_whole = std::is_integral_v<T> && !std::is_same_v<T, bool>;
template <class T>
inline constexpr bool is_whole<std::optional<T>> = is_whole<T>;
template <class T>
inline constexpr bool is_whole<Maybe<T>> = is_whole<T>;

template <Described T, std::size_t I>
constexpr FieldRow field_row() {
  constexpr auto& f = field_at<I>(description<T>.fields);
  using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
  return {f.name, &read_field<T, I>, &take_field<T, I>, WrittenKinds<Value>::value, is_whole<Value>, f.parts};
}
template <Described T, std::size_t... I>
constexpr auto field_rows(std::index_sequence<I...>) {
  return std::array<FieldRow, sizeof...(I)>{field_row<T, I>()...};
}
template <Described T>
inline constexpr auto field_rows_of = field_rows<T>(std::make_index_sequence<field_count<T>>{});

template <Described T>
constexpr std::uint64_t required_fields() {
  std::uint64_t bits = 0;
  for_each_field<T>([&, i = 0](const auto& f) mutable { bits |= std::uint64_t{f.required} << i++; });
  return bits;
}
template <Described T>
constexpr std::uint64_t filled_fields() {
  std::uint64_t bits = 0;
  for_each_field<T>([&, i = 0]<class F>(const F& f) mutable {
    bits |= std::uint64_t{f.written && !can_be_absent<typename F::value_type>} << i++;
  });
  return bits;
}
template <Described T>
constexpr auto extras_of() -> Extras* (*)(void*) {
  if constexpr (KeepsExtras<T>) {
    return [](void* object) { return &static_cast<T*>(object)->extra; };
  } else {
    return nullptr;
  }
}
template <Described T>
const ObjectTable& object_table() {
  static constexpr ObjectTable table{
      field_rows_of<T>.data(), field_count<T>, key_index<T>.slots(), required_fields<T>(),
      filled_fields<T>(),      extras_of<T>(), type_mark<T>};
  return table;
}

// Calls `read` with the root of the document in `json`, and says what came of it. `json` must be padded and may be
// changed by the reading.
using ReadRoot = bool (*)(Reader&, od::value&, void* out);
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
bool read_root(Reader& reader, od::value& v, void* out) {
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
bool Codec<T>::read_inside(detail::Reader& reader, void* json, T& out) {
  return detail::read_root<T>(reader, *static_cast<detail::od::value*>(json), &out);
}

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/codec_odd.ipp>
#endif
