// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/words.hpp>
#include <oaicompat/parsers/json_scanner.ipp>
#include <oaicompat/parsers/python_literal.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace oaicompat::inline v1::detail {

inline bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || static_cast<signed char>(c) < 0;
}

/// A whole number in another base; false where it is none or does not fit 64 bits.
inline bool append_in_base(std::string& out, std::string_view digits, int base) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc{} || end != digits.data() + digits.size()) return false;
  out += std::to_string(value);
  return true;
}

OAICOMPAT_INLINE bool append_python_number(std::string& out, std::string_view text) {
  std::string plain;
  bool negative = false;
  while (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = negative != (text.front() == '-');
    text.remove_prefix(1);
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool between = i > 0 && i + 1 < text.size() && is_hex(text[i - 1]) && is_hex(text[i + 1]);
    if (text[i] == '_' && !between) return false;
    if (text[i] != '_') plain += text[i];
  }
  std::string number = negative ? "-" : "";
  if (plain.size() > 2 && plain[0] == '0' && !is_digit(plain[1]) && plain[1] != '.' && plain[1] != 'e' &&
      plain[1] != 'E') {
    const char kind = static_cast<char>(plain[1] | 32);
    const int base = kind == 'x' ? 16 : kind == 'b' ? 2 : kind == 'o' ? 8 : 0;
    if (base == 0 || !append_in_base(number, std::string_view{plain}.substr(2), base)) return false;
    out += number;
    return true;
  }
  const auto digits = std::min(plain.find_first_not_of("0123456789"), plain.size());
  auto whole = std::string_view{plain}.substr(0, digits);
  const auto rest = std::string_view{plain}.substr(digits);
  if (whole.empty() && (rest.size() < 2 || rest[0] != '.' || !is_digit(rest[1]))) return false;
  while (whole.size() > 1 && whole.front() == '0') whole.remove_prefix(1);
  number += whole.empty() ? "0" : whole;
  if (!rest.empty() && rest[0] == '.' && (rest.size() == 1 || !is_digit(rest[1]))) {
    number += ".0";
    number += rest.substr(1);
  } else {
    number += rest;
  }
  JsonScanner check;
  std::string copied;
  const auto scanned = check.scan(number, copied);
  if (scanned.used != number.size() || !check.may_end()) return false;
  out += number;
  return true;
}

OAICOMPAT_INLINE void PythonLiteral::decide(std::string& out) {
  auto& frame = stack_.back();
  if (frame.decided) return;
  frame.decided = true;
  held_.insert(frame.at, "[");
  if (--undecided_ == 0) out += std::exchange(held_, {});
}

OAICOMPAT_INLINE PythonLiteral::Step PythonLiteral::value_is_whole() {
  place_ = is_key_ ? Place::colon : Place::comma;
  if (stack_.empty()) return Step::done;
  stack_.back().empty = false;
  return Step::used;
}

OAICOMPAT_INLINE PythonLiteral::Step PythonLiteral::open(char c, std::string& out) {
  if (stack_.size() == max_depth || is_key_) return Step::bad;
  if (c == '(') {
    stack_.push_back({.kind = '(', .decided = false, .empty = true, .at = held_.size()});
    ++undecided_;
  } else {
    target(out) += c;
    stack_.push_back({.kind = c, .decided = true, .empty = true, .at = 0});
  }
  place_ = c == '{' ? Place::first_key : Place::first_value;
  return Step::used;
}

OAICOMPAT_INLINE PythonLiteral::Step PythonLiteral::close(char c, std::string& out) {
  if (stack_.empty()) return Step::bad;
  const char kind = stack_.back().kind;
  if (c != (kind == '[' ? ']' : kind == '(' ? ')' : '}')) return Step::bad;
  const bool was_undecided = !stack_.back().decided;
  if (was_undecided && stack_.back().empty) decide(out);
  const bool brackets = stack_.back().decided;
  if (brackets) target(out) += c == ')' ? ']' : c;
  stack_.pop_back();
  if (!brackets && --undecided_ == 0) out += std::exchange(held_, {});
  is_key_ = false;
  return value_is_whole();
}

