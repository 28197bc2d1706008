// Samples of a schema, as a struct reads and writes them.
// SPDX-License-Identifier: MIT
#pragma once

#include "data.hpp"
#include "round_trip.hpp"
#include "samples.hpp"

#include <oaicompat/json/read.hpp>

#include <doctest/doctest.h>

namespace facts {

inline const File& file() {
  static const auto read = oaicompat::parse_owned<File>(test_data("facts.json"));
  REQUIRE(read);
  return *read;
}
// What is required alone may gain the keys that are always written.
template <class T>
void check_sample(const std::string& schema, std::string_view tag, const std::string& gains = "") {
  INFO(schema, " ", tag);
  const auto full = Samples{file(), Fullness::all}.object(schema, tag);
  CHECK_MESSAGE(joined(round_trip<T>(full, oaicompat::Reading::strict)) == gains, full);
  const auto least = Samples{file(), Fullness::required}.object(schema, tag);
  for (const auto& difference : round_trip<T>(least, oaicompat::Reading::strict))
    CHECK_MESSAGE(difference[0] == '+', difference);
  if constexpr (oaicompat::is_union<T>) {
    CHECK(!oaicompat::parse_owned<T>(full)->template get_if<oaicompat::Unknown>());
    CHECK(oaicompat::parse_owned<T>(full)->tag() == tag);
  }
}

}  // namespace facts
