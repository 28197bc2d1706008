// Markers that count only as special tokens.
// SPDX-License-Identifier: MIT
#include "vectors.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace {

using namespace oaicompat;

const std::vector<std::string> tokens = {"<think>", "</think>", "<tool_call>", "</tool_call>", "<|im_end|>"};

// Pieces that are special tokens stand between bars.
std::string read_special(const char* format, std::string_view text, ParserOptions options = {}) {
  options.make_id = [n = 0]() mutable { return "#" + std::to_string(++n); };
  if (options.special_tokens.empty()) options.special_tokens = tokens;
  Parser parser{*find_format(format), std::move(options)};
  vectors::Summary summary;
  for (bool special = false; !text.empty(); special = !special) {
    const auto piece = text.substr(0, text.find('|'));
    text.remove_prefix(std::min(piece.size() + 1, text.size()));
    if (special) {
      summary.add(parser.feed(piece, TokenKind::special));
    } else {
      for (std::size_t i = 0; i < piece.size(); ++i) summary.add(parser.feed(piece.substr(i, 1)));
    }
  }
  summary.add(parser.finish(TextEnd::stopped));
  return summary.whole();
}

}  // namespace

TEST_CASE("a marker that is a special token counts only as one") {
  CHECK(read_special("hermes", R"(a <tool_call>{"name":"z"}</tool_call> b)") ==
        R"(T"a <tool_call>{\"name\":\"z\"}</tool_call> b")");
  CHECK(read_special("hermes", R"(a |<tool_call>|{"name":"z"}|</tool_call>| b)") == R"(T"a" C#1 z{} T" b")");
  CHECK(read_special("hermes", "|<think>|the </think> tag|</think>|The <think> tag") ==
        R"(R"the </think> tag" T"The <think> tag")");
  CHECK(read_special("hermes", R"(|<tool_call>|{"name":"q","arguments":{"code":"</tool_call>"}}|</tool_call>|)") ==
        R"(C#1 q{"code":"</tool_call>"})");
}

TEST_CASE("markers of ordinary tokens count beside special ones") {
  CHECK(read_special("qwen3_coder",
                     "|<tool_call>|\n<function=w>\n<parameter=city>\n<tool_call>\n</parameter>\n</function>\n|"
                     "</tool_call>|") == R"(C#1 w{"city":"<tool_call>"})");
  CHECK(read_special("kimi_k3", "<|open|>", {.special_tokens = {"<X>"}}).find("open") != std::string::npos);
}

TEST_CASE("in the prompt markers are special tokens, and stop texts are found before them") {
  CHECK(read_special("hermes", "hm|</think>|Hi", {.prefix = "<think>\n"}) == R"(R"hm" T"Hi")");
  CHECK(read_special("hermes", R"(ab|<tool_call>|{"name":"z"}|</tool_call>|c STOP d)", {.stops = {"abc", "STOP"}}) ==
        R"(T"ab" C#1 z{} T"c ")");
  CHECK(read_special("hermes", "\xE2\x82|<think>|x|</think>|") == "T\"\xEF\xBF\xBD\" R\"x\"");
}
