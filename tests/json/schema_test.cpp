// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/schema.hpp>

#include <doctest/doctest.h>

#include <map>
#include <vector>

namespace city {

using namespace oaicompat;

enum class Sky { clear, rain };
constexpr auto describe(Type<Sky>) { return std::array<Word<Sky>, 2>{{{"clear", Sky::clear}, {"rain", Sky::rain}}}; }

struct Forecast {
  std::string city{};
  double celsius = 0;
  Sky sky{};
  std::optional<int> wind{};
  Maybe<Text> note{};
};
constexpr auto describe(Type<Forecast>) {
  return object("Forecast", field("city", &Forecast::city, "Where."),
                field("celsius", &Forecast::celsius, "How \"warm\"."),
                field("sky", &Forecast::sky, "What it looks like."), field("wind", &Forecast::wind, "How windy."),
                field("note", &Forecast::note));
}

struct Place {
  Text name{};
  Extras extra{};
};
constexpr auto describe(Type<Place>) { return object("Place", field("name", &Place::name)); }

struct Trip {
  std::vector<Place> stops{};
  Place home{};
  std::optional<Place> hotel{};
  bool paid = false;
  std::int64_t days = 0;
  OneOf<Text, std::int64_t, std::vector<Text>> label{};
  Map<double> prices{};
  std::map<std::string, Place> friends{};
  OpenEnum<Sky> sky{};
  Json anything{};
};
constexpr auto describe(Type<Trip>) {
  return object("Trip", field("stops", &Trip::stops, "Where to."),
                field("home", &Trip::home, "Left out beside a reference."),
                field("hotel", &Trip::hotel, "Where to sleep."), field("paid", &Trip::paid), field("days", &Trip::days),
                field("label", &Trip::label), field("prices", &Trip::prices, "In euros."),
                field("friends", &Trip::friends), field("sky", &Trip::sky), field("anything", &Trip::anything));
}

struct Node {
  Text name{};
  std::vector<Node> children{};
};
constexpr auto describe(Type<Node>) {
  return object("Node", field("name", &Node::name), field("children", &Node::children));
}
struct Forest {
  std::vector<Node> trees{};
};
constexpr auto describe(Type<Forest>) { return object("Forest", field("trees", &Forest::trees)); }

struct Leaf {
  double value = 0;
};
constexpr auto describe(Type<Leaf>) { return object("Leaf", field("value", &Leaf::value, "What it is.")); }
struct Sum;
using Term = TaggedUnion<"op", Case<"leaf", Leaf>, Case<"a+b", Sum>>;
struct Sum {
  std::vector<Term> terms{};
};
constexpr auto describe(Type<Sum>) { return object("Sum", field("terms", &Sum::terms)); }
struct Formula {
  Term root{};
};
constexpr auto describe(Type<Formula>) { return object("Formula", field("root", &Formula::root, "Where it starts.")); }

struct Nothing {};
constexpr auto describe(Type<Nothing>) { return object("Nothing"); }

}  // namespace city

using namespace city;

namespace {

template <class T>
std::string strict() {
  const auto made = schema<T>();
  CHECK(Json::checked(made.view()).has_value());
  return std::string{made.view()};
}
template <class T>
std::string plain() {
  const auto made = schema<T>(SchemaRules::plain);
  CHECK(Json::checked(made.view()).has_value());
  return std::string{made.view()};
}
const std::string place = R"({"type":"object","properties":{"name":{"type":"string"}},"required":["name"])";

}  // namespace

TEST_CASE("by the strict rules every member is required, and one that may be absent is nullable") {
  CHECK(strict<Forecast>() == R"({"type":"object","properties":{"city":{"type":"string","description":"Where."},)"
                              R"("celsius":{"type":"number","description":"How \"warm\"."},)"
                              R"("sky":{"type":"string","enum":["clear","rain"],"description":"What it looks like."},)"
                              R"("wind":{"anyOf":[{"type":"integer"},{"type":"null"}],"description":"How windy."},)"
                              R"("note":{"anyOf":[{"type":"string"},{"type":"null"}]}},)"
                              R"("required":["city","celsius","sky","wind","note"],"additionalProperties":false})");
}

TEST_CASE("by the plain rules members are required as described, and further ones are free") {
  CHECK(plain<Forecast>() == R"({"type":"object","properties":{"city":{"type":"string","description":"Where."},)"
                             R"("celsius":{"type":"number","description":"How \"warm\"."},)"
                             R"("sky":{"type":"string","enum":["clear","rain"],"description":"What it looks like."},)"
                             R"("wind":{"type":"integer","description":"How windy."},)"
                             R"("note":{"anyOf":[{"type":"string"},{"type":"null"}]}},)"
                             R"("required":["city","celsius","sky"]})");
}

