// Reading: from JSON text to described structs, over simdjson On-Demand.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/json/key_index.hpp>

#include <simdjson.h>

#include <cstring>
#include <limits>
#include <map>

namespace oaicompat::inline v1::detail {

namespace od = simdjson::ondemand;

// What is wrong, and where: `path` grows at the front as the reader unwinds.
struct Fault {
  std::string path, expected, found;
};
OAICOMPAT_API Error to_error(const Fault& fault);
OAICOMPAT_API Error malformed(std::string_view why);

// One bit for each kind of JSON value.
enum Kinds : unsigned { no_kind = 0, string_kind = 1, number_kind = 2, boolean_kind = 4, array_kind = 8, object_kind = 16, null_kind = 32, any_kind = 63 };

template <class T>
struct KindsOf {
  static constexpr unsigned value = std::is_same_v<T, bool>    ? boolean_kind
                                    : std::is_arithmetic_v<T>  ? number_kind
                                    : is_vector<T>             ? array_kind
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

// What a lenient reader makes do with: text takes any value, numbers and booleans take strings.
template <class T>
struct LenientKinds {
  static constexpr unsigned value = std::is_same_v<T, Text> || std::is_same_v<T, std::string> || is_open_enum<T> ? any_kind
                                    : std::is_arithmetic_v<T> ? KindsOf<T>::value | string_kind | null_kind
                                                              : KindsOf<T>::value | null_kind;
};
template <class T>
struct LenientKinds<std::optional<T>> : LenientKinds<T> {};
template <class T>
struct LenientKinds<Maybe<T>> : LenientKinds<T> {};

OAICOMPAT_API unsigned kind_of(od::value& value);
OAICOMPAT_API std::string kinds_in_words(unsigned kinds);

// Whether texts point into the buffer or are copies.
enum class Keep { borrowed, owned };

// Reads one document. simdjson has checked the UTF-8, the strings' ends and control characters for the whole buffer; it
// checks all else only in what is read, so everything is read: what the struct has no member for is walked too.
class OAICOMPAT_API Reader {
 public:
  Reader(const ReadOptions& options, Keep keep) : options_{options}, keep_{keep} {}

  const Fault& fault() const { return fault_; }

  bool read(od::value v, Text& out);
  bool read(od::value v, std::string& out);
  bool read(od::value v, Json& out);
  bool read(od::value v, bool& out);
  bool read(od::value v, double& out);
  bool read(od::value v, std::int64_t& out);

