// A Variant is what std::variant is.
// SPDX-License-Identifier: MIT
#include <oaicompat/base/text.hpp>
#include <oaicompat/base/variant.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

using namespace oaicompat;

namespace {

enum class Color { red, green };
struct Leaf {
  std::string name;
  bool operator==(const Leaf&) const = default;
};
struct Branch;
using Tree = Variant<Leaf, std::shared_ptr<Branch>>;
struct Branch {
  std::vector<Tree> parts;
};
// Throws when it is copied.
struct Single {
  Single() = default;
  Single(const Single&) { throw std::runtime_error{"one is enough"}; }
  Single(Single&&) noexcept = default;
};
template <int N>
struct Kind {
  int value = N;
  bool operator==(const Kind&) const = default;
};
using Many = Variant<Kind<0>, Kind<1>, Kind<2>, Kind<3>, Kind<4>, Kind<5>, std::string>;

}  // namespace

TEST_CASE("a variant is its first alternative until it is told another") {
  Variant<std::string, int> variant;
  CHECK(variant.index() == 0);
  CHECK(variant.get_if<std::string>()->empty());
  CHECK(!variant.get_if<int>());
  variant = 3;
  CHECK(*variant.get_if<int>() == 3);
  variant.emplace<std::string>("abc");
  CHECK(*variant.get_if<std::string>() == "abc");
}

TEST_CASE("a value becomes the alternative of its own type, else the one that it converts to without loss") {
  using Value = Variant<bool, double, std::int64_t, Text, Color>;
  CHECK(Value{true}.index() == 0);
  CHECK(Value{1.5}.index() == 1);
  CHECK(Value{1}.index() == 2);
  CHECK(Value{std::int64_t{1}}.index() == 2);
  CHECK(Value{"text"}.index() == 3);
  CHECK(Value{std::string_view{"text"}}.index() == 3);
  CHECK(Value{Color::green}.index() == 4);
  static_assert(!std::is_constructible_v<Variant<bool, std::vector<int>>, const char*>);
  static_assert(!std::is_constructible_v<Variant<std::string, Leaf>, int>);
}

TEST_CASE("copies are equal and apart, what was moved is whole") {
  for (const auto& each : {Many{}, Many{Kind<3>{7}}, Many{std::string(100, 'x')}}) {
    Many copy{each};
    CHECK(copy == each);
    Many moved{std::move(copy)};
    CHECK(moved == each);
    Many assigned;
    assigned = moved;
    CHECK(assigned == each);
    auto& itself = assigned;
    assigned = itself;
    assigned = std::move(itself);
    CHECK(assigned == each);
  }
  CHECK(!(Many{Kind<1>{}} == Many{Kind<2>{}}));
  CHECK(!(Many{Kind<1>{1}} == Many{Kind<1>{2}}));
}

TEST_CASE("a visitor sees the alternative, and may change it") {
  Many many{Kind<4>{}};
  CHECK(many.visit([]<class T>(const T& each) {
    if constexpr (requires { each.value; }) return each.value;
    return -1;
  }) == 4);
  many.visit([]<class T>(T& each) {
    if constexpr (requires { each.value; }) each.value = 9;
  });
  CHECK(many.get_if<Kind<4>>()->value == 9);
  Variant<int, std::string> few{"two"};
  CHECK(few.visit([](const auto& each) { return sizeof(each); }) == sizeof(std::string));
}

TEST_CASE("a variant may take the place of what it lies in") {
  auto branch = std::make_shared<Branch>();
  branch->parts = {Leaf{"first"}, Leaf{"second"}};
  Tree tree{branch};
  branch.reset();
  tree = std::move((*tree.get_if<std::shared_ptr<Branch>>())->parts[1]);
  CHECK(tree.get_if<Leaf>()->name == "second");
}

TEST_CASE("an alternative that cannot be copied leaves the one before") {
  using Value = Variant<std::string, Single>;
  const Value single{Single{}};
  Value value{"kept"};
  CHECK_THROWS(value = single);
  CHECK(*value.get_if<std::string>() == "kept");
}
