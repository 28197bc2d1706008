// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/write.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// 0: stands for itself; 1: \u00XX; 2: starts or continues a multi-byte sequence; else the letter after the backslash.
inline constexpr auto escape_table = [] {
  std::array<char, 256> table{};
  for (std::size_t i = 0; i < 32; ++i) table[i] = 1;
  for (std::size_t i = 128; i < 256; ++i) table[i] = 2;
  table['"'] = '"';
  table['\\'] = '\\';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table['\b'] = 'b';
  table['\f'] = 'f';
  return table;
}();

// The length of the well-formed UTF-8 sequence at the start of s (RFC 3629), or 0.
inline std::size_t utf8_length(std::string_view s) {
  const auto at = [&](std::size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0u; };
  const auto tail = [&](std::size_t i) { return (at(i) & 0xC0u) == 0x80u; };
  const unsigned lead = at(0), second = at(1);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool overlong = lead == 0xE0 && second < 0xA0, surrogate = lead == 0xED && second > 0x9F;
    return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool overlong = lead == 0xF0 && second < 0x90, too_large = lead == 0xF4 && second > 0x8F;
    return tail(1) && tail(2) && tail(3) && !overlong && !too_large ? 4 : 0;
  }
  return 0;
}

// Whether eight characters are ASCII that stands for itself.
inline bool are_plain(std::uint64_t eight) {
  constexpr std::uint64_t ones = 0x0101010101010101, tops = ones * 0x80;
  const auto has_zero = [](std::uint64_t w) { return (w - ones) & ~w & tops; };
  const auto control = (eight - ones * 0x20) & ~eight & tops;
  return (control | has_zero(eight ^ ones * '"') | has_zero(eight ^ ones * '\\') | (eight & tops)) == 0;
}

// Copies the characters at the start that stand for themselves, eight at a time, and tells how many. `to` has room for
// all of them.
inline std::size_t copy_plain(char* to, std::string_view from) {
  std::size_t i = 0;
  for (std::uint64_t eight; i + 8 <= from.size(); i += 8) {
    std::memcpy(&eight, from.data() + i, 8);
    if (!are_plain(eight)) break;
    std::memcpy(to + i, &eight, 8);
  }
  for (; i < from.size() && escape_table[static_cast<unsigned char>(from[i])] == 0; ++i) to[i] = from[i];
  return i;
}

OAICOMPAT_INLINE bool is_plain(std::string_view s) {
  while (!s.empty()) {
    std::uint64_t eight;
    std::size_t taken = sizeof eight;
    if (s.size() >= taken) std::memcpy(&eight, s.data(), taken);
    if (s.size() < taken || !are_plain(eight)) {
      const char escape = escape_table[static_cast<unsigned char>(s[0])];
      taken = escape == 0 ? 1 : escape == 2 ? utf8_length(s) : 0;
    }
    if (taken == 0) return false;
    s.remove_prefix(taken);
  }
  return true;
}

// Little is added to what has room enough; a large document doubles.
OAICOMPAT_INLINE void JsonWriter::make_room(std::size_t n) {
  constexpr std::size_t step = 256;
  out_.resize(size_ + std::max(n, std::max(step, size_ - began_)));
}

OAICOMPAT_INLINE void JsonWriter::quote(std::string_view s) {
  char* at = room(s.size() + 2);
  *at++ = '"';
  const auto plain = copy_plain(at, s);
  wrote(at + plain);
  if (plain != s.size()) {
    quote_special(s.substr(plain));
    return put('"');
  }
  at[plain] = '"';
  ++size_;
}

// What begins with a character that may not stand for itself.
OAICOMPAT_INLINE void JsonWriter::quote_special(std::string_view s) {
  while (!s.empty()) {
    const auto byte = static_cast<unsigned char>(s[0]);
    const char escape = escape_table[byte];
    std::size_t taken = 1;
    if (escape == 2) {
      taken = utf8_length(s);
      put(taken == 0 ? std::string_view{"\xEF\xBF\xBD"} : s.substr(0, taken));
      taken = std::max<std::size_t>(taken, 1);
    } else if (escape == 1) {
      constexpr auto digits = "0123456789abcdef";
      put("\\u00");
      put(digits[byte >> 4]);
      put(digits[byte & 15]);
    } else {
      put('\\');
      put(escape);
    }
    s.remove_prefix(taken);
    const auto plain = copy_plain(room(s.size()), s);
    size_ += plain;
    s.remove_prefix(plain);
  }
}

// --- objects -------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE void JsonWriter::write_object(const void* object, const ObjectTable& table) {
  put('{');
  write_members(object, table, true);
}

OAICOMPAT_INLINE void JsonWriter::write_union(const void* value, const UnionTable& table) {
  const auto now = table.alternative(value);
  if (now.place >= table.cases.size()) return write(static_cast<const Unknown*>(now.value)->json);
  const auto& each = table.cases[now.place];
  const bool holds_tag = each.set_tag != nullptr;
  put('{');
  if (!holds_tag) {
    quote(table.key);
    put(':');
    quote(each.words[0]);
  }
  write_members(now.value, each.table(now.value), holds_tag);
}

// The key of a row, in pieces: there is room for one more. Its size. The comma is skipped for the first member.
inline std::size_t copy_key(char* to, const ObjectTable& table, const FieldRow& row, std::size_t skip) {
  const char* key = table.keys + row.key + skip;
  const std::size_t size = row.name.size() + 4 - skip;
  std::memcpy(to, key, key_padding);
  for (std::size_t i = key_padding; i < size; i += key_padding) std::memcpy(to + i, key + i, key_padding);
  return size;
}
OAICOMPAT_INLINE void JsonWriter::write_key(const ObjectTable& table, std::size_t row, bool& first) {
  const auto& field = table.rows[row];
  size_ += copy_key(room(field.name.size() + 4 + key_padding), table, field, std::exchange(first, false) ? 1 : 0);
}

