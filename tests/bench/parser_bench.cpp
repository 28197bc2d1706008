// Models' raw text, told apart as it comes: beside copying it, and beside regular expressions over all that came so
// far.
// SPDX-License-Identifier: MIT
#include "bench.hpp"

#include <oaicompat/parsers/formats.hpp>
#include <oaicompat/parsers/parser.hpp>

#include <algorithm>
#include <regex>

namespace bench {
namespace {

using namespace oaicompat;

constexpr std::size_t token = 4;  // bytes, as a rule of thumb has it

template <class Take>
void in_tokens(std::string_view text, Take take) {
  for (std::size_t at = 0; at < text.size(); at += token) take(text.substr(at, token));
}

std::string prose(std::size_t length) {
  constexpr std::string_view sentence =
      "The quick brown fox jumps over the lazy dog, and then sleeps in the warm sun. ";
  std::string text;
  while (text.size() < length) text += sentence;
  text.resize(length);
  return text;
}

// 2 KB as Qwen3 says them: reasoning and two calls.
std::string qwen3_answer() {
  std::string text = "<think>\n" + prose(1100) + "\n</think>\n\n";
  for (const std::string_view path : {"src/first.py", "src/second.py"}) {
    text += "<tool_call>\n{\"name\": \"write_file\", \"arguments\": {\"path\": \"" + std::string{path} +
            "\", \"mode\": 420, \"content\": \"def main():\\n    print(\\\"Hello\\\")\\n    # " + prose(290) +
            "\\n\"}}\n</tool_call>\n";
  }
  return text;
}

const std::vector<ParserTool>& tools() {
  static const std::vector<ParserTool> tools{
      {"write_file", R"({"type":"object","properties":{"path":{"type":"string"},"mode":{"type":"integer"},)"
                     R"("content":{"type":"string"}},"required":["path","content"]})"},
      {"run", R"({"type":"object","properties":{"command":{"type":"string"}}})"}};
  return tools;
}

void parse_whole(std::string_view text) {
  Parser parser{*find_format("hermes"), {.tools = tools()}};
  use(parser.feed(text));
  use(parser.finish(TextEnd::stopped));
}

void parse_tokens(std::string_view text) {
  Parser parser{*find_format("hermes"), {.tools = tools()}};
  in_tokens(text, [&](std::string_view piece) { use(parser.feed(piece)); });
  use(parser.finish(TextEnd::stopped));
}

// As libraries around models do it: with each token, two expressions over the whole text.
void search_tokens(std::string_view text) {
  static const std::regex reasoning{R"(<think>([\s\S]*?)</think>)"}, call{R"(<tool_call>\s*([\s\S]*?)\s*</tool_call>)"};
  std::string so_far;
  in_tokens(text, [&](std::string_view piece) {
    so_far += piece;
    std::smatch found;
    if (!std::regex_search(so_far, found, reasoning)) return;
    use(found);
    for (std::sregex_iterator each{found[0].second, so_far.cend(), call}, none; each != none; ++each) use(*each);
  });
}

void copy_tokens(std::string_view text) {
  std::string copy;
  in_tokens(text, [&](std::string_view piece) {
    copy.assign(piece);
    use(copy);
  });
}

void measure_plain_text(const Options& options, Report& report) {
  const auto text = prose(64 << 10);
  const auto pieces = static_cast<double>(text.size() / token);
  const auto rounds = options.scaled(100);
  Parser parser{*find_format("hermes"), {.tools = tools()}};
  const auto feed = [&] { in_tokens(text, [&](std::string_view piece) { use(parser.feed(piece)); }); };
  feed();
  if (options.wants("parser_text_piece_vs_copy")) {
    report.add(in_pairs(
        "parser_text_piece_vs_copy", "ns", options.runs(), [&] { return nanoseconds_each(rounds, feed) / pieces; },
        [&] { return nanoseconds_each(rounds, [&] { copy_tokens(text); }) / pieces; }));
  }
  if (options.wants("parser_text_allocations")) {
    report.add(in_pairs(
        "parser_text_allocations", "allocations", 5, [&] { return allocations_of(feed) / pieces; },
        [&] { return allocations_of([&] { copy_tokens(text); }) / pieces; }));
  }
}

// How the halves of an answer of 8,000 tokens compare: both say the same. The best of some runs, which others disturb
// least.
void measure_halves(const Options& options, Report& report) {
  if (!options.wants("parser_second_half_vs_first")) return;
  std::string half;
  while (half.size() < 16'000) half += prose(2000) + "\n" + qwen3_answer();
  double first = 0, second = 0;
  const auto rounds = options.scaled(200);
  const auto parse_both = [&] {
    first = second = 1e12;
    for (std::size_t i = 0; i < rounds; ++i) {
      Parser parser{*find_format("hermes"), {.tools = tools()}};
      const auto feed = [&] { in_tokens(half, [&](std::string_view piece) { use(parser.feed(piece)); }); };
      first = std::min(first, nanoseconds_each(1, feed));
      second = std::min(second, nanoseconds_each(1, feed));
    }
    return second / 1000;
  };
  report.add(in_pairs("parser_second_half_vs_first", "us", options.runs(), parse_both, [&] { return first / 1000; }));
}

}  // namespace

void measure_parsers(const Options& options, Report& report) {
  measure_plain_text(options, report);
  const auto answer = qwen3_answer();
  const auto kilobytes = static_cast<double>(answer.size()) / 1000;
  const auto rounds = options.scaled(5'000);
  const auto copy = [&] { use(std::string{answer}); };
  const auto ours = [&](auto parse) {
    return [&, parse] { return nanoseconds_each(rounds, [&] { parse(answer); }) / kilobytes; };
  };
  if (options.wants("parser_answer_whole_vs_copy")) {
    report.add(in_pairs("parser_answer_whole_vs_copy", "ns/KB", options.runs(), ours(parse_whole),
                        [&] { return nanoseconds_each(rounds, copy) / kilobytes; }));
  }
  if (options.wants("parser_answer_tokens_vs_copy")) {
    report.add(in_pairs("parser_answer_tokens_vs_copy", "ns/KB", options.runs(), ours(parse_tokens),
                        [&] { return nanoseconds_each(rounds, [&] { copy_tokens(answer); }) / kilobytes; }));
  }
  if (options.wants("parser_answer_vs_regex")) {
    report.add(in_pairs("parser_answer_vs_regex", "ns/KB", options.runs(), ours(parse_tokens),
                        [&] { return nanoseconds_each(1, [&] { search_tokens(answer); }) / kilobytes; }));
  }
  measure_halves(options, report);
}

}  // namespace bench
