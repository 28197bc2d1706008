// SPDX-License-Identifier: MIT
#include "demo/embedding.hpp"

#include <oaicompat/resources/codec.hpp>

#include <doctest/doctest.h>

#include <numeric>

namespace {

using namespace oaicompat;

Result<EmbeddingList> embed(std::string_view members) {
  return demo::embed(parse_owned<EmbeddingRequest>("{\"model\":\"demo-embed\"," + std::string{members} + "}").value());
}
std::vector<float> vector(std::string_view text, std::string_view more = R"("user":"u")") {
  const auto list = embed("\"input\":" + std::string{Json::string(text).view()} + "," + std::string{more});
  return list->data.front().values().value();
}
float dot(const std::vector<float>& a, const std::vector<float>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0F);
}

TEST_CASE("vectors have length one, whatever the text and the dimensions") {
  for (const std::string_view text : {"", "a", "grüße 世界", "the cat sat on the mat"}) {
    for (const std::string_view dimensions : {"1", "2", "256", "4096"}) {
      const auto made = vector(text, "\"dimensions\":" + std::string{dimensions});
      CHECK(std::to_string(made.size()) == dimensions);
      CHECK(dot(made, made) == doctest::Approx(1).epsilon(1e-4));
    }
  }
  CHECK(vector("a").size() == 256);
}

TEST_CASE("texts that share more are closer") {
  const auto cat = vector("the cat sat on the mat");
  CHECK(dot(cat, vector("the cat sat on a mat")) > dot(cat, vector("a cat on a tree")));
  CHECK(dot(cat, vector("a cat on a tree")) > dot(cat, vector("stocks fell sharply today")));
  CHECK(dot(vector("embedding"), vector("embeddings")) > 0.5F);
}

TEST_CASE("tokens stand for a text") {
  CHECK(embed(R"("input":[1,2,3])")->data.size() == 1);
  const auto lists = embed(R"("input":[[1,2],[3],[1,2]])");
  REQUIRE(lists->data.size() == 3);
  CHECK(lists->data[0].embedding == lists->data[2].embedding);
  CHECK(lists->usage.prompt_tokens == 5);
}

TEST_CASE("what is out of range is named") {
  CHECK(embed(R"("input":"a","dimensions":0)").error().param == "dimensions");
  CHECK(embed(R"("input":"a","dimensions":4097)").error().param == "dimensions");
  CHECK(embed(R"("input":[])").error().param == "input");
}

}  // namespace
