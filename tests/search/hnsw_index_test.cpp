// The index of many vectors, beside the exact one.
// SPDX-License-Identifier: MIT
#include <oaicompat/search/hnsw_index.hpp>
#include <oaicompat/search/vector_index.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <set>
#include <vector>

namespace hnsw_index_test {

using namespace oaicompat;

// Vectors as embeddings are: of many numbers that depend on few.
class Embedded {
 public:
  Embedded(std::size_t dimensions, std::size_t inner) : inner_{inner}, spread_(dimensions * inner) {
    for (auto& each : spread_) each = normal_(random_);
  }
  std::vector<float> next() {
    std::vector<float> from(inner_), out(spread_.size() / inner_);
    for (auto& each : from) each = normal_(random_);
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = 0.1F * normal_(random_);
      for (std::size_t k = 0; k < inner_; ++k) out[i] += spread_[i * inner_ + k] * from[k];
    }
    return out;
  }

 private:
  std::size_t inner_;
  std::mt19937 random_{7};
  std::normal_distribution<float> normal_;
  std::vector<float> spread_;
};
std::set<std::uint32_t> entries(const Result<std::vector<SearchHit>>& hits) {
  REQUIRE(hits);
  std::set<std::uint32_t> out;
  for (const auto& hit : *hits) out.insert(hit.entry);
  return out;
}

}  // namespace hnsw_index_test
using namespace hnsw_index_test;

TEST_CASE("of many vectors nearly all are found that an exact index finds") {
  constexpr std::size_t dimensions = 64, count = 3000, most = 10;
  Embedded embedded{dimensions, 16};
  const auto exact = exact_index(dimensions), fast = hnsw_index(dimensions, {.exact_up_to = 100});
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto vector = embedded.next();
    REQUIRE(exact->add(i, vector));
    REQUIRE(fast->add(i, vector));
  }
  CHECK(fast->size() == count);
  std::size_t found = 0;
  constexpr std::size_t queries = 100;
  for (std::size_t i = 0; i < queries; ++i) {
    const auto query = embedded.next();
    const auto right = entries(exact->search(query, most));
    for (const auto entry : entries(fast->search(query, most))) found += right.count(entry);
  }
  CHECK(static_cast<double>(found) / (queries * most) >= 0.95);
}

TEST_CASE("few vectors, and those that are accepted, are all looked at") {
  Embedded embedded{16, 16};
  const auto exact = exact_index(16), few = hnsw_index(16), many = hnsw_index(16, {.exact_up_to = 10});
  for (std::uint32_t i = 0; i < 200; ++i) {
    const auto vector = embedded.next();
    for (const auto& index : {exact, few, many}) REQUIRE(index->add(i, vector));
  }
  const auto odd = [](std::uint32_t entry) { return entry % 2 == 1; };
  for (int i = 0; i < 20; ++i) {
    const auto query = embedded.next();
    CHECK(entries(few->search(query, 5)) == entries(exact->search(query, 5)));
    CHECK(entries(many->search(query, 5, odd)) == entries(exact->search(query, 5, odd)));
  }
}

TEST_CASE("removed vectors are found no more, however many they are") {
  Embedded embedded{16, 16};
  const auto index = hnsw_index(16, {.exact_up_to = 10});
  std::vector<std::vector<float>> vectors;
  for (std::uint32_t i = 0; i < 200; ++i) {
    vectors.push_back(embedded.next());
    REQUIRE(index->add(i, vectors.back()));
  }
  for (std::uint32_t i = 0; i < 200; ++i) {
    const auto hits = index->search(vectors[i], 1);
    REQUIRE(hits);
    REQUIRE(hits->size() == 1);
    CHECK(hits->front().entry == i);
    CHECK(hits->front().score > 0.999F);
    index->remove(i);
    index->remove(i);
    CHECK(index->size() == 199 - i);
    CHECK_FALSE(entries(index->search(vectors[i], 1)).contains(i));
  }
  REQUIRE(index->add(5, vectors[5]));
  CHECK(entries(index->search(vectors[5], 3)) == std::set<std::uint32_t>{5});
}

TEST_CASE("an index of many vectors refuses what is no vector of its own") {
  const auto index = hnsw_index(2, {.exact_up_to = 1});
  const std::vector<float> vector{1, 2}, other{1, 2, 3}, none{0, 0};
  for (std::uint32_t i = 0; i < 4; ++i) REQUIRE(index->add(i, vector));
  CHECK_FALSE(index->add(3, vector));
  CHECK_FALSE(index->add(9, other));
  CHECK_FALSE(index->add(9, none));
  CHECK_FALSE(index->search(other, 1));
  CHECK(index->size() == 4);
}
