// SPDX-License-Identifier: MIT
#include "json/shapes.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace oaicompat;
using shapes::Colour;

TEST_CASE("a Maybe has three states") {
  Maybe<Text> maybe;
  CHECK(maybe.absent());
  CHECK_FALSE(maybe.is_null());
  CHECK_FALSE(maybe.has_value());
  maybe = null;
  CHECK(maybe.is_null());
  CHECK_FALSE(maybe.absent());
  CHECK_FALSE(maybe);
  maybe = "a value longer than fifteen bytes";
  CHECK(maybe);
  CHECK(*maybe == "a value longer than fifteen bytes");
  CHECK(maybe->size() == 33);
  CHECK_FALSE(maybe.is_null());
  maybe.set_null();
  CHECK(maybe.is_null());
  CHECK(maybe.value_or("other") == "other");
  maybe.emplace().append("put");
  CHECK(maybe.value_or("other") == "put");
  maybe.reset();
  CHECK(maybe.absent());
}

TEST_CASE("Maybes copy, move and compare by state and value") {
  const Maybe<Text> states[] = {{}, null, "one value that is long enough", "another value that is long"};
  for (const auto& from : states) {
    for (const auto& to : states) {
      CHECK((from == to) == (&from == &to));
      auto copy = to;
      copy = from;
      CHECK(copy == from);
      auto moved = to;
      moved = std::move(copy);
      CHECK(moved == from);
      Maybe<Text> made{std::move(moved)};
      CHECK(made == from);
      auto& same = made;
      made = same;
      CHECK(made == from);
      made = std::move(same);
      CHECK(made == from);
    }
  }
}

TEST_CASE("a Maybe takes what its value takes") {
  const Maybe<bool> no = false;
  CHECK(no.has_value());
  CHECK_FALSE(*no);
  const Maybe<std::int64_t> three = 3;
  CHECK(*three == 3);
  const Maybe<OneOf<Text, std::vector<Text>>> either = "text";
  CHECK(*either->get_if<Text>() == "text");
  const Maybe<OpenEnum<Colour>> colour = Colour::green;
  CHECK(*colour == Colour::green);
}

TEST_CASE("an open enumeration knows its words and keeps others") {
  const OpenEnum<Colour> known{"green"}, other{"a purple that has a long name"};
  CHECK(known == Colour::green);
  CHECK(known.known() == Colour::green);
  CHECK(known.word() == "green");
  CHECK(other.known() == std::nullopt);
  CHECK(other.word() == "a purple that has a long name");
  CHECK(other != known);
  CHECK(other == OpenEnum<Colour>{Text{"a purple that has a long name"}});
  CHECK(other != OpenEnum<Colour>{"purple"});
  CHECK(OpenEnum<Colour>{Colour::red} == OpenEnum<Colour>{"red"});
  CHECK(OpenEnum<Colour>{} == Colour::red);
  CHECK(OpenEnum<Colour>{""}.word() == "");
}

TEST_CASE("a OneOf holds one of its types") {
  OneOf<Text, std::int64_t, std::vector<Text>> value;
  CHECK(value.get_if<Text>());
  value = std::int64_t{5};
  CHECK(*value.get_if<std::int64_t>() == 5);
  CHECK_FALSE(value.get_if<Text>());
  value = std::vector<Text>{"a", "b"};
  value.get_if<std::vector<Text>>()->push_back("c");
  CHECK(std::as_const(value).get_if<std::vector<Text>>()->size() == 3);
  CHECK(value != OneOf<Text, std::int64_t, std::vector<Text>>{"a"});
}

TEST_CASE("a TaggedUnion knows the word of what it holds") {
  shapes::Shape shape;
  CHECK(shape.tag() == "circle");
  shape = shapes::Label{.text = "x"};
  CHECK(shape.tag() == "label");
  CHECK(shape.get_if<shapes::Label>()->text == "x");
  CHECK_FALSE(shape.get_if<shapes::Circle>());
  shape = Unknown{"square", {R"({"kind":"square"})"}};
  CHECK(shape.tag() == "square");
  CHECK(shape == shapes::Shape{Unknown{"square", {R"({"kind":"square"})"}}});
}

