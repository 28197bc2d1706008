// Reads and writes a document in every way there is.
// SPDX-License-Identifier: MIT
#pragma once

#include "json/flatten.hpp"

#include <oaicompat/resources/codec.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

/// What `write(read(json))` changes; the ways of reading must agree.
template <class T>
std::vector<std::string> round_trip(const std::string& json, oaicompat::Reading reading) {
  const oaicompat::ReadOptions options{.reading = reading};
  const auto owned = oaicompat::parse_owned<T>(json, options);
  REQUIRE_MESSAGE(owned, owned.error().message);
  const auto borrowed = oaicompat::parse<T>(json, options);
  REQUIRE(borrowed);
  CHECK(**borrowed == *owned);
  const T copy = **borrowed;
  const auto written = oaicompat::to_json(copy);
  CHECK(written == oaicompat::to_json(*owned));
  // What was written once is read and written the same again.
  const auto again = oaicompat::parse_owned<T>(written, options);
  REQUIRE(again);
  CHECK(oaicompat::to_json(*again) == written);
  auto differences = json_differences(json, written);
  if (differences.empty()) CHECK(*again == *owned);
  return differences;
}

/// The differences as one string, for messages.
inline std::string joined(const std::vector<std::string>& lines) {
  std::string all;
  for (const auto& line : lines) all += line + "\n";
  return all;
}