TEST_CASE("every kind of member has its schema, and structs within stand once under $defs") {
  CHECK(
      plain<Trip>() ==
      R"({"type":"object","properties":{"stops":{"type":"array","items":{"$ref":"#/$defs/Place"},"description":"Where to."},)"
      R"("home":{"$ref":"#/$defs/Place"},"hotel":{"$ref":"#/$defs/Place"},"paid":{"type":"boolean"},"days":{"type":"integer"},)"
      R"("label":{"anyOf":[{"type":"string"},{"type":"integer"},{"type":"array","items":{"type":"string"}}]},)"
      R"("prices":{"type":"object","additionalProperties":{"type":"number"},"description":"In euros."},)"
      R"("friends":{"type":"object","additionalProperties":{"$ref":"#/$defs/Place"}},"sky":{"type":"string"},"anything":{}},)"
      R"("required":["stops","home","paid","days","label","prices","friends","sky","anything"],"$defs":{"Place":)" +
          place + "}}}");
  CHECK(strict<Trip>().find(
            R"("hotel":{"anyOf":[{"$ref":"#/$defs/Place"},{"type":"null"}],"description":"Where to sleep."})") !=
        std::string::npos);
  CHECK(strict<Trip>().ends_with(R"("$defs":{"Place":)" + place + R"(,"additionalProperties":false}}})"));
}

TEST_CASE("a struct that holds itself refers to itself") {
  const std::string node =
      R"({"type":"object","properties":{"name":{"type":"string"},"children":{"type":"array","items":{"$ref":")";
  const std::string rest = R"("}}},"required":["name","children"],"additionalProperties":false})";
  CHECK(strict<Node>() == node + "#" + rest);
  CHECK(
      strict<Forest>() ==
      R"({"type":"object","properties":{"trees":{"type":"array","items":{"$ref":"#/$defs/Node"}}},"required":["trees"],)"
      R"("additionalProperties":false,"$defs":{"Node":)" +
          node + "#/$defs/Node" + rest + "}}");
}

TEST_CASE("the cases of a union have their tags, and may hold the union again") {
  CHECK(
      strict<Formula>() ==
      R"({"type":"object","properties":{"root":{"anyOf":[{"$ref":"#/$defs/Leaf_op_leaf"},{"$ref":"#/$defs/Sum_op_a_b"}],)"
      R"("description":"Where it starts."}},"required":["root"],"additionalProperties":false,"$defs":{)"
      R"("Leaf_op_leaf":{"type":"object","properties":{"op":{"type":"string","enum":["leaf"]},)"
      R"("value":{"type":"number","description":"What it is."}},"required":["op","value"],"additionalProperties":false},)"
      R"("Sum_op_a_b":{"type":"object","properties":{"op":{"type":"string","enum":["a+b"]},"terms":{"type":"array","items":)"
      R"({"anyOf":[{"$ref":"#/$defs/Leaf_op_leaf"},{"$ref":"#/$defs/Sum_op_a_b"}]}}},"required":["op","terms"],)"
      R"("additionalProperties":false}}})");
}

TEST_CASE("what is no object has a schema too") {
  CHECK(strict<Nothing>() == R"({"type":"object","properties":{},"required":[],"additionalProperties":false})");
  CHECK(strict<std::string>() == R"({"type":"string"})");
  CHECK(strict<bool>() == R"({"type":"boolean"})");
  CHECK(strict<float>() == R"({"type":"number"})");
  CHECK(strict<Json>() == "{}");
  CHECK(strict<std::optional<int>>() == R"({"anyOf":[{"type":"integer"},{"type":"null"}]})");
  CHECK(
      strict<std::vector<Nothing>>() ==
      R"({"type":"array","items":{"$ref":"#/$defs/Nothing"},"$defs":{"Nothing":{"type":"object","properties":{},"required":[],)"
      R"("additionalProperties":false}}})");
}

TEST_CASE("an instance of a schema is read into its struct") {
  const auto weather = parse_owned<Forecast>(R"({"city":"Rome","celsius":21.5,"sky":"rain","wind":null,"note":null})");
  REQUIRE(weather.has_value());
  CHECK(weather->city == "Rome");
  CHECK(weather->celsius == 21.5);
  CHECK(weather->sky == Sky::rain);
  CHECK(!weather->wind);
  CHECK(weather->note.is_null());
  const auto sum =
      parse_owned<Formula>(R"({"root":{"op":"a+b","terms":[{"op":"leaf","value":1},{"op":"a+b","terms":[]}]}})");
  REQUIRE(sum.has_value());
  CHECK(sum->root.get_if<Sum>()->terms.size() == 2);
  CHECK(parse_owned<Forecast>(R"({"city":"Rome","celsius":21.5,"sky":"hail"})").error().param == "sky");
  CHECK(parse_owned<Forecast>(R"({"city":"Rome","celsius":21.5})").error().param == "sky");
}
