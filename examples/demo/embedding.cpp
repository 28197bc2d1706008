// SPDX-License-Identifier: MIT
#include "embedding.hpp"

#include "words.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace demo {
namespace {

using namespace oaicompat;

constexpr std::int64_t default_dimensions = 256, max_dimensions = 4096;
constexpr std::size_t max_texts = 2048;

// Each feature of a text goes one step along an axis, forwards or backwards: unrelated texts meet at right angles.
void add(std::vector<double>& vector, std::string_view feature, double step) {
  const auto place = hash(feature, step > 1 ? 1 : 0);
  vector[place % vector.size()] += (place >> 63) != 0 ? step : -step;
}

std::vector<float> unit_vector(std::string_view text, std::size_t dimensions) {
  std::vector<double> vector(dimensions);
  for (auto rest = text; !rest.empty();) {
    auto word = first_word(rest);
    rest.remove_prefix(word.size());
    word.remove_prefix(std::min(word.find_first_not_of(" \t\r\n\f\v"), word.size()));
    add(vector, word, 2);
    const auto framed = '<' + std::string{word} + '>';
    for (std::size_t i = 0; i + 3 <= framed.size(); ++i) add(vector, std::string_view{framed}.substr(i, 3), 1);
  }
  const auto length = std::sqrt(std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0));
  if (length == 0) vector[0] = 1;
  std::vector<float> unit;
  for (const auto number : vector) unit.push_back(static_cast<float>(length == 0 ? number : number / length));
  return unit;
}

void append_tokens(std::string& text, const std::vector<std::int64_t>& tokens) {
  for (const auto token : tokens) text += (text.empty() ? "" : " ") + std::to_string(token);
}

}  // namespace

Result<std::vector<std::string>> texts_of(const Prompt& prompt, std::string_view param) {
  std::vector<std::string> texts;
  if (const auto* text = prompt.get_if<Text>()) return texts.push_back(text->str()), texts;
  std::vector<std::int64_t> tokens;
  for (const auto& item : *prompt.get_if<std::vector<PromptItem>>()) {
    if (const auto* text = item.get_if<Text>()) texts.push_back(text->str());
    if (const auto* token = item.get_if<std::int64_t>()) tokens.push_back(*token);
    if (const auto* list = item.get_if<std::vector<std::int64_t>>()) append_tokens(texts.emplace_back(), *list);
  }
  if (!tokens.empty()) append_tokens(texts.emplace_back(), tokens);
  if (!texts.empty() && texts.size() <= max_texts) return texts;
  return api_error(400, "There must be 1 to " + std::to_string(max_texts) + " texts.", "out_of_range",
                   std::string{param});
}

Result<EmbeddingList> embed(const EmbeddingRequest& request) {
  const auto dimensions = request.dimensions.value_or(default_dimensions);
  if (dimensions < 1 || dimensions > max_dimensions) {
    return api_error(400, "dimensions must be from 1 to " + std::to_string(max_dimensions) + ".", "out_of_range",
                     "dimensions");
  }
  const auto texts = texts_of(request.input, "input");
  if (!texts) return texts.error();
  EmbeddingList list;
  list.model = request.model;
  for (const auto& text : *texts) {
    auto& made = list.data.emplace_back();
    made.index = static_cast<std::int64_t>(list.data.size()) - 1;
    made.embedding = unit_vector(text, static_cast<std::size_t>(dimensions));
    list.usage.prompt_tokens += count_words(text);
  }
  list.usage.total_tokens = list.usage.prompt_tokens;
  return list;
}

}  // namespace demo