OAICOMPAT_INLINE PythonLiteral::Step PythonLiteral::comma(std::string& out) {
  if (stack_.empty()) return Step::bad;
  decide(out);
  place_ = in_dict() ? Place::first_key : Place::first_value;
  joined_ = true;  // a comma is owed before the next value
  return Step::used;
}

OAICOMPAT_INLINE void PythonLiteral::begin_string(char quote, bool raw, std::string& out) {
  if (place_ != Place::joins) target(out) += '"';
  quote_ = quote, raw_ = raw, triple_ = false, quotes_ = 1, escape_ = 0;
  place_ = Place::quotes;
}

OAICOMPAT_INLINE PythonLiteral::Step PythonLiteral::begin_value(char c, std::string& out) {
  if (std::exchange(joined_, false)) target(out) += ',';
  if (c == '[' || c == '(' || c == '{') return open(c, out);
  if (c == '"' || c == '\'') return begin_string(c, false, out), Step::used;
  if (!is_word_byte(c) && c != '-' && c != '+' && c != '.') return Step::bad;
  token_.assign(1, c);
  place_ = Place::token;
  return Step::used;
}

OAICOMPAT_INLINE PythonLiteral::Step PythonLiteral::structure(char c, std::string& out) {
  if (is_json_blank(c)) return Step::used;
  switch (place_) {
    case Place::first_value:
      if (c == ']' || c == ')') return joined_ = false, close(c, out);
      [[fallthrough]];
    case Place::value: is_key_ = false; return begin_value(c, out);
    case Place::first_key:
      if (c == '}') return joined_ = false, close(c, out);
      [[fallthrough]];
    case Place::key: is_key_ = true; return begin_value(c, out);
    case Place::colon:
      if (c != ':') return Step::bad;
      target(out) += ':';
      return place_ = Place::value, Step::used;
    case Place::comma: return c == ',' ? comma(out) : close(c, out);
    default: return Step::bad;
  }
}

OAICOMPAT_INLINE bool PythonLiteral::put_token(std::string& out) {
  auto& to = target(out);
  const auto word = token_ == "True" || token_ == "true"     ? "true"
                    : token_ == "False" || token_ == "false" ? "false"
                    : token_ == "None" || token_ == "null"   ? "null"
                                                             : nullptr;
  if (is_key_) to += '"';
  if (word && is_key_) {
    to += token_;
  } else if (word) {
    to += word;
  } else if (!append_python_number(to, token_)) {
    return false;
  }
  if (is_key_) to += '"';
  return true;
}

OAICOMPAT_INLINE PythonLiteral::Step PythonLiteral::token(char c, std::string& out) {
  const bool after_e = token_.size() > 1 && (token_.back() | 32) == 'e' && is_digit(token_[token_.size() - 2]);
  const bool sign_goes_on = (c == '-' || c == '+') && (after_e || token_ == "-" || token_ == "+");
  if (is_word_byte(c) || c == '.' || sign_goes_on) {
    token_ += c;
    return token_.size() > max_token ? Step::bad : Step::used;
  }
  if (c == '"' || c == '\'') {
    std::string prefix = token_;
    for (char& letter : prefix) letter = static_cast<char>(letter | 32);
    const bool raw = prefix == "r" || prefix == "br" || prefix == "rb";
    if (!raw && prefix != "u" && prefix != "b") return Step::bad;
    return begin_string(c, raw, out), Step::used;
  }
  if (!put_token(out)) return Step::bad;
  const auto step = value_is_whole();
  return step == Step::done ? Step::done : Step::again;
}

/// Quotes that were counted and are no end are data.
OAICOMPAT_INLINE void PythonLiteral::put_quotes(std::string& out) {
  for (; quotes_ > 0; --quotes_) append_json_escaped(target(out), std::string_view{&quote_, 1});
}

