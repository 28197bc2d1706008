// Descriptions that would lose data do not compile.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/schema.hpp>
#include <oaicompat/json/write.hpp>

namespace {

struct Place {
  std::string city;
  double height = 0;
};

constexpr auto describe(oaicompat::Type<Place>) {
#if OAICOMPAT_CASE == 1 || OAICOMPAT_CASE == 2
  // case 1: the description leaves a member out
  // case 2: the description leaves a member out
  return oaicompat::object("Place", oaicompat::field("city", &Place::city));
#elif OAICOMPAT_CASE == 3
  // case 3: a_key_needs_no_escapes
  return oaicompat::object("Place", oaicompat::field("ci\"ty", &Place::city),
                           oaicompat::field("height", &Place::height));
#else
  return oaicompat::object("Place", oaicompat::field("city", &Place::city), oaicompat::field("height", &Place::height));
#endif
}

}  // namespace

int main() {
#if OAICOMPAT_CASE == 1
  return oaicompat::parse_owned<Place>("{}").has_value();
#elif OAICOMPAT_CASE == 4
  // case 4: this type has no JSON Schema
  struct Unknown {};
  return static_cast<int>(oaicompat::schema<Unknown>().view().size());
#else
  return static_cast<int>(oaicompat::to_json(Place{"Rome", 21}).size());
#endif
}
