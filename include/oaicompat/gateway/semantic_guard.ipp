// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/semantic_guard.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <utility>

namespace oaicompat::inline v1::detail {

inline bool is_guard_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_guard_capital(char c) { return c >= 'A' && c <= 'Z'; }
inline bool is_guard_small(char c) { return c >= 'a' && c <= 'z'; }
// Bytes of other characters count as letters.
inline bool is_guard_letter(char c) {
  return is_guard_capital(c) || is_guard_small(c) || static_cast<unsigned char>(c) >= 0x80;
}
inline bool is_guard_word(char c) { return is_guard_letter(c) || is_guard_digit(c); }
inline bool is_guard_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

inline std::string guard_lower(std::string_view text) {
  std::string out{text};
  for (auto& c : out) c = is_guard_capital(c) ? static_cast<char>(c + ('a' - 'A')) : c;
  return out;
}

// Whether the text begins with a capital of Latin, Greek or Cyrillic.
inline bool begins_with_capital(std::string_view word) {
  if (word.empty()) return false;
  if (is_guard_capital(word[0])) return true;
  if (word.size() < 2) return false;
  const auto lead = static_cast<unsigned char>(word[0]), next = static_cast<unsigned char>(word[1]);
  if (lead < 0xC3 || lead > 0xD0) return false;
  const auto sign = ((lead & 0x1FU) << 6) | (next & 0x3FU);
  const auto within = [&](unsigned from, unsigned to) { return sign >= from && sign <= to; };
  const bool is_even = sign % 2 == 0;
  if (within(0x139, 0x148) || within(0x179, 0x17E)) return !is_even;
  if (within(0x100, 0x177) || within(0x200, 0x233)) return is_even;
  return within(0xC0, 0xDE) || sign == 0x178 || within(0x386, 0x38F) || within(0x391, 0x3AB) || within(0x400, 0x42F);
}

// Kana, Chinese characters, Hangul, Thai, Lao, Tibetan, Burmese and Khmer.
inline bool has_script_without_blanks(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    if (lead >= 0xE3 && lead <= 0xED) return true;
    if ((lead == 0xE0 && next >= 0xB8) || (lead == 0xE1 && (next <= 0x82 || next == 0x9E || next == 0x9F))) return true;
  }
  return false;
}

// Words that turn a question round; of languages in Latin and Cyrillic letters the common ones.
inline constexpr std::string_view guard_forms_of_not[] = {
    "not",   "cannot", "dont",   "doesnt", "didnt",  "cant",  "couldnt", "wont",   "wouldnt",  "isnt",
    "arent", "wasnt",  "werent", "hasnt",  "havent", "hadnt", "mustnt",  "neednt", "shouldnt", "aint"};
inline constexpr std::string_view guard_negations[] = {
    "no", "never", "none", "nothing", "nobody", "nowhere", "nor", "neither", "without", "except", "excluding", "unless",
    "hardly", "barely", "rarely", "seldom", "lack", "lacks", "lacking", "avoid", "stop", "prevent", "deactivate",
    "remove", "illegal", "illogical", "immature", "immoral", "impossible", "improper", "inaccessible", "inactive",
    "inadequate", "incompatible", "incomplete", "inconsistent", "incorrect", "indirect", "ineligible", "infinite",
    "informal", "insecure", "invalid", "invisible", "irrational", "irregular", "irrelevant", "irreversible",
    // German, Dutch, Swedish
    "nicht", "kein", "keine", "keinen", "keiner", "keinem", "keines", "nie", "niemals", "ohne", "au\303\237er", "niet",
    "geen", "nooit", "zonder", "behalve", "inte", "aldrig", "utan", "ingen",
    // French, Spanish, Italian, Portuguese
    "ne", "pas", "jamais", "sans", "aucun", "aucune", "rien", "sauf", "nunca", "sin", "jam\xC3\xA1s", "ning\xC3\xBAn",
    "ninguna", "ninguno", "nada", "ni", "excepto", "non", "mai", "senza", "nessun", "nessuna", "nessuno", "tranne",
    "n\xC3\xA3o", "sem", "nenhum", "nenhuma", "exceto",
    // Polish, Russian
    "bez", "nigdy", "\xD0\xBD\xD0\xB5", "\xD0\x9D\xD0\xB5", "\xD0\xBD\xD0\xB5\xD1\x82", "\xD0\x9D\xD0\xB5\xD1\x82",
    "\xD0\xB1\xD0\xB5\xD0\xB7", "\xD0\x91\xD0\xB5\xD0\xB7"};