/// After the first quote of a string: another is its end, and a third the beginning of a long one.
OAICOMPAT_INLINE PythonLiteral::Step PythonLiteral::quotes(char c, std::string&) {
  if (c == quote_ && ++quotes_ < 3) return Step::used;
  triple_ = quotes_ == 3;
  const bool ended = quotes_ == 2;
  quotes_ = 0;
  place_ = ended ? Place::joins : Place::string;
  return triple_ && c == quote_ ? Step::used : Step::again;
}

OAICOMPAT_INLINE void PythonLiteral::put_code(std::uint32_t code, std::string& out) {
  const auto high = std::exchange(high_, 0U);
  if (code >= 0xD800 && code < 0xDC00) {
    if (high) append_utf8(target(out), 0xFFFD);
    high_ = code;
    return;
  }
  if (code >= 0xDC00 && code < 0xE000 && high)
    code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00);
  else if (high)
    append_utf8(target(out), 0xFFFD);
  std::string text;
  append_utf8(text, code);
  append_json_escaped(target(out), text);
}

OAICOMPAT_INLINE PythonLiteral::Step PythonLiteral::escape(char c, std::string& out) {
  if (escape_ == '\\') {
    constexpr std::string_view from = "nrt\\'\"abfv", to = "\n\r\t\\'\"\a\b\f\v";
    escape_ = 0;
    if (const auto at = from.find(c); at != std::string_view::npos) {
      put_code(static_cast<unsigned char>(to[at]), out);
    } else if (c == 'x' || c == 'u' || c == 'U') {
      escape_ = 'x', code_ = 0, escape_left_ = c == 'x' ? 2 : c == 'u' ? 4 : 8;
    } else if (c >= '0' && c <= '7') {
      escape_ = 'o', code_ = static_cast<std::uint32_t>(c - '0'), escape_left_ = 2;
    } else if (c == 'N') {
      return Step::bad;
    } else if (c != '\n') {
      put_code('\\', out);
      return Step::again;
    }
    return Step::used;
  }
  const bool octal = escape_ == 'o';
  if (octal && (c < '0' || c > '7')) return escape_ = 0, put_code(code_, out), Step::again;
  if (!octal && !is_hex(c)) return Step::bad;
  const int digit = is_digit(c) ? c - '0' : (c | 32) - 'a' + 10;
  code_ = code_ * (octal ? 8 : 16) + static_cast<std::uint32_t>(digit);
  if (--escape_left_ == 0) escape_ = 0, put_code(code_, out);
  return Step::used;
}

OAICOMPAT_INLINE PythonLiteral::Step PythonLiteral::string(char c, std::string& out) {
  if (escape_ != 0) return escape(c, out);
  if (c == quote_) {
    if (++quotes_ < (triple_ ? 3 : 1)) return Step::used;
    quotes_ = 0;
    place_ = Place::joins;
    return Step::used;
  }
  put_quotes(out);
  if (c == '\\' && !raw_) return escape_ = '\\', Step::used;
  if (high_) append_utf8(target(out), 0xFFFD), high_ = 0;
  append_json_escaped(target(out), std::string_view{&c, 1});
  if (undecided_ && held_.size() > max_held) return Step::bad;
  return Step::used;
}

/// After a string: another string is joined to it.
OAICOMPAT_INLINE PythonLiteral::Step PythonLiteral::joins(char c, std::string& out) {
  if (is_json_blank(c)) return Step::used;
  if (c == '"' || c == '\'') return begin_string(c, false, out), Step::used;
  if (high_) append_utf8(target(out), 0xFFFD), high_ = 0;
  target(out) += '"';
  const auto step = value_is_whole();
  return step == Step::done ? Step::done : Step::again;
}

