// SPDX-License-Identifier: MIT
#include "vectors.hpp"

#include <doctest/doctest.h>

TEST_CASE("a model's text is told apart as its format says") {
  for (const auto& vector : vectors::all()) {
    CAPTURE(vector.id);
    REQUIRE(oaicompat::find_format(vector.format));
    CHECK(vectors::parsed(vector, {}) == vector.events);
  }
}

TEST_CASE("byte by byte the events are the same") {
  for (const auto& vector : vectors::all()) {
    CAPTURE(vector.id);
    std::vector<std::size_t> cuts;
    for (std::size_t i = 1; i < vector.raw.size(); ++i) cuts.push_back(i);
    CHECK(vectors::parsed(vector, cuts) == vectors::parsed(vector, {}));
  }
}

TEST_CASE("cut in two anywhere the events are the same") {
  for (const auto& vector : vectors::all()) {
    const auto whole = vectors::parsed(vector, {});
    for (std::size_t i = 1; i < vector.raw.size(); ++i) {
      CAPTURE(vector.id);
      CAPTURE(i);
      CHECK(vectors::parsed(vector, {i}) == whole);
    }
  }
}