// Whether a word may be another one turned round by `un`, `non` or `dis`. Few others begin so: what is one of those
// counts as well.
inline bool is_turned_round(std::string_view word) {
  const auto begins = [&](std::string_view with) { return word.starts_with(with); };
  if (begins("un")) return word.size() >= 4 && !begins("uni") && !begins("under") && word != "until";
  return (begins("dis") || begins("non")) && word.size() >= 6 && word != "nonetheless";
}

// What a word of negation is told as; empty for another word.
inline std::string_view negation_of(std::string_view word) {
  const auto is_one_of = [&](const auto& all) {
    return std::find(std::begin(all), std::end(all), word) != std::end(all);
  };
  if (word.ends_with("n't") || is_one_of(guard_forms_of_not)) return "not";
  if (word.starts_with("n'")) return "ne";
  return is_turned_round(word) || is_one_of(guard_negations) ? word : std::string_view{};
}

// Digits, fractions and Roman numbers of other kinds than ASCII's: of full width, raised, lowered, in a circle, Arabic,
// Persian, of India.
inline bool has_other_digits(std::string_view word) {
  const auto byte = [&](std::size_t at) { return at < word.size() ? static_cast<unsigned char>(word[at]) : 0U; };
  const auto within = [](unsigned value, unsigned from, unsigned to) { return value >= from && value <= to; };
  for (std::size_t i = 0; i < word.size(); ++i) {
    const auto one = byte(i), two = byte(i + 1), three = byte(i + 2);
    if (one == 0xC2 && (within(two, 0xB2, 0xB3) || two == 0xB9 || within(two, 0xBC, 0xBE))) return true;
    if ((one == 0xD9 && within(two, 0xA0, 0xA9)) || (one == 0xDB && within(two, 0xB0, 0xB9))) return true;
    if (one == 0xE0 && within(two, 0xA5, 0xB5) && (two & 1) != 0 && within(three, 0xA6, 0xAF)) return true;
    if (one == 0xE2 && (within(two, 0x81, 0x82) || within(two, 0x85, 0x86) || within(two, 0x91, 0x93))) return true;
    if (one == 0xEF && two == 0xBC && within(three, 0x90, 0x99)) return true;
  }
  return false;
}

inline std::string_view digits_of_word(std::string_view word) {
  constexpr std::pair<std::string_view, std::string_view> words[] = {{"zero", "0"},
                                                                     {"two", "2"},
                                                                     {"three", "3"},
                                                                     {"four", "4"},
                                                                     {"five", "5"},
                                                                     {"six", "6"},
                                                                     {"seven", "7"},
                                                                     {"eight", "8"},
                                                                     {"nine", "9"},
                                                                     {"ten", "10"},
                                                                     {"eleven", "11"},
                                                                     {"twelve", "12"},
                                                                     {"thirteen", "13"},
                                                                     {"fourteen", "14"},
                                                                     {"fifteen", "15"},
                                                                     {"sixteen", "16"},
                                                                     {"seventeen", "17"},
                                                                     {"eighteen", "18"},
                                                                     {"nineteen", "19"},
                                                                     {"twenty", "20"},
                                                                     {"thirty", "30"},
                                                                     {"forty", "40"},
                                                                     {"fifty", "50"},
                                                                     {"sixty", "60"},
                                                                     {"seventy", "70"},
                                                                     {"eighty", "80"},
                                                                     {"ninety", "90"},
                                                                     {"hundred", "100"},
                                                                     {"thousand", "1000"},
                                                                     {"million", "1000000"},
                                                                     {"billion", "1000000000"},
                                                                     {"trillion", "1000000000000"},
                                                                     {"half", "1/2"},
                                                                     {"quarter", "1/4"},
                                                                     {"twice", "2x"},
                                                                     {"double", "2x"},
                                                                     {"triple", "3x"},
                                                                     {"first", "1."},
                                                                     {"second", "2."},
                                                                     {"third", "3."},
                                                                     {"fourth", "4."},
                                                                     {"fifth", "5."},
                                                                     {"sixth", "6."},
                                                                     {"seventh", "7."},
                                                                     {"eighth", "8."},
                                                                     {"ninth", "9."},
                                                                     {"tenth", "10."},
                                                                     {"last", "last"},
                                                                     {"minus", "-"},
                                                                     {"plus", "+"}};
  const auto* at = std::find_if(std::begin(words), std::end(words), [&](auto& each) { return each.first == word; });
  return at == std::end(words) ? std::string_view{} : at->second;
}

