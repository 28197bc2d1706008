// Texts found by their words, over SQLite.
// SPDX-License-Identifier: MIT
#include <oaicompat/stores/sqlite_keyword_index.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sqlite_keyword_index_test {

using namespace oaicompat;

KeywordIndexPtr index_of(const std::vector<std::string>& texts) {
  auto index = sqlite_keyword_index();
  REQUIRE(index);
  for (std::size_t i = 0; i < texts.size(); ++i) REQUIRE((*index)->add(static_cast<std::uint32_t>(i), texts[i]));
  return *index;
}
std::string found(const KeywordIndexPtr& index, std::string_view query, std::size_t most = 10,
                  const AcceptEntry& accept = {}) {
  const auto hits = index->search(query, most, accept);
  REQUIRE_MESSAGE(hits, std::string{query});
  std::string out;
  for (const auto& hit : *hits) {
    CHECK(hit.score > 0);
    out += std::to_string(hit.entry);
  }
  return out;
}

}  // namespace sqlite_keyword_index_test
using namespace sqlite_keyword_index_test;

TEST_CASE("texts that have a word of the query are found, those with rarer and more of its words first") {
  const auto index = index_of({"the red fox", "the brown bear", "the fox and the bear and the FOX", "nothing"});
  CHECK(found(index, "fox bear") == "201");
  CHECK(found(index, "nothing") == "3");
  CHECK(found(index, "owl").empty());
  CHECK(found(index, "fox bear", 1) == "2");
  CHECK(found(index, "fox bear", 10, [](std::uint32_t entry) { return entry != 2; }).size() == 2);
}

TEST_CASE("a query is no expression, whatever it holds") {
  const auto index = index_of({"error E-1042 in (parser)", "caf\xC3\xA9 NEAR the AND gate"});
  CHECK(found(index, "E-1042") == "0");
  CHECK(found(index, "AND") == "1");
  CHECK(found(index, "cafe") == "1");
  for (const auto* query : {"\"", "(", "a:b *", "^ NOT", "!", "", "  ", "\"\"\"", "text: {", "-"})
    static_cast<void>(found(index, query));
  CHECK(found(index, std::string_view{"gate\0x", 6}).empty());
}

TEST_CASE("what is removed is found no more, and its number may come again") {
  const auto index = index_of({"one two", "two three"});
  REQUIRE(index->remove(1));
  REQUIRE(index->remove(7));
  CHECK(found(index, "two") == "0");
  REQUIRE(index->add(1, "four"));
  CHECK(found(index, "four two").size() == 2);
}