OAICOMPAT_INLINE Scanned PythonLiteral::scan(std::string_view in, std::string& out) {
  for (std::size_t at = 0; at < in.size();) {
    const char c = in[at];
    Step step = Step::bad;
    switch (place_) {
      case Place::token: step = token(c, out); break;
      case Place::quotes: step = quotes(c, out); break;
      case Place::string: step = string(c, out); break;
      case Place::joins: step = joins(c, out); break;
      default: {
        const bool closes = c == ']' || c == ')' || c == '}';
        step = structure(c, out);
        if (step == Step::done && closes) ++at;
      }
    }
    if (step == Step::bad) return {at, ScanState::bad};
    if (step == Step::done) return {at, ScanState::done};
    if (step == Step::used) ++at;
  }
  return {in.size(), ScanState::more};
}

OAICOMPAT_INLINE bool PythonLiteral::finish(std::string& out) {
  if (!stack_.empty()) return false;
  if (place_ == Place::token) return put_token(out);
  if (place_ == Place::joins) return out += '"', true;
  return place_ == Place::comma;
}

OAICOMPAT_INLINE ScanState PythonCall::name(char c, CallSink& sink) {
  if (is_json_blank(c)) {
    if (!name_.empty()) place_ = Place::open;
    return ScanState::more;
  }
  if (c == '(' && !name_.empty() && !is_digit(name_.front()) && name_.back() != '.') {
    constexpr std::string_view suffix = ".call";
    if (name_.size() > suffix.size() && name_.ends_with(suffix)) name_.resize(name_.size() - suffix.size());
    begun_ = true, place_ = Place::key;
    sink.begin(name_, {});
    return ScanState::more;
  }
  if (place_ == Place::open || (!is_word_byte(c) && c != '.' && c != '-') || name_.size() == 256) return ScanState::bad;
  name_ += c;
  return ScanState::more;
}

OAICOMPAT_INLINE ScanState PythonCall::key(char c, CallSink& sink) {
  const auto close = [&] { return sink.arguments(any_ ? "}" : "{}"), ScanState::done; };
  if (is_json_blank(c)) {
    if (!key_.empty()) place_ = Place::equals;
    return ScanState::more;
  }
  if (c == ')' && key_.empty()) return close();
  if (c == '=' && !key_.empty()) {
    if (std::find(keys_.begin(), keys_.end(), key_) != keys_.end()) return ScanState::bad;
    scratch_ = any_ ? ",\"" : "{\"";
    append_json_escaped(scratch_, key_);
    scratch_ += "\":";
    sink.arguments(scratch_);
    keys_.push_back(std::exchange(key_, {}));
    any_ = true, place_ = Place::value;
    literal_.reset();
    return ScanState::more;
  }
  if (place_ == Place::equals || !is_word_byte(c) || key_.size() == 256 || keys_.size() == 1024) return ScanState::bad;
  key_ += c;
  return ScanState::more;
}

OAICOMPAT_INLINE ScanState PythonCall::structure(char c, CallSink& sink) {
  switch (place_) {
    case Place::name:
    case Place::open: return name(c, sink);
    case Place::comma:
      if (is_json_blank(c)) return ScanState::more;
      if (c == ',') return place_ = Place::key, ScanState::more;
      return c == ')' ? (sink.arguments("}"), ScanState::done) : ScanState::bad;
    default: return key(c, sink);
  }
}

OAICOMPAT_INLINE Scanned PythonCall::scan(std::string_view in, CallSink& sink) {
  std::size_t at = 0;
  while (at < in.size()) {
    if (place_ == Place::value) {
      scratch_.clear();
      const auto read = literal_.scan(in.substr(at), scratch_);
      if (!scratch_.empty()) sink.arguments(scratch_);
      at += read.used;
      if (read.state == ScanState::bad) return {at, ScanState::bad};
      if (read.state == ScanState::done) place_ = Place::comma;
      continue;
    }
    const auto state = structure(in[at], sink);
    if (state == ScanState::bad) return {at, state};
    ++at;
    if (state == ScanState::done) return {at, state};
  }
  return {at, ScanState::more};
}

}  // namespace oaicompat::inline v1::detail
