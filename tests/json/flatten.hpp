// JSON as a map from paths to exact values: to compare documents whatever their order, down to the last digit.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// `choices[0].text` -> `"hi"`, `created` -> `17e0`. A reader of its own: it shares nothing with the library's.
class Flattener {
 public:
  using Leaves = std::map<std::string, std::string>;

  explicit Flattener(std::string_view text) : text_{text} {}
  Leaves run() {
    value("");
    skip_space();
    if (at_ != text_.size()) fail("something follows");
    return leaves_;
  }

 private:
  [[noreturn]] void fail(const std::string& why) {
    throw std::runtime_error{why + " at byte " + std::to_string(at_) + " of " + std::string{text_.substr(0, 200)}};
  }
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
  }
  char peek() {
    skip_space();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail(std::string{"no '"} + c + "'");
  }

  void value(const std::string& path) {
    switch (peek()) {
      case '{': return object(path);
      case '[': return array(path);
      case '"': leaves_[path] = '"' + string() + '"'; return;
      default: leaves_[path] = word();
    }
  }
  void object(const std::string& path) {
    expect('{');
    if (take('}')) {
      leaves_[path] = "{}";
      return;
    }
    do {
      peek();
      const auto key = string();
      expect(':');
      value(path.empty() ? key : path + "." + key);
    } while (take(','));
    expect('}');
  }
  void array(const std::string& path) {
    expect('[');
    if (take(']')) {
      leaves_[path] = "[]";
      return;
    }
    std::size_t index = 0;
    do value(path + "[" + std::to_string(index++) + "]");
    while (take(','));
    expect(']');
  }

  std::string word() {
    const auto from = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '+' ||
                                  text_[at_] == '-' || text_[at_] == '.')) {
      ++at_;
    }
    const auto word = text_.substr(from, at_ - from);
    if (word == "null" || word == "true" || word == "false") return std::string{word};
    return number(std::string{word});
  }
  // Sign, digits without zeros at the ends, decimal exponent: one form for each value.
  std::string number(const std::string& text) {
    if (text.empty()) fail("no value");
    std::string digits;
    long exponent = 0;
    bool fraction = false;
    std::size_t i = text[0] == '-' ? 1 : 0;
    for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
      if (text[i] == '.') {
        fraction = true;
        continue;
      }
      if (!std::isdigit(static_cast<unsigned char>(text[i]))) fail("no number");
      digits += text[i];
      exponent -= fraction;
    }
    if (i < text.size()) exponent += std::stol(text.substr(i + 1));
    while (digits.size() > 1 && digits.back() == '0') {
      digits.pop_back();
      ++exponent;
    }
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    if (digits == "0") return "0";
    return (text[0] == '-' ? "-" : "") + digits + "e" + std::to_string(exponent);
  }

  std::string string() {
    expect('"');
    std::string out;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] != '\\') {
        out += text_[at_++];
      } else {
        escape(out);
      }
    }
    if (at_ == text_.size()) fail("open string");
    ++at_;
    return out;
  }
  void escape(std::string& out) {
    const char letter = text_.at(at_ + 1);
    at_ += 2;
    constexpr std::string_view letters = "bfnrt", means = "\b\f\n\r\t";
    if (const auto known = letters.find(letter); known != letters.npos) {
      out += means[known];
    } else if (letter != 'u') {
      out += letter;
    } else {
      auto code = hex();
      if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_, 2) == "\\u") {
        at_ += 2;
        code = 0x10000 + ((code - 0xD800) << 10) + (hex() - 0xDC00);
      }
      utf8(out, code);
    }
  }
  std::uint32_t hex() {
    const auto code = static_cast<std::uint32_t>(std::stoul(std::string{text_.substr(at_, 4)}, nullptr, 16));
    at_ += 4;
    return code;
  }
  static void utf8(std::string& out, std::uint32_t code) {
    if (code < 0x80) {
      out += static_cast<char>(code);
      return;
    }
    const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    constexpr unsigned lead[] = {0, 0xC0, 0xE0, 0xF0};
    out += static_cast<char>(lead[more] | (code >> (6 * more)));
    for (int i = more - 1; i >= 0; --i) out += static_cast<char>(0x80 | ((code >> (6 * i)) & 0x3F));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Leaves leaves_;
};

/// What changed from one document to another: `+path = value` and `-path = value`, in the order of the paths.
inline std::vector<std::string> json_differences(std::string_view from, std::string_view to) {
  const auto before = Flattener{from}.run(), after = Flattener{to}.run();
  std::vector<std::string> found;
  for (const auto& [path, value] : before) {
    const auto still = after.find(path);
    if (still == after.end() || still->second != value) found.push_back("-" + path + " = " + value);
  }
  for (const auto& [path, value] : after) {
    const auto earlier = before.find(path);
    if (earlier == before.end() || earlier->second != value) found.push_back("+" + path + " = " + value);
  }
  return found;
}
