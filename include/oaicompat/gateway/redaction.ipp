// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/redaction.hpp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/json/write.hpp>

#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline bool is_digit_char(char c) { return c >= '0' && c <= '9'; }
inline bool is_word_char(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || is_digit_char(c) || std::string_view{"-_.+/@=~"}.find(c) != std::string_view::npos;
}
inline std::size_t count_of(std::string_view word, char c) {
  return static_cast<std::size_t>(std::count(word.begin(), word.end(), c));
}

// `sk-...`, `AKIA...`, GitHub's and Google's, and three parts in base64 with a header that begins as JSON does.
inline bool looks_like_key(std::string_view word) {
  constexpr std::array prefixes{"sk-",   "sk_",   "pk_",  "AKIA", "ASIA", "ghp_", "gho_", "github_pat_",
                                "xoxb-", "xoxp-", "AIza", "hf_",  "gsk_", "xai-", "r8_"};
  const auto has = [&](std::string_view prefix) { return word.starts_with(prefix); };
  if (word.size() >= 16 && std::any_of(prefixes.begin(), prefixes.end(), has)) return true;
  return word.size() >= 30 && has("eyJ") && count_of(word, '.') == 2;
}
inline bool looks_like_email(std::string_view word) {
  const auto at = word.find('@');
  return at != word.npos && at > 0 && count_of(word, '@') == 1 && word.find('.', at + 2) < word.size() - 1;
}
inline bool looks_like_ipv4(std::string_view word) {
  int parts = 0;
  for (std::size_t from = 0; from <= word.size(); ++parts) {
    const auto to = std::min(word.find('.', from), word.size());
    const auto part = word.substr(from, to - from);
    if (part.empty() || part.size() > 3 || !std::all_of(part.begin(), part.end(), is_digit_char)) return false;
    if (part.size() == 3 && part > "255") return false;
    from = to + 1;
  }
  return parts == 4;
}
// 13 to 19 digits, perhaps with dashes, whose check digit is right.
inline bool looks_like_card(std::string_view word) {
  std::string digits;
  for (const char c : word) {
    if (c != '-' && !is_digit_char(c)) return false;
    if (c != '-') digits += c;
  }
  if (digits.size() < 13 || digits.size() > 19) return false;
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int digit = digits[digits.size() - 1 - i] - '0';
    const int twice = 2 * digit;
    sum += i % 2 == 0 ? digit : twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 == 0;
}

// How long a card's number is that begins the text in groups of 3 to 6 digits with a blank between, the first of 4; 0
// where none does.
inline std::size_t size_of_grouped_card(std::string_view text) {
  constexpr std::size_t first = 4, least = 3, most = 6, most_digits = 19;
  std::string digits;
  std::size_t size = 0;
  for (std::size_t at = 0, end = 0; at < text.size(); at = end + 1) {
    for (end = at; end < text.size() && is_digit_char(text[end]) && end - at <= most;) ++end;
    const auto count = end - at;
    const bool ends = end == text.size() || !is_word_char(text[end]) || text[end] == '.';
    if (at == 0 ? count != first : count < least || count > most) break;
    if (!ends || digits.size() + count > most_digits) break;
    digits += text.substr(at, count);
    if (looks_like_card(digits)) size = end;
    if (end == text.size() || text[end] != ' ') break;
  }
  return size;
}

inline std::uint64_t random_hash_key() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device();
}

// Behind the value that begins there.
inline std::size_t end_of_json_value(std::string_view json, std::size_t at) {
  std::size_t depth = 0;
  bool quoted = false;
  for (; at < json.size(); ++at) {
    const char c = json[at];
    if (quoted) {
      if (c == '\\') ++at;
      if (c == '"' && depth == 0) return at + 1;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return at;
      if (--depth == 0) return at + 1;
    } else if (depth == 0 && (c == ',' || c == '\n')) {
      return at;
    }
  }
  return json.size();
}

}  // namespace detail

OAICOMPAT_INLINE Redaction::Redaction(RedactRules rules)
    : rules_{std::move(rules)}, hash_key_{detail::random_hash_key()} {
  for (const auto& each : rules_.patterns) {
    if (each == "keys") {
      keys_ = true;
    } else if (each == "email") {
      email_ = true;
    } else if (each == "card") {
      card_ = true;
    } else if (each == "ipv4") {
      ipv4_ = true;
    } else {
      globs_.push_back(each);
    }
  }
}