  template <std::floating_point T>
  bool read(od::value v, T& out) {
    double wide = 0;
    if (!read(v, wide)) return false;
    out = static_cast<T>(wide);
    return true;
  }
  template <std::integral T>
  bool read(od::value v, T& out) {
    std::int64_t wide = 0;
    if (!read(v, wide)) return false;
    if (!std::in_range<T>(wide)) return fail("an integer in range", "one out of range");
    out = static_cast<T>(wide);
    return true;
  }
  template <class T>
  bool read(od::value v, std::optional<T>& out) {
    if (kind_of(v) != null_kind) return read(v, out.emplace());
    out.reset();
    return skip_null(v);
  }
  template <class T>
  bool read(od::value v, Maybe<T>& out) {
    if (kind_of(v) != null_kind) return read(v, out.emplace());
    out.set_null();
    return skip_null(v);
  }
  template <class E>
  bool read(od::value v, OpenEnum<E>& out) {
    Text word;
    if (!read(v, word)) return false;
    out = OpenEnum<E>{word};
    return true;
  }
  template <Worded E>
  bool read(od::value v, E& out) {
    OpenEnum<E> word;
    if (!read(v, word)) return false;
    if (!word.known()) return fail("one of the words of an enumeration", "'" + std::string{word.word()} + "'");
    out = *word.known();
    return true;
  }
  template <class T>
  bool read(od::value v, std::vector<T>& out) {
    out.clear();
    if (lenient() && kind_of(v) == null_kind) return skip_null(v);
    od::array items;
    if (!open(v, items)) return false;
    for (auto item : items) {
      od::value each;
      if (std::move(item).get(each)) return broken();
      if (!charge(sizeof(T))) return false;
      if (!read_item(each, out)) return under(out.size() - 1);
    }
    return close();
  }
  template <class T>
  bool read(od::value v, Map<T>& out) {
    out.items.clear();
    return read_map<T>(v, [&](std::string_view key) -> T& { return out.items.emplace_back(text(key), T{}).second; });
  }
  template <class T>
  bool read(od::value v, std::map<std::string, T>& out) {
    out.clear();
    return read_map<T>(v, [&](std::string_view key) -> T& { return out[std::string{key}]; });
  }
  template <class... Ts>
  bool read(od::value v, OneOf<Ts...>& out) {
    const auto kind = kind_of(v);
    bool ok = true;
    const bool chosen = ((KindsOf<Ts>::value & kind && (ok = read(v, out.value.template emplace<Ts>()), true)) || ...);
    return chosen ? ok : wrong_kind(v, KindsOf<OneOf<Ts...>>::value);
  }
  template <Tag Key, class... Cases>
  bool read(od::value v, Union<Key, Cases...>& out) {
    od::object members;
    if (!open(v, members)) return false;
    Text tag;
    switch (read_tag(members, Key.view(), tag)) {
      case TagState::broken: return false;
      case TagState::missing:
        if (!lenient()) return missing(Key.view());
        break;
      case TagState::found: break;
    }
    bool ok = true;
    const bool known = ((tag == Cases::word && (ok = read_members(members, out.value.template emplace<typename Cases::type>(), Key.view()), true)) || ...);
    if (known) return ok && close();
    Json raw;
    if (!keep_raw(members, raw)) return false;
    out.value = Unknown{std::move(tag), std::move(raw)};
    return close();
  }
  template <Described T>
  bool read(od::value v, T& out) {
    static_assert(describes_every_member<T>(), "the description leaves a member out");
    if (lenient() && kind_of(v) == null_kind) return skip_null(v);
    od::object members;
    return open(v, members) && read_members(members, out, {}) && close();
  }

 private:
  enum class TagState { found, missing, broken };

  bool lenient() const { return options_.reading == Reading::lenient; }
  Text text(std::string_view s) const { return keep_ == Keep::owned ? Text{s} : Text::borrowed(s); }

  bool fail(std::string expected, std::string found);
  bool broken();
  bool wrong_kind(od::value& v, unsigned expected);
  bool missing(std::string_view key);
  bool under(std::string_view key);
  bool under(std::size_t index);
  bool charge(std::size_t bytes);
  bool open(od::value& v, od::object& out);
  bool open(od::value& v, od::array& out);
  bool close() {
    --depth_;
    return true;
  }
  bool skip_null(od::value& v);
  bool read_key(od::field& field, std::string_view& key);
  bool read_characters(od::value& v, std::string_view& out);
  TagState read_tag(od::object& members, std::string_view key, Text& out);
  bool keep_raw(od::object& members, Json& out);
  bool keep_extra(Extras& extras, std::string_view key, od::value v);
  bool walk(od::value v);
  bool walk_members(od::object& members);