// Whether a word behind a number may be its unit: a short one that is none of the common ones, or one of time and the
// like.
inline bool is_guard_unit(std::string_view word) {
  constexpr std::string_view common[] = {"of",  "to",  "in",  "or",  "and", "by",  "is",  "at",  "on",  "for",
                                         "the", "as",  "a",   "i",   "it",  "do",  "if",  "we",  "my",  "so",
                                         "be",  "are", "was", "can", "you", "how", "who", "did", "has", "had",
                                         "its", "per", "new", "old", "man", "men", "but"};
  constexpr std::string_view units[] = {
      "second",  "seconds",    "minute",     "minutes", "hour",   "hours",     "day",        "days",   "week",
      "weeks",   "month",      "months",     "year",    "years",  "percent",   "percentage", "dollar", "dollars",
      "euro",    "euros",      "pound",      "pounds",  "cent",   "cents",     "gram",       "grams",  "kilo",
      "kilos",   "kilogram",   "kilograms",  "ounce",   "ounces", "ton",       "tons",       "mile",   "miles",
      "foot",    "feet",       "inch",       "inches",  "yard",   "yards",     "meter",      "meters", "metre",
      "metres",  "kilometer",  "kilometers", "liter",   "liters", "litre",     "litres",     "gallon", "gallons",
      "celsius", "fahrenheit", "degrees",    "byte",    "bytes",  "megabytes", "gigabytes"};
  const auto is_one_of = [&](const auto& all) {
    return std::find(std::begin(all), std::end(all), word) != std::end(all);
  };
  return (word.size() <= 3 && !is_one_of(common)) || is_one_of(units);
}

// Typographic quotes and apostrophes as those of ASCII.
inline std::string with_plain_quotes(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 6> forms{{{"\xE2\x80\x98", '\''},
                                                                    {"\xE2\x80\x99", '\''},
                                                                    {"\xE2\x80\x9C", '"'},
                                                                    {"\xE2\x80\x9D", '"'},
                                                                    {"\xC2\xAB", '"'},
                                                                    {"\xC2\xBB", '"'}}};
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto rest = text.substr(at);
    const auto* form =
        std::find_if(forms.begin(), forms.end(), [&](auto& each) { return rest.starts_with(each.first); });
    out += form == forms.end() ? text[at] : form->second;
    at += form == forms.end() ? 1 : form->first.size();
  }
  return out;
}

// Reads a text once and notes the words that count.
class GuardReader {
 public:
  GuardReader(std::string_view text, const std::vector<std::string>& same_words)
      : text_{with_plain_quotes(text)}, same_words_{same_words} {}