OAICOMPAT_INLINE std::string_view Redaction::kind_of(std::string_view word) const {
  if (word.empty()) return "";
  if (keys_ && detail::looks_like_key(word)) return "key";
  if (email_ && detail::looks_like_email(word)) return "email";
  if (ipv4_ && detail::looks_like_ipv4(word)) return "ipv4";
  if (card_ && detail::looks_like_card(word)) return "card";
  const auto matches = [&](const std::string& glob) { return matches_glob(glob, word); };
  return std::any_of(globs_.begin(), globs_.end(), matches) ? "word" : "";
}

OAICOMPAT_INLINE void Redaction::put_mark(std::string& out, std::string_view kind, std::string_view word) const {
  std::string keyed(sizeof hash_key_, '\0');
  std::memcpy(keyed.data(), &hash_key_, sizeof hash_key_);
  keyed += word;
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(keyed.data()), keyed.size(), digest.data());
  out += fmt::format("[{}:{:02x}{:02x}{:02x}{:02x}]", kind, digest[0], digest[1], digest[2], digest[3]);
}

OAICOMPAT_INLINE bool Redaction::put_part(std::string& out, std::string_view part) const {
  const auto kind = kind_of(part);
  kind.empty() ? void(out += part) : put_mark(out, kind, part);
  return !kind.empty();
}

// A stop behind the last word of a sentence is no part of it; nor is a name and `=` before one, or what it stands
// between in an address.
OAICOMPAT_INLINE void Redaction::put_word(std::string& out, std::string_view word) const {
  const auto end = word.find_last_not_of("./") + 1;
  const auto before = out.size();
  const auto named = std::min(word.find('='), end);
  for (auto begin = std::size_t{0}; begin < end; begin = begin == 0 ? named + 1 : end) {
    out += word.substr(0, begin);
    if (put_part(out, word.substr(begin, end - begin))) return void(out += word.substr(end));
    out.resize(before);
  }
  if (word.find_first_of("/=") == word.npos) return void(out += word);
  for (std::size_t at = 0; at < word.size();) {
    const auto parted = std::min(word.find_first_of("/=", at), word.size());
    (void)put_part(out, word.substr(at, parted - at));
    out += word.substr(parted, 1);
    at = parted + 1;
  }
}

OAICOMPAT_INLINE std::string Redaction::redact_words(std::string_view text) const {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\\' && at + 1 < text.size()) {  // an escape is no part of a word
      const auto size = text[at + 1] == 'u' ? std::size_t{6} : std::size_t{2};
      out += text.substr(at, size);
      at += size;
      continue;
    }
    const auto card = card_ ? detail::size_of_grouped_card(text.substr(at)) : 0;
    if (card > 0) {
      put_mark(out, "card", text.substr(at, card));
      at += card;
      continue;
    }
    auto end = at;
    while (end < text.size() && detail::is_word_char(text[end])) ++end;
    if (end == at) {
      out += text[at++];
      continue;
    }
    put_word(out, text.substr(at, end - at));
    at = end;
  }
  return out;
}

OAICOMPAT_INLINE std::string Redaction::remove_members(std::string_view json) const {
  std::string out;
  out.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    if (json[at] != '"') {
      out += json[at++];
      continue;
    }
    const auto end = detail::end_of_json_value(json, at);
    const auto key = end - at >= 2 ? json.substr(at + 1, end - at - 2) : std::string_view{};
    out += json.substr(at, end - at);
    at = end;
    const auto colon = json.find_first_not_of(" \t\r\n", at);
    if (colon == json.npos || json[colon] != ':') continue;
    if (std::find(rules_.members.begin(), rules_.members.end(), key) == rules_.members.end()) continue;
    const auto value = json.find_first_not_of(" \t\r\n", colon + 1);
    if (value == json.npos) continue;
    out += json.substr(at, value - at);
    out += "\"[removed]\"";
    at = detail::end_of_json_value(json, value);
  }
  return out;
}

OAICOMPAT_INLINE std::string Redaction::redact(std::string_view body) const {
  if (rules_.members.empty()) return redact_words(body);
  return redact_words(remove_members(body));
}

OAICOMPAT_INLINE std::string Redaction::redact(const Headers& headers) const {
  std::string out = "{";
  for (const auto& [name, value] : headers) {
    const auto is = [field = std::string_view{name}](const std::string& each) { return iequals(each, field); };
    if (std::none_of(rules_.headers.begin(), rules_.headers.end(), is)) continue;
    if (out.size() > 1) out += ',';
    write_quoted(out, name);
    out += ':';
    write_quoted(out, redact_words(value));
  }
  return out += '}';
}

}  // namespace oaicompat::inline v1