  template <class T>
  bool read_item(od::value v, std::vector<T>& out) {
    if constexpr (std::same_as<T, bool>) {
      bool item = false;
      const bool ok = read(v, item);
      out.push_back(item);
      return ok;
    } else {
      return read(v, out.emplace_back());
    }
  }
  template <class T, class Place>
  bool read_map(od::value v, Place place) {
    if (lenient() && kind_of(v) == null_kind) return skip_null(v);
    od::object members;
    if (!open(v, members)) return false;
    for (auto member : members) {
      od::field each;
      std::string_view key;
      if (std::move(member).get(each) || !read_key(each, key)) return broken();
      if (!charge(sizeof(T) + sizeof(Text))) return false;
      if (!read(each.value(), place(key))) return under(key);
    }
    return close();
  }
  template <Described T>
  bool read_members(od::object& members, T& out, std::string_view tag_key) {
    static_assert(field_count<T> <= 64);
    std::uint64_t seen = 0;
    for (auto member : members) {
      od::field each;
      std::string_view key;
      if (std::move(member).get(each) || !read_key(each, key)) return broken();
      const auto at = key_index<T>.find(key);
      if (at == field_count<T>) {
        if (!tag_key.empty() && key == tag_key) {
          std::ignore = each.value().get_raw_json_string();  // read and checked when the tag was looked for
        } else if (!read_unknown(out, key, each.value())) {
          return under(key);
        }
        continue;
      }
      seen |= std::uint64_t{1} << at;
      if (!read_at(at, each.value(), out, std::make_index_sequence<field_count<T>>{})) return under(key);
    }
    return lenient() || complete<T>(seen, std::make_index_sequence<field_count<T>>{});
  }
  template <class T, std::size_t... I>
  bool read_at(std::size_t at, [[maybe_unused]] od::value v, T& out, std::index_sequence<I...>) {
    bool ok = true;
    (void)((at == I && (ok = read_field(std::get<I>(description<T>.fields), v, out), true)) || ...);
    return ok;
  }
  template <class F, class T>
  bool read_field(const F& f, od::value v, T& out) {
    using Value = typename F::value_type;
    if constexpr (KeepsExtras<T> && can_be_absent<Value>) {
      if (lenient() && !(kind_of(v) & LenientKinds<Value>::value)) return keep_extra(out.extra, f.name, v);
    }
    return read(v, out.*f.member);
  }

  template <class T>
  bool read_unknown(T& out, std::string_view key, od::value v) {
    if constexpr (KeepsExtras<T>) {
      return keep_extra(out.extra, key, v);
    } else {
      return walk(v);
    }
  }
  template <class T, std::size_t... I>
  bool complete(std::uint64_t seen, std::index_sequence<I...>) {
    constexpr std::uint64_t required = ((std::uint64_t{std::get<I>(description<T>.fields).required} << I) | ... | 0);
    if ((required & ~seen) == 0) return true;
    bool ok = true;
    for_each_field<T>([&, i = 0](const auto& f) mutable {
      if (ok && f.required && !(seen >> i & 1)) ok = missing(f.name);
      ++i;
    });
    return ok;
  }

  const ReadOptions& options_;
  const Keep keep_;
  std::size_t depth_ = 0, memory_ = 0;
  Fault fault_;
};

// Calls `read` with the root of the document in `json`, and says what came of it. `json` must be padded and may be
// changed by the reading.
using ReadRoot = bool (*)(Reader&, od::value, void* out);
OAICOMPAT_API std::optional<Error> read_document(Bytes& json, const ReadOptions& options, Keep keep, ReadRoot read, void* out);
// A padded copy that is reused by this thread's next call.
OAICOMPAT_API Bytes& scratch_copy(std::string_view json);
OAICOMPAT_API void pad(Bytes& json);

template <class T>
bool read_root(Reader& reader, od::value v, void* out) {
  return reader.read(v, *static_cast<T*>(out));
}

}  // namespace oaicompat::inline v1::detail

namespace oaicompat::inline v1 {

template <class T>
Result<Parsed<T>> Codec<T>::parse(Bytes json, const ReadOptions& options) {
  auto state = std::make_shared<typename Parsed<T>::State>();
  state->bytes = std::move(json);
  detail::pad(state->bytes);
  if (auto error = detail::read_document(state->bytes, options, detail::Keep::borrowed, detail::read_root<T>, &state->value)) {
    return *std::move(error);
  }
  return Parsed<T>{std::move(state)};
}

template <class T>
Result<T> Codec<T>::parse_owned(std::string_view json, const ReadOptions& options) {
  T value{};
  auto& copy = detail::scratch_copy(json);
  if (auto error = detail::read_document(copy, options, detail::Keep::owned, detail::read_root<T>, &value)) return *std::move(error);
  return value;
}

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/codec_read.ipp>
#endif
