// string_like: writes a string that a simple regular expression matches.
// SPDX-License-Identifier: MIT
#include "values.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace demo {
namespace {

constexpr std::string_view digits = "0123456789", letters = "abcdefghijklmnopqrstuvwxyz",
                           capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", signs = "-_.,:;/+*@#%&=!?'\"()<>[]{}|\\^$~` ";

// Reads the expression once from left to right, and writes as it reads. False: the expression is too hard.
class PatternWriter {
 public:
  PatternWriter(std::string_view pattern, std::size_t stretch, std::uint64_t variant)
      : rest_{pattern}, stretch_{stretch}, variant_{variant} {}

  std::optional<std::string> write(std::string& why) {
    const bool done = alternatives() && rest_.empty() && (end_ == std::string::npos || end_ == out_.size());
    if (!done) why = "its pattern has " + (hard_.empty() ? "something that cannot be read" : hard_);
    return done ? std::optional{out_} : std::nullopt;
  }

 private:
  static constexpr std::size_t max_size = 4096, max_depth = 50, unbounded = std::string::npos;

  // Names what is too hard.
  bool refuse(std::string_view what) {
    if (hard_.empty()) hard_ = std::string{what} + ", which cannot be read";
    return false;
  }
  bool next(std::string_view wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(wanted.size());
    return true;
  }
  // The first one is written; the others are read over.
  bool alternatives() {
    if (++depth_ > max_depth || !sequence()) return false;
    const auto kept = out_.size(), kept_end = end_;
    while (next("|")) {
      const auto before = out_;
      out_.clear();
      if (!sequence()) return false;
      out_ = before;
    }
    out_.resize(kept);
    end_ = kept_end;
    --depth_;
    return true;
  }
  bool sequence() {
    while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      const auto from = out_.size();
      if (!atom() || !repeat(from) || out_.size() > max_size) return false;
    }
    return true;
  }
  bool atom() {
    if (next("^")) return out_.empty();
    if (next("$")) return end_ = std::min(end_, out_.size()), true;
    if (next("(")) {
      if (rest_.starts_with("?") && !next("?:")) return refuse(kind_of_group());
      return alternatives() && next(")");
    }
    if (next("[")) return one_of_class();
    if (next(".")) return put(letters);
    if (std::string_view{"*+?{"}.find(rest_.front()) != std::string_view::npos) return false;
    if (next("\\")) {
      const auto set = escaped();
      return set.empty() ? false : put(set);
    }
    do {  // a character may be several bytes
      out_ += rest_.front();
      rest_.remove_prefix(1);
    } while (!rest_.empty() && (rest_.front() & 0xC0) == 0x80);
    return true;
  }
  std::string_view kind_of_group() const {
    constexpr std::pair<std::string_view, std::string_view> kinds[] = {
        {"?=", "a lookahead"},   {"?!", "a lookahead"},    {"?<=", "a lookbehind"}, {"?<!", "a lookbehind"},
        {"?<", "a named group"}, {"?P<", "a named group"}, {"?'", "a named group"}};
    for (const auto& [opening, name] : kinds) {
      if (rest_.starts_with(opening)) return name;
    }
    return "a group that begins with '(?'";
  }
  bool put(std::string_view set) {
    if (set.empty()) return false;
    out_ += set[variant_ % set.size()];
    return true;
  }
  // What the escape after a backslash stands for; empty when it is too hard.
  std::string_view escaped() {
    if (rest_.empty()) return {};
    const auto letter = rest_.substr(0, 1);
    rest_.remove_prefix(1);
    if (letter == "p" || letter == "P") return refuse("a Unicode property (\\p)"), std::string_view{};
    if (letter == "k" || (letter[0] >= '1' && letter[0] <= '9')) return refuse("a back-reference"), std::string_view{};
    if (letter == "d") return digits;
    if (letter == "w" || letter == "D" || letter == "S") return letters;
    if (letter == "s" || letter == "W") return " ";
    if (letter == "n") return "\n";
    if (letter == "t") return "\t";
    if (signs.find(letter) != signs.npos) return letter;
    if ((letter[0] & 0x80) != 0) return refuse("an escape beyond ASCII"), std::string_view{};
    return refuse("the escape '\\" + std::string{letter} + "'"), std::string_view{};
  }
  bool one_of_class() {
    const bool excluding = next("^");
    std::string listed;
    for (bool first = true; first || !rest_.starts_with("]"); first = false) {
      if (rest_.empty()) return refuse("a class of characters without an end");
      if ((rest_.front() & 0x80) != 0) return refuse("a class with characters beyond ASCII");
      auto from = rest_.substr(0, 1);
      const bool is_escape = next("\\");
      is_escape ? void(from = escaped_in_class()) : rest_.remove_prefix(1);
      if (from.empty()) return false;
      const bool is_range = from.size() == 1 && rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']';
      if (!is_range) {
        listed += from;
        continue;
      }
      rest_.remove_prefix(1);
      auto to = rest_.substr(0, 1);
      next("\\") ? void(to = escaped_in_class()) : rest_.remove_prefix(1);
      if (to.size() != 1 || (to[0] & 0x80) != 0) return false;
      for (int c = from[0]; c <= to[0]; ++c) listed += static_cast<char>(c);
    }
    if (!next("]")) return false;
    if (!excluding) return put(listed);
    std::string others;
    for (const auto set : {letters, capitals, digits, signs}) others += set;
    std::erase_if(others, [&](char c) { return listed.find(c) != listed.npos; });
    return put(others);
  }
  // As outside, but what is excluded must be known to the last character.
  std::string_view escaped_in_class() {
    static const std::string word = std::string{letters} + std::string{capitals} + std::string{digits} + "_";
    if (rest_.starts_with("D") || rest_.starts_with("W") || rest_.starts_with("S"))
      return refuse("a class with \\D, \\W or \\S"), std::string_view{};
    if (next("w")) return word;
    if (next("s")) return " \t\r\n\f\v";
    return escaped();
  }
  // Repeats what was written from `from` on, as often as the quantifier asks.
  bool repeat(std::size_t from) {
    std::size_t least = 1, most = 1;
    if (next("*")) {
      least = 0, most = unbounded;
    } else if (next("+")) {
      most = unbounded;
    } else if (next("?")) {
      least = 0;
    } else if (next("{")) {
      if (!number(least)) return false;
      most = least;
      if (next(",") && !number(most)) most = unbounded;
      if (!next("}")) return false;
    } else {
      return true;
    }
    next("?");
    const auto times = std::min(most, least + stretch_);
    const auto once = out_.substr(from);
    if (times * once.size() > max_size) return false;
    out_.resize(from);
    for (std::size_t i = 0; i < times; ++i) out_ += once;
    return true;
  }
  bool number(std::size_t& value) {
    const auto [end, problem] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (problem != std::errc{} || value > max_size) return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return true;
  }

  std::string_view rest_;
  std::size_t stretch_;
  std::uint64_t variant_;
  std::string out_;
  std::size_t end_ = std::string::npos;  // where a $ stood
  std::size_t depth_ = 0;
  std::string hard_;  // the first thing that is too hard
};

}  // namespace

std::optional<std::string> string_like(std::string_view pattern, std::size_t stretch, std::uint64_t variant,
                                       std::string& why) {
  return PatternWriter{pattern, stretch, variant}.write(why);
}

}  // namespace demo
