// SPDX-License-Identifier: MIT
#include <oaicompat/search/attribute_filter.hpp>
#include <oaicompat/search/chunks.hpp>
#include <oaicompat/search/fusion.hpp>
#include <oaicompat/search/vector_index.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace oaicompat;

namespace search_test {
std::string words(std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += "w" + std::to_string(i) + " ";
  return out;
}
std::vector<float> random_vector(std::mt19937& random, std::size_t dimensions) {
  std::normal_distribution<float> normal;
  std::vector<float> out(dimensions);
  for (auto& each : out) each = normal(random);
  return out;
}
AttributeFilter compare(AttributeFilter::Kind kind, std::string key, std::vector<AttributeValue> values) {
  return {.kind = kind, .key = std::move(key), .values = std::move(values)};
}
}  // namespace search_test
using namespace search_test;

TEST_CASE("tokens are words in pieces of six letters, and marks") {
  CHECK(estimate_tokens("") == 0);
  CHECK(estimate_tokens(" \n\t") == 0);
  CHECK(estimate_tokens("a word") == 2);
  CHECK(estimate_tokens("seventh") == 2);
  CHECK(estimate_tokens("Hi, you!") == 4);
  CHECK(estimate_tokens("\xE6\x97\xA5\xE6\x9C\xAC") == 2);
}

TEST_CASE("a short text is one chunk, and white space is none") {
  CHECK(split_into_chunks("  two words \n") == std::vector<std::string_view>{"two words"});
  CHECK(split_into_chunks(" \n ").empty());
  CHECK(split_into_chunks("").empty());
}

TEST_CASE("chunks are within their bound, overlap, and hold every word") {
  const auto text = words(1000);
  const auto chunks = split_into_chunks(text, {.max_tokens = 100, .overlap_tokens = 40});
  REQUIRE(chunks.size() == 16);
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    CHECK(estimate_tokens(chunks[i]) <= 100);
    CHECK(chunks[i].starts_with("w" + std::to_string(i * 60)));
  }
  CHECK(chunks.back().ends_with("w999"));
}

TEST_CASE("a chunk ends between words, and a word without an end is cut") {
  const auto chunks = split_into_chunks("one wonderfully", {.max_tokens = 2, .overlap_tokens = 0});
  CHECK(chunks == std::vector<std::string_view>{"one", "wonderfully"});
  const std::string endless(6000, 'x');
  CHECK(split_into_chunks(endless, {.max_tokens = 100, .overlap_tokens = 0}).size() == 10);
}

TEST_CASE("the exact index finds the nearest, whatever their length") {
  const auto index = exact_index(2);
  REQUIRE(index->add(1, std::vector<float>{1, 0}));
  REQUIRE(index->add(2, std::vector<float>{0, 5}));
  REQUIRE(index->add(3, std::vector<float>{3, 3}));
  const auto hits = index->search(std::vector<float>{2, 0}, 2).value();
  REQUIRE(hits.size() == 2);
  CHECK(hits[0] == SearchHit{1, 1});
  CHECK(hits[1].entry == 3);
  CHECK(hits[1].score == doctest::Approx(std::sqrt(0.5)));
}

TEST_CASE("the exact index refuses what is no vector of its dimension, and numbers that are taken") {
  const auto index = exact_index(2);
  CHECK_FALSE(index->add(1, std::vector<float>{1}));
  CHECK_FALSE(index->add(1, std::vector<float>{0, 0}));
  CHECK_FALSE(index->add(1, std::vector<float>{NAN, 0}));
  CHECK(index->add(1, std::vector<float>{1, 0}));
  CHECK_FALSE(index->add(1, std::vector<float>{1, 0}));
  CHECK_FALSE(index->search(std::vector<float>{1, 0, 0}, 1));
  CHECK(index->size() == 1);
}

TEST_CASE("the exact index agrees with a plain loop, also after removals") {
  std::mt19937 random{7};
  constexpr std::size_t dimensions = 77;
  const auto index = exact_index(dimensions);
  std::vector<std::vector<float>> vectors;
  for (std::uint32_t i = 0; i < 300; ++i) {
    vectors.push_back(random_vector(random, dimensions));
    REQUIRE(index->add(i, vectors.back()));
  }
  for (std::uint32_t i = 0; i < 300; i += 3) index->remove(i);
  index->remove(300);
  const auto to = random_vector(random, dimensions);
  const auto cosine = [&](const std::vector<float>& a) {
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0; i < dimensions; ++i) ab += a[i] * to[i], aa += a[i] * a[i], bb += to[i] * to[i];
    return ab / std::sqrt(aa * bb);
  };
  std::uint32_t best = 1;
  for (std::uint32_t i = 0; i < 300; ++i) {
    if (i % 3 != 0 && cosine(vectors[i]) > cosine(vectors[best])) best = i;
  }
  const auto hits = index->search(to, 10).value();
  REQUIRE(hits.size() == 10);
  CHECK(hits[0].entry == best);
  for (const auto& hit : hits) CHECK(hit.score == doctest::Approx(cosine(vectors[hit.entry])).epsilon(1e-4));
  const auto even = index->search(to, 1000, [](std::uint32_t entry) { return entry % 2 == 0; }).value();
  CHECK(even.size() == 100);
}

TEST_CASE("ranks are fused by their weights, into scores of 0 to 1") {
  const std::vector<SearchHit> meaning{{1, 0.9F}, {2, 0.8F}}, words{{2, 7}, {3, 5}};
  auto fused = fuse_ranks({{meaning, 1}, {words, 1}}, 10);
  REQUIRE(fused.size() == 3);
  CHECK(fused[0].entry == 2);
  CHECK(fused[0].score <= 1);
  fused = fuse_ranks({{meaning, 1}, {words, 0}}, 1);
  CHECK(fused == std::vector<SearchHit>{{1, 1}});
  CHECK(fuse_ranks({}, 5).empty());
}

TEST_CASE("filters compare attributes of one kind, and what is absent passes only what excludes") {
  using enum AttributeFilter::Kind;
  const AttributeMap attributes{{"year", 2024.0}, {"topic", std::string{"b"}}, {"open", true}};
  const struct {
    AttributeFilter filter;
    bool passes;
  } cases[] = {
      {compare(eq, "year", {2024.0}), true},
      {compare(eq, "year", {std::string{"2024"}}), false},
      {compare(ne, "year", {std::string{"2024"}}), true},
      {compare(ne, "none", {1.0}), true},
      {compare(nin, "none", {1.0, 2.0}), true},
      {compare(eq, "none", {1.0}), false},
      {compare(gt, "year", {2023.0}), true},
      {compare(gt, "year", {2024.0}), false},
      {compare(gte, "year", {2024.0}), true},
      {compare(lt, "topic", {std::string{"c"}}), true},
      {compare(lte, "topic", {std::string{"a"}}), false},
      {compare(gt, "open", {false}), false},
      {compare(lt, "none", {1.0}), false},
      {compare(in, "topic", {std::string{"a"}, std::string{"b"}}), true},
      {compare(nin, "topic", {std::string{"a"}, std::string{"b"}}), false},
      {compare(in, "topic", {}), false},
  };
  for (const auto& each : cases) CHECK(passes(each.filter, attributes) == each.passes);
  const auto yes = compare(eq, "open", {true}), no = compare(eq, "open", {false});
  CHECK(passes({.kind = any_of, .filters = {no, yes}}, attributes));
  CHECK_FALSE(passes({.kind = all_of, .filters = {no, yes}}, attributes));
  CHECK(passes({.kind = all_of}, attributes));
  CHECK_FALSE(passes({.kind = any_of}, attributes));
}