TEST_CASE("extras are typed by their key") {
  Extras extra;
  constexpr ExtraKey<bool> flag{"flag"};
  constexpr ExtraKey<std::int64_t> count{"count"};
  constexpr ExtraKey<double> scale{"scale"};
  constexpr ExtraKey<std::string> name{"name"};
  constexpr ExtraKey<Json> shape{"shape"};
  extra.set(flag, true);
  extra.set(count, 9007199254740993);
  extra.set(scale, 0.1);
  extra.set(name, "a \"quoted\" name\n\xC3\xA9");
  extra.set(shape, Json{R"({"sides":[1,2]})"});
  CHECK(extra.size() == 5);
  CHECK(extra.get(flag) == true);
  CHECK(extra.get(count) == 9007199254740993);
  CHECK(extra.get(scale) == 0.1);
  CHECK(extra.get(name) == "a \"quoted\" name\n\xC3\xA9");
  CHECK(extra.get(shape)->text == R"({"sides":[1,2]})");
  CHECK(extra.find("name")->text == R"("a \"quoted\" name\né")");
  CHECK(extra.find("scale")->text == "0.1");
}

TEST_CASE("an extra of another type is not read as one's own") {
  Extras extra;
  extra.set("text", {R"("7")"});
  extra.set("number", {"7.5"});
  extra.set("nothing", {"null"});
  extra.set("list", {"[1]"});
  for (const auto* key : {"text", "number", "nothing", "list", "absent"}) {
    CAPTURE(key);
    CHECK(extra.get(ExtraKey<bool>{key}) == std::nullopt);
    CHECK(extra.get(ExtraKey<std::int64_t>{key}) == std::nullopt);
    CHECK(extra.get(ExtraKey<double>{key}).has_value() == (std::string_view{key} == "number"));
    CHECK(extra.get(ExtraKey<std::string>{key}).has_value() == (std::string_view{key} == "text"));
  }
}

TEST_CASE("extras keep their order and replace by key") {
  Extras extra;
  extra.set("b", {"1"});
  extra.set("a", {"2"});
  extra.set("b", {"3"});
  CHECK(extra.size() == 2);
  CHECK(extra.begin()->key == "b");
  CHECK(extra.begin()->json.text == "3");
  extra.add({"a", {"4"}});
  CHECK(extra.size() == 3);
  CHECK(extra.find("a")->text == "4");
  extra.remove("a");
  CHECK(extra.size() == 1);
  CHECK_FALSE(extra.find("a"));
  extra.remove("absent");
  extra.remove("b");
  CHECK(extra.empty());
}

TEST_CASE("a map keeps its order and replaces by key") {
  Map<bool> map;
  map.set("z", true);
  map.set("a", false);
  map.set("z", false);
  CHECK(map.items.size() == 2);
  CHECK(*map.find("z") == false);
  CHECK(map.items[0].first == "z");
  CHECK_FALSE(map.find("absent"));
}

TEST_CASE("JSON from elsewhere is checked before it is kept") {
  for (const auto* good : {"1", "-0.5e+7", "1e400", "123456789012345678901234567890", "true", "null", R"("\u00e9\n")",
                           "[]", R"({"a":[1,{"b":null}]})", " [1 , 2] "}) {
    CAPTURE(good);
    CHECK(Json::checked(good));
  }
  for (const auto* bad :
       {"",          " ",     "tru",       "nul", "01",      "1.",        ".5",       "+1",    "-",    "1e",
        "0x1",       "NaN",   "'a'",       "\"a", "\"\\q\"", "\"\\u12\"", "[1,,2]",   "[1",    "[1,]", "{\"a\":}",
        "{\"a\" 1}", "{a:1}", "{\"b\":1]", "1 2", "1]",      "[1],[2]",   "\"\xff\"", "\"\n\""}) {
    CAPTURE(bad);
    CHECK_FALSE(Json::checked(bad));
  }
  CHECK(Json{}.view() == "null");
  CHECK(Json::string("a\"b").text == R"("a\"b")");
}
