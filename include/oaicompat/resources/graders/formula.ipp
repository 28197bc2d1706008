// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/graders/formula.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

// Reads from left to right and calculates as it reads. After a failure nothing is read any more.
class FormulaReader {
 public:
  FormulaReader(std::string_view text, const FormulaNames& names) : text_{text}, names_{names} {}

  Result<double> read() {
    const auto out = sum();
    skip_blanks();
    if (at_ < text_.size()) fail("Unexpected '" + std::string{text_.substr(at_, 1)} + "'");
    if (!why_.empty()) return api_error(400, "Invalid formula: " + why_ + ".", "invalid_formula", "calculate_output");
    return out;
  }

 private:
  static constexpr int max_depth = 64;

  void fail(std::string why) {
    if (why_.empty()) why_ = std::move(why) + " at character " + std::to_string(at_ + 1);
    at_ = text_.size();
  }
  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }
  bool take(char wanted) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  double sum() {
    if (++depth_ > max_depth) fail("Too many levels");
    auto out = product();
    while (true) {
      if (take('+')) {
        out += product();
      } else if (take('-')) {
        out -= product();
      } else {
        --depth_;
        return out;
      }
    }
  }
  double product() {
    auto out = signed_value();
    while (true) {
      if (take('*')) {
        out *= signed_value();
      } else if (take('/')) {
        out /= signed_value();
      } else {
        return out;
      }
    }
  }
  double signed_value() {
    bool negative = false;
    while (true) {
      if (take('-')) {
        negative = !negative;
      } else if (!take('+')) {
        break;
      }
    }
    const auto out = power();
    return negative ? -out : out;
  }
  // From right to left: 2^3^2 is 2^9.
  double power() {
    const auto base = value();
    if (!take('^')) return base;
    if (++depth_ > max_depth) fail("Too many levels");
    const auto out = std::pow(base, signed_value());
    --depth_;
    return out;
  }
  double value() {
    if (take('(')) {
      const auto out = sum();
      if (!take(')')) fail("Expected ')'");
      return out;
    }
    skip_blanks();
    if (at_ >= text_.size()) {
      fail("Expected a value");
      return 0;
    }
    const auto next = text_[at_];
    if ((next >= '0' && next <= '9') || next == '.') return number();
    if (is_letter(next)) return named();
    fail("Unexpected '" + std::string{next} + "'");
    return 0;
  }
  double number() {
    double out = 0;
    const auto read = std::from_chars(text_.data() + at_, text_.data() + text_.size(), out);
    if (read.ec != std::errc{}) {
      fail("Invalid number");
      return 0;
    }
    at_ = static_cast<std::size_t>(read.ptr - text_.data());
    return out;
  }
  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
  double named() {
    const auto begin = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || (text_[at_] >= '0' && text_[at_] <= '9'))) ++at_;
    const auto name = text_.substr(begin, at_ - begin);
    if (take('(')) return called(name);
    const auto known = names_(name);
    if (!known) fail("Unknown name '" + std::string{name} + "'");
    return known.value_or(0);
  }
  double called(std::string_view name) {
    std::vector<double> given{sum()};
    while (take(',')) given.push_back(sum());
    if (!take(')')) fail("Expected ')'");
    if (name == "min") return *std::min_element(given.begin(), given.end());
    if (name == "max") return *std::max_element(given.begin(), given.end());
    if (given.size() > 1) {
      fail("Too many arguments of '" + std::string{name} + "'");
      return 0;
    }
    if (name == "abs") return std::abs(given[0]);
    if (name == "floor") return std::floor(given[0]);
    if (name == "ceil") return std::ceil(given[0]);
    if (name == "exp") return std::exp(given[0]);
    if (name == "sqrt") return std::sqrt(given[0]);
    if (name == "log") return std::log(given[0]);
    fail("Unknown function '" + std::string{name} + "'");
    return 0;
  }

  const std::string_view text_;
  const FormulaNames& names_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::string why_;
};

}  // namespace detail

OAICOMPAT_INLINE Result<double> evaluate_formula(std::string_view formula, const FormulaNames& names) {
  return detail::FormulaReader{formula, names}.read();
}

}  // namespace oaicompat::inline v1
