// Structs for the tests of reading and writing, as a user describes them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>

#include <map>
#include <string>
#include <vector>

namespace shapes {

using oaicompat::Extras;
using oaicompat::field;
using oaicompat::Json;
using oaicompat::Map;
using oaicompat::Maybe;
using oaicompat::object;
using oaicompat::OneOf;
using oaicompat::OpenEnum;
using oaicompat::Text;
using oaicompat::Type;
using oaicompat::Word;

enum class Colour { red, green };
constexpr auto describe(Type<Colour>) {
  return std::array<Word<Colour>, 2>{{{"red", Colour::red}, {"green", Colour::green}}};
}

struct Circle {
  double radius = 0;
  Extras extra{};
  bool operator==(const Circle&) const = default;
};
constexpr auto describe(Type<Circle>) { return object("Circle", field("radius", &Circle::radius)); }

struct Label {
  Text text{};
  std::optional<OpenEnum<Colour>> colour{};
  Extras extra{};
  bool operator==(const Label&) const = default;
};
constexpr auto describe(Type<Label>) {
  return object("Label", field("text", &Label::text), field("colour", &Label::colour));
}

struct Blank {
  Extras extra{};
  bool operator==(const Blank&) const = default;
};
constexpr auto describe(Type<Blank>) { return object("Blank"); }

struct Shape : oaicompat::TaggedUnion<"kind", oaicompat::Case<"circle", Circle>, oaicompat::Case<"label", Label>,
                                      oaicompat::Case<"blank", Blank>> {
  using TaggedUnion::TaggedUnion;
};

// One member of each kind; only `name` must be there.
struct Drawing {
  Text name{};
  std::optional<bool> done{};
  std::optional<std::int64_t> count{};
  std::optional<double> scale{};
  Maybe<Text> note{};
  std::optional<OpenEnum<Colour>> colour{};
  OneOf<Text, std::int64_t, std::vector<Text>> tags{};
  std::vector<Shape> shapes{};
  Map<std::int64_t> sizes{};
  Json any{};
  Label label{};
  Extras extra{};
  bool operator==(const Drawing&) const = default;
};
constexpr auto describe(Type<Drawing>) {
  return object("Drawing", field("name", &Drawing::name), field("done", &Drawing::done),
                field("count", &Drawing::count), field("scale", &Drawing::scale), field("note", &Drawing::note),
                field("colour", &Drawing::colour), field("tags", &Drawing::tags).optional(),
                field("shapes", &Drawing::shapes).optional(), field("sizes", &Drawing::sizes).optional(),
                field("any", &Drawing::any).optional(), field("label", &Drawing::label).optional());
}

// A user's struct: plain members, no extras.
struct Weather {
  std::string city;
  double celsius = 0;
  bool rain = false;
  int humidity = 0;
  Colour warning = Colour::green;
  std::vector<std::string> winds;
  std::vector<bool> hours;
  std::map<std::string, double> seas;
  std::optional<std::string> note;
  float pressure = 0;
  bool operator==(const Weather&) const = default;
};
constexpr auto describe(Type<Weather>) {
  return object("Weather", field("city", &Weather::city, "Where."), field("celsius", &Weather::celsius, "How warm."),
                field("rain", &Weather::rain).optional(), field("humidity", &Weather::humidity).optional(),
                field("warning", &Weather::warning).optional(), field("winds", &Weather::winds).optional(),
                field("hours", &Weather::hours).optional(), field("seas", &Weather::seas).optional(),
                field("note", &Weather::note), field("pressure", &Weather::pressure).optional());
}

// A value of each kind that must be there.
struct Exact {
  Text name{};
  Maybe<Text> note{};
  std::vector<std::int64_t> numbers{};
  bool operator==(const Exact&) const = default;
};
constexpr auto describe(Type<Exact>) {
  return object("Exact", field("name", &Exact::name), field("note", &Exact::note).require(),
                field("numbers", &Exact::numbers));
}

}  // namespace shapes