  std::string read() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (is_guard_blank(c)) {
        begins_sentence_ = begins_sentence_ || c == '\n';
        ++at_;
      } else if (!take_quoted(c)) {
        take_token();
      }
    }
    for (const auto& each : same_words_) {
      if (each.find_first_of(" -") != each.npos && has_phrase(text_, {each})) note(own, guard_lower(each));
    }
    std::string out;
    for (const auto& each : kinds_) out.append(std::to_string(each.size())).append(":").append(each);
    return out;
  }

 private:
  enum Kind { number, negation, name, quote, code, own };

  void note(Kind kind, std::string_view fact) {
    kinds_[kind].append(std::to_string(fact.size())).append(":").append(fact);
  }
  // A quoted string or a span of code, from its first character on; false where none begins.
  bool take_quoted(char c) {
    if (c != '`' && c != '"' && c != '\'') return false;
    std::size_t marks = 1;
    while (c == '`' && at_ + marks < text_.size() && text_[at_ + marks] == '`') ++marks;
    const auto begin = at_ + marks;
    auto end = text_.find(text_.substr(at_, marks), begin);
    while (c == '\'' && end != text_.npos && end + 1 < text_.size() && is_guard_word(text_[end + 1])) {
      end = text_.find('\'', end + 1);  // an apostrophe
    }
    if (end == text_.npos) return c == '\'' ? false : (at_ = begin, true);
    note(c == '`' ? code : quote, std::string_view{text_}.substr(begin, end - begin));
    at_ = end + marks;
    begins_sentence_ = false;
    return true;
  }
  void take_token() {
    const auto begin = at_;
    while (at_ < text_.size() && !is_guard_blank(text_[at_]) && text_[at_] != '`' && text_[at_] != '"') ++at_;
    auto token = std::string_view{text_}.substr(begin, at_ - begin);
    const auto first = std::min(token.find_first_not_of("([{'"), token.size());
    const auto last = token.find_last_not_of(")]}',;:.!?");
    const auto tail = last == token.npos ? token : token.substr(last + 1);
    token = last == token.npos || last < first ? std::string_view{} : token.substr(first, last + 1 - first);
    if (!token.empty()) {
      const bool behind_number = std::exchange(behind_number_, false);
      take_core(token);
      if (behind_number && !behind_number_ && is_guard_unit(guard_lower(token))) note(number, guard_lower(token));
      behind_number_ = behind_number_ && tail.empty();
    }
    const bool is_short_form = tail == "." && token.size() <= 4 && begins_with_capital(token);  // `Dr.`
    if (tail.find_first_of(".!?:") != tail.npos && !is_short_form) begins_sentence_ = true;
  }
  void take_core(std::string_view core) {
    constexpr std::string_view code_signs = "_./\\(){}[]<>=+*|&^%~@#$:";
    const auto is_camel = [&] {
      for (std::size_t i = 1; i < core.size(); ++i) {
        if (is_guard_small(core[i - 1]) && is_guard_capital(core[i])) return true;
      }
      return false;
    };
    if (std::any_of(core.begin(), core.end(), is_guard_digit) || has_other_digits(core)) {
      note(number, guard_lower(core));
      behind_number_ = true;
    } else if (core.find_first_of(code_signs) != core.npos || is_camel() || has_script_without_blanks(core)) {
      note(code, core);
    } else {
      take_words(core);
    }
    if (std::any_of(core.begin(), core.end(), is_guard_word)) begins_sentence_ = false;
  }
  // The parts of a word with hyphens.
  void take_words(std::string_view core) {
    for (std::size_t at = 0; at < core.size();) {
      const auto end = std::min(core.find('-', at), core.size());
      const bool is_prefix = end < core.size();
      take_word(core.substr(at, end - at), is_prefix);
      at = end + 1;
    }
  }
  void take_word(std::string_view word, bool is_prefix) {
    const auto lower = guard_lower(word);
    if (const auto negated = negation_of(lower); !negated.empty()) {
      note(negation, negated);
    } else if (is_prefix && (lower == "un" || lower == "non")) {
      note(negation, lower);
    } else if (const auto digits = digits_of_word(lower); !digits.empty()) {
      note(number, digits);
      behind_number_ = true;
    }
    const auto is_same = [&](const std::string& each) { return guard_lower(each) == lower; };
    if (std::any_of(same_words_.begin(), same_words_.end(), is_same)) note(own, lower);
    if (is_name(word)) note(name, word.ends_with("'s") ? word.substr(0, word.size() - 2) : word);
  }
  bool is_name(std::string_view word) const {
    if (!begins_with_capital(word) || word == "I" || word.starts_with("I'")) return false;
    const bool all_capitals = word.size() > 1 && std::all_of(word.begin(), word.end(), is_guard_capital);
    return all_capitals || !begins_sentence_;
  }

  const std::string text_;
  const std::vector<std::string>& same_words_;
  std::size_t at_ = 0;
  bool begins_sentence_ = true, behind_number_ = false;
  std::array<std::string, 6> kinds_;
};

OAICOMPAT_INLINE std::string semantic_guard(std::string_view text, const std::vector<std::string>& same_words) {
  return GuardReader{text, same_words}.read();
}

inline std::string with_single_blanks(std::string_view text) {
  std::string out = " ";
  for (const char c : guard_lower(with_plain_quotes(text))) {
    if (!is_guard_blank(c)) {
      out += c;
    } else if (out.back() != ' ') {
      out += ' ';
    }
  }
  return out += ' ';
}

OAICOMPAT_INLINE bool has_phrase(std::string_view text, const std::vector<std::string>& phrases) {
  if (phrases.empty()) return false;
  const auto all = with_single_blanks(text);
  return std::any_of(phrases.begin(), phrases.end(), [&](const std::string& each) {
    auto phrase = with_single_blanks(each);
    phrase = phrase.substr(1, phrase.size() - 2);
    if (phrase.empty()) return false;
    for (auto at = all.find(phrase); at != all.npos; at = all.find(phrase, at + 1)) {
      if (!is_guard_word(all[at - 1]) && !is_guard_word(all[at + phrase.size()])) return true;
    }
    return false;
  });
}

}  // namespace oaicompat::inline v1::detail
