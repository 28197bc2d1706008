// The JSON form of SearchFilter.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/responses/filter.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<SearchFilter>) {
  return object("SearchFilter", field("type", &SearchFilter::type, "How it compares or joins."),
                field("key", &SearchFilter::key, "The attribute's name, where it compares."),
                field("value", &SearchFilter::value, "What the attribute is compared with."),
                field("filters", &SearchFilter::filters, "The filters that it joins."));
}

}  // namespace oaicompat::inline v1