OAICOMPAT_INLINE void JsonWriter::write_members(const void* object, const ObjectTable& table, bool first) {
  const auto* extras = table.extras(object);
  if (extras && extras->came_odd() && (extras->has_forms() || extras->odd(table.type) != 0)) {
    write_odd_members(object, table, *extras, first);
  } else {
    for (auto left = table.present(object) | table.written; left != 0; left &= left - 1) {
      const auto row = static_cast<std::size_t>(std::countr_zero(left));
      const auto& field = table.rows[row];
      const auto* ops = field.ops;
      const void* value = table.at(object, row);
      size_ += copy_key(room(field.name.size() + 4 + key_padding), table, field, first ? 1 : 0);
      first = false;
      // Most members are text: a call that is known costs less than one through a table.
      if (ops == &ValueOpsOf<Text>::ops) {
        quote(*static_cast<const Text*>(value));
      } else {
        ops->write(*this, value);
      }
    }
  }
  if (extras && !extras->empty()) write_extras(*extras, table, first);
  put('}');
}

OAICOMPAT_INLINE void JsonWriter::write_extras(const Extras& extras, const ObjectTable& table, bool first) {
  for (const auto& each : extras) {
    if (stands_for_member(each, table)) continue;
    if (!std::exchange(first, false)) put(',');
    quote(each.key);
    put(':');
    write(each.json);
  }
}

// Whether an extra is no field of its own: it was written at its member's place, or is what a member cannot hold.
OAICOMPAT_INLINE bool JsonWriter::stands_for_member(const Extra& extra, const ObjectTable& table) const {
  const bool may = extra.read_as != 0 || writing_ == Writing::as_described;
  return may && table.place_of(extra.key) < table.count;
}

// --- members that came otherwise than they are written -------------------------------------------------------------

inline std::uint64_t mark_of_value(const ValueOps& ops, const void* value) {
  return ops.mark ? ops.mark(value) : no_mark;
}

struct Member {
  const void* object;
  const ObjectTable& table;
  std::size_t row;

  const ValueOps& ops() const { return *table.rows[row].ops; }
  const void* value() const { return table.at(object, row); }
};

inline bool has_mark_of_fresh(const Member& member) {
  const auto use = [](const void* fresh, const void* context) {
    const auto& of = *static_cast<const Member*>(context);
    return mark_of_value(of.ops(), of.value()) == mark_of_value(of.ops(), of.table.at(fresh, of.row));
  };
  return member.table.with_fresh(use, &member);
}

// Whether a member that has no mark is what a new struct holds.
inline bool is_fresh(const Member& member) {
  if (member.ops().absentable) return (member.table.present(member.object) >> member.row & 1) == 0;
  const auto use = [](const void* fresh, const void* context) {
    const auto& of = *static_cast<const Member*>(context);
    Bytes one, other;
    {
      JsonWriter first{one}, second{other};
      of.ops().write(first, of.value());
      of.ops().write(second, of.table.at(fresh, of.row));
    }
    return one == other;
  };
  return member.table.with_fresh(use, &member);
}

OAICOMPAT_INLINE void JsonWriter::write_odd_members(const void* object, const ObjectTable& table, const Extras& extras,
                                                    bool& first) {
  const auto written = table.present(object) | table.written;
  for (std::size_t row = 0; row < table.count; ++row) {
    if (write_odd(object, table, row, extras, first) || (written >> row & 1) == 0) continue;
    write_key(table, row, first);
    table.rows[row].ops->write(*this, table.at(object, row));
  }
}

// Writes a member as it came, if that was otherwise and it still holds what was read. Whether it did.
OAICOMPAT_INLINE bool JsonWriter::write_odd(const void* object, const ObjectTable& table, std::size_t row,
                                            const Extras& extras, bool& first) {
  const auto& field = table.rows[row];
  const auto* form = extras.form(field.name);
  if (!form && (extras.odd(table.type) >> row & 1) == 0) return false;
  const Member member{object, table, row};
  const auto mark = mark_of_value(*field.ops, member.value());
  if (form && mark != form->read_as) return false;
  if (mark == no_mark && !is_fresh(member)) return false;
  if (!form && mark != no_mark && !has_mark_of_fresh(member)) return false;
  // Content in parts is what a strict reader takes, too.
  const bool in_parts = field.parts && form && form->json.view().starts_with('[');
  if (writing_ == Writing::as_described && !in_parts) return false;
  if (!form && !field.ops->absentable) return true;
  write_key(table, row, first);
  put(form ? form->json.view() : std::string_view{"null"});
  return true;
}

}  // namespace detail

OAICOMPAT_INLINE void write_quoted(Bytes& out, std::string_view characters) {
  if (!detail::is_plain(characters)) return detail::JsonWriter{out}.quote(characters);
  out += '"';
  out += characters;
  out += '"';
}

OAICOMPAT_INLINE void detail::write_inside_quotes(Bytes& out, std::string_view characters) {
  const auto from = out.size();
  if (is_plain(characters)) return void(out += characters);
  JsonWriter{out}.quote(characters);
  out.pop_back();
  out.erase(from, 1);
}

}  // namespace oaicompat::inline v1
