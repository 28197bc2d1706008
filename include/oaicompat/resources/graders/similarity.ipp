// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/graders/similarity.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

// Texts as numbers: a number a character, or a number a word.
using SymbolRow = std::vector<std::uint32_t>;

inline SymbolRow symbols_of(std::string_view text) {
  SymbolRow out;
  for (const auto c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80 && !out.empty()) {
      out.back() = (out.back() << 6) | (byte & 0x3F);
    } else {
      out.push_back(byte);
    }
  }
  return out;
}

// The same number for the same word, in all texts that one of these has seen.
class WordNumbers {
 public:
  // Words alone, in lower case.
  SymbolRow words(std::string_view text) { return read(text, false); }
  // Words as they are, and each other character that is not blank.
  SymbolRow tokens(std::string_view text) { return read(text, true); }

 private:
  static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
  }
  SymbolRow read(std::string_view text, bool as_it_is) {
    SymbolRow out;
    std::string word;
    const auto end_word = [&] {
      if (!word.empty()) out.push_back(number(word));
      word.clear();
    };
    for (const auto c : text) {
      if (is_letter(c)) {
        word += !as_it_is && c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        continue;
      }
      end_word();
      if (as_it_is && c != ' ' && c != '\t' && c != '\n' && c != '\r') out.push_back(number(std::string{c}));
    }
    end_word();
    return out;
  }
  std::uint32_t number(const std::string& word) {
    return numbers_.emplace(word, static_cast<std::uint32_t>(numbers_.size())).first->second;
  }
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

// The length of the longest common sequence: a bit for each place of the first row, 64 at a time.
inline std::size_t common_length(const SymbolRow& a, const SymbolRow& b) {
  const auto blocks = (a.size() + 63) / 64;
  std::unordered_map<std::uint32_t, std::vector<std::uint64_t>> places;
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto& row = places[a[i]];
    row.resize(blocks);
    row[i / 64] |= std::uint64_t{1} << (i % 64);
  }
  std::vector<std::uint64_t> open(blocks, ~std::uint64_t{0});
  for (const auto symbol : b) {
    const auto found = places.find(symbol);
    if (found == places.end()) continue;
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < blocks; ++i) {
      const auto before = open[i];
      const auto hits = before & found->second[i];
      const auto half = before + carry;
      const auto sum = half + hits;
      carry = (half < before || sum < half) ? 1 : 0;
      open[i] = sum | (before & ~found->second[i]);
    }
  }
  std::size_t out = 0;
  for (std::size_t i = 0; i < a.size(); ++i) out += (open[i / 64] >> (i % 64) & 1) == 0 ? 1 : 0;
  return out;
}

using RunCounts = std::map<SymbolRow, std::size_t>;
inline RunCounts runs_of(const SymbolRow& row, std::size_t length) {
  RunCounts out;
  for (std::size_t i = 0; i + length <= row.size(); ++i)
    ++out[SymbolRow(row.begin() + static_cast<std::ptrdiff_t>(i),
                    row.begin() + static_cast<std::ptrdiff_t>(i + length))];
  return out;
}
inline std::size_t common_runs(const RunCounts& a, const RunCounts& b) {
  std::size_t out = 0;
  for (const auto& [run, count] : a) {
    if (const auto found = b.find(run); found != b.end()) out += std::min(count, found->second);
  }
  return out;
}
inline std::size_t run_total(const SymbolRow& row, std::size_t length) {
  return row.size() < length ? 0 : row.size() - length + 1;
}
inline double ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }
inline double f_score(std::size_t common, std::size_t a, std::size_t b) {
  return ratio(2.0 * static_cast<double>(common), static_cast<double>(a + b));
}

inline double rouge(const SymbolRow& text, const SymbolRow& reference, std::size_t length) {
  return f_score(common_runs(runs_of(text, length), runs_of(reference, length)), run_total(text, length),
                 run_total(reference, length));
}
inline double bleu(const SymbolRow& text, const SymbolRow& reference) {
  if (text.empty() || reference.empty()) return 0;
  const auto most = std::min<std::size_t>(4, text.size());
  double logs = 0;
  for (std::size_t n = 1; n <= most; ++n) {
    const auto common = static_cast<double>(common_runs(runs_of(text, n), runs_of(reference, n)));
    if (n == 1 && common == 0) return 0;
    logs += std::log((common > 0 ? common : 0.1) / static_cast<double>(run_total(text, n)));
  }
  const auto sizes = static_cast<double>(reference.size()) / static_cast<double>(text.size());
  return std::exp(std::min(0.0, 1 - sizes) + logs / static_cast<double>(most));
}
inline double gleu(const SymbolRow& text, const SymbolRow& reference) {
  std::size_t common = 0, in_text = 0, in_reference = 0;
  for (std::size_t n = 1; n <= 4; ++n) {
    common += common_runs(runs_of(text, n), runs_of(reference, n));
    in_text += run_total(text, n);
    in_reference += run_total(reference, n);
  }
  return ratio(static_cast<double>(common), static_cast<double>(std::max(in_text, in_reference)));
}
// Each word is put beside the first equal one that is free, next to the one before where that is equal.
inline double meteor(const SymbolRow& text, const SymbolRow& reference) {
  std::vector<bool> taken(reference.size());
  std::size_t matches = 0, chunks = 0;
  auto last = reference.size();
  for (const auto word : text) {
    auto at = last + 1;
    if (at >= reference.size() || taken[at] || reference[at] != word) {
      for (at = 0; at < reference.size() && (taken[at] || reference[at] != word);) ++at;
      if (at < reference.size()) ++chunks;
    }
    last = at < reference.size() ? at : reference.size();
    if (last == reference.size()) continue;
    taken[at] = true;
    ++matches;
  }
  if (matches == 0) return 0;
  const auto precision = ratio(static_cast<double>(matches), static_cast<double>(text.size()));
  const auto recall = ratio(static_cast<double>(matches), static_cast<double>(reference.size()));
  const auto broken = static_cast<double>(chunks) / static_cast<double>(matches);
  return 10 * precision * recall / (recall + 9 * precision) * (1 - 0.5 * broken * broken * broken);
}

}  // namespace detail

OAICOMPAT_INLINE double text_similarity(SimilarityMetric metric, std::string_view text, std::string_view reference) {
  using namespace detail;
  using Metric = SimilarityMetric;
  if (metric == Metric::cosine) return 0;
  if (metric == Metric::fuzzy_match) {
    const auto a = symbols_of(text), b = symbols_of(reference);
    return a.empty() && b.empty() ? 1 : f_score(common_length(a, b), a.size(), b.size());
  }
  WordNumbers numbers;
  if (metric == Metric::bleu || metric == Metric::gleu) {
    const auto a = numbers.tokens(text), b = numbers.tokens(reference);
    return metric == Metric::bleu ? bleu(a, b) : gleu(a, b);
  }
  const auto a = numbers.words(text), b = numbers.words(reference);
  if (metric == Metric::meteor) return meteor(a, b);
  if (metric == Metric::rouge_l) return f_score(common_length(a, b), a.size(), b.size());
  return rouge(a, b, static_cast<std::size_t>(metric) - static_cast<std::size_t>(Metric::rouge_1) + 1);
}

}  // namespace oaicompat::inline v1
