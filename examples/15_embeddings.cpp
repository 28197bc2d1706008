// Embed texts, and find the one that is nearest to a question.
//   15_embeddings http://127.0.0.1:8080/v1 demo-embedding
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>

#include <fmt/format.h>

#include <numeric>
#include <vector>

double similarity(const std::vector<float>& a, const std::vector<float>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);  // the API's vectors have length 1
}

int main(int argc, char** argv) {
  oaicompat::Client client{{.base_url = argc > 1 ? argv[1] : ""}};
  const std::vector<oaicompat::PromptItem> texts{oaicompat::Text{"What grows in a garden?"},
                                                 oaicompat::Text{"Tomatoes"}, oaicompat::Text{"Engines"},
                                                 oaicompat::Text{"Roses"}};
  auto list = client.embeddings({.input = texts, .model = argc > 2 ? argv[2] : "demo-embedding"});
  if (!list) return fmt::print(stderr, "{}\n", list.error().message), 1;
  const auto* question = list->data.front().embedding.get_if<std::vector<float>>();
  for (std::size_t i = 1; question && i < list->data.size(); ++i) {
    const auto* each = list->data[i].embedding.get_if<std::vector<float>>();
    if (each) fmt::print("{:.3f} {}\n", similarity(*question, *each), *texts[i].get_if<oaicompat::Text>());
  }
}
