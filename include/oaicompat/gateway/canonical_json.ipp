// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/canonical_json.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace oaicompat::inline v1::detail {

// Reads JSON and writes its canonical text. Each form ends itself: strings have their length before them, members are
// sorted by name. A function gives false where the text has no canonical form.
class CanonicalWriter {
 public:
  CanonicalWriter(std::string_view json, const LeftOut& left_out) : json_{json}, left_out_{left_out} {
    out_.reserve(json.size());
  }
  std::optional<std::string> write() {
    skip_blanks();
    if (peek() != '{' || !value(0)) return std::nullopt;
    skip_blanks();
    return at_ == json_.size() ? std::optional{std::move(out_)} : std::nullopt;
  }

 private:
  struct Member {
    std::size_t begin, end;  // in `out_`
    std::string name;
  };
  static constexpr int most_levels = 64;

  char peek() const { return at_ < json_.size() ? json_[at_] : '\0'; }
  bool take(char c) { return peek() == c && ++at_; }
  bool take_word(std::string_view word) {
    if (json_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    out_ += word[0];
    return true;
  }
  void skip_blanks() {
    while (at_ < json_.size() && std::string_view{" \t\r\n"}.find(json_[at_]) != std::string_view::npos) ++at_;
  }

  bool value(int level) {
    if (level > most_levels) return false;
    switch (peek()) {
      case '{': return object(level);
      case '[': return array(level);
      case '"': return string();
      case 't': return take_word("true");
      case 'f': return take_word("false");
      case 'n': return take_word("null");
      default: return number();
    }
  }
  bool array(int level) {
    ++at_;
    out_ += '[';
    skip_blanks();
    for (bool first = true; !take(']'); first = false) {
      if (!first && !take(',')) return false;
      skip_blanks();
      if (!value(level + 1)) return false;
      skip_blanks();
    }
    out_ += ']';
    return true;
  }
  bool object(int level) {
    ++at_;
    const auto begin = out_.size();
    std::vector<Member> members;
    skip_blanks();
    for (bool first = true; !take('}'); first = false) {
      if (!first && !take(',')) return false;
      skip_blanks();
      if (!member(level, members)) return false;
      skip_blanks();
    }
    return sort_members(begin, members);
  }
  bool member(int level, std::vector<Member>& members) {
    Member made{out_.size(), 0, {}};
    if (!unescape(made.name)) return false;
    put_text(made.name);
    skip_blanks();
    if (!take(':')) return false;
    skip_blanks();
    if (!value(level + 1)) return false;
    made.end = out_.size();
    members.push_back(std::move(made));
    return true;
  }
  bool sort_members(std::size_t begin, std::vector<Member>& members) {
    const bool outermost = begin == 0;
    std::sort(members.begin(), members.end(), [](auto& a, auto& b) { return a.name < b.name; });
    const auto same = [](const Member& a, const Member& b) { return a.name == b.name; };
    if (std::adjacent_find(members.begin(), members.end(), same) != members.end()) return false;
    std::string sorted = "{";
    for (const auto& each : members) {
      if (outermost && left_out_ && left_out_(each.name)) continue;
      sorted.append(out_, each.begin, each.end - each.begin);
    }
    out_.replace(begin, std::string::npos, sorted) += '}';
    return true;
  }

  void put_text(std::string_view text) {
    out_.append("\"").append(std::to_string(text.size())).append(":").append(text);
  }
  bool string() {
    std::string text;
    if (!unescape(text)) return false;
    put_text(text);
    return true;
  }
  bool unescape(std::string& out) {
    if (!take('"')) return false;
    for (;;) {
      const auto from = at_;
      while (at_ < json_.size() && json_[at_] != '"' && json_[at_] != '\\') {
        if (static_cast<unsigned char>(json_[at_++]) < 0x20) return false;
      }
      out.append(json_.substr(from, at_ - from));
      if (take('"')) return true;
      if (!take('\\') || !escape(out)) return false;
    }
  }
  bool escape(std::string& out) {
    constexpr std::string_view written = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
    const auto c = peek();
    ++at_;
    if (c == 'u') return code_point(out);
    const auto place = written.find(c);
    if (place == written.npos) return false;
    out += meant[place];
    return true;
  }
  bool hex(std::uint32_t& out) {
    const auto digits = json_.substr(std::min(at_, json_.size()), 4);
    const auto [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), out, 16);
    at_ += 4;
    return digits.size() == 4 && bad == std::errc{} && end == digits.data() + 4;
  }
  bool code_point(std::string& out) {
    std::uint32_t code = 0, low = 0;
    if (!hex(code) || (code >= 0xDC00 && code < 0xE000)) return false;
    if (code >= 0xD800 && code < 0xDC00) {
      if (!take('\\') || !take('u') || !hex(low) || low < 0xDC00 || low >= 0xE000) return false;
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) return put(code), true;
    if (code < 0x800) {
      put(0xC0 | (code >> 6));
    } else if (code < 0x10000) {
      put(0xE0 | (code >> 12));
      put(0x80 | ((code >> 6) & 0x3F));
    } else {
      put(0xF0 | (code >> 18));
      put(0x80 | ((code >> 12) & 0x3F));
      put(0x80 | ((code >> 6) & 0x3F));
    }
    return put(0x80 | (code & 0x3F)), true;
  }

  std::string_view digits() {
    const auto from = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return json_.substr(from, at_ - from);
  }
  // By its value, to the last digit: significant digits, and a power of ten.
  bool number() {
    const bool negative = take('-');
    const auto whole = digits();
    if (whole.empty() || (whole.size() > 1 && whole[0] == '0')) return false;
    std::string all{whole};
    std::int64_t power = 0;
    if (take('.')) {
      const auto part = digits();
      if (part.empty()) return false;
      all += part;
      power = -static_cast<std::int64_t>(part.size());
    }
    if ((take('e') || take('E')) && !exponent(power)) return false;
    const auto last = all.find_last_not_of('0');
    if (last == all.npos) return out_ += "#0;", true;
    power += static_cast<std::int64_t>(all.size() - last - 1);
    all.resize(last + 1);
    all.erase(0, all.find_first_not_of('0'));
    out_.append(negative ? "#-" : "#").append(all).append("e").append(std::to_string(power)).append(";");
    return true;
  }
  bool exponent(std::int64_t& power) {
    const bool minus = take('-');
    if (!minus) take('+');
    const auto text = digits();
    std::int64_t by = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), by);
    if (text.empty() || bad != std::errc{} || by > 1'000'000'000) return false;
    power += minus ? -by : by;
    return true;
  }

  const std::string_view json_;
  const LeftOut& left_out_;
  std::size_t at_ = 0;
  std::string out_;
};

OAICOMPAT_INLINE std::optional<std::string> canonical_json(std::string_view json, const LeftOut& left_out) {
  return CanonicalWriter{json, left_out}.write();
}

}  // namespace oaicompat::inline v1::detail
