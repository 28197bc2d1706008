// The facts of the specification, as tests/data/make_facts.py draws them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>

#include <map>
#include <string>
#include <vector>

namespace facts {

using oaicompat::field;
using oaicompat::object;
using oaicompat::Type;

/// An alternative of a tagged union: the word of its tag, and the schema that then holds.
struct Case {
  std::string word;
  std::string schema;
};
constexpr auto describe(Type<Case>) {
  return object("Case", field("word", &Case::word), field("schema", &Case::schema));
}

/// What a value may be.
struct Fact {
  std::vector<std::string> kinds;                 ///< string, integer, number, boolean, array, object.
  bool nullable = false;                          ///< null too.
  std::optional<std::string> constant;            ///< The one string it may be.
  std::optional<std::vector<std::string>> words;  ///< The strings it may be; absent means any.
  std::vector<Fact> items;                        ///< What an array holds: one fact.
  std::vector<Fact> values;                       ///< What an object with any keys holds: one fact.
  std::optional<std::string> schema;              ///< The schema of an object.
  bool free = false;                              ///< An object of any shape.
  std::optional<std::string> tag;                 ///< The member that tells the cases apart.
  std::vector<Case> cases;                        ///< The schemas of an object, by the tag's word.
};
constexpr auto describe(Type<Fact>) {
  return object("Fact", field("kinds", &Fact::kinds), field("nullable", &Fact::nullable).optional(),
                field("constant", &Fact::constant), field("words", &Fact::words),
                field("items", &Fact::items).optional(), field("values", &Fact::values).optional(),
                field("schema", &Fact::schema), field("free", &Fact::free).optional(), field("tag", &Fact::tag),
                field("cases", &Fact::cases).optional());
}

/// A member of a schema.
struct Member {
  bool required = false;
  Fact type;
};
constexpr auto describe(Type<Member>) {
  return object("Member", field("required", &Member::required), field("type", &Member::type));
}

using Schema = std::map<std::string, Member>;

/// The whole file.
struct File {
  std::string comment;
  std::map<std::string, Schema> schemas;
};
constexpr auto describe(Type<File>) {
  return object("File", field("comment", &File::comment), field("schemas", &File::schemas));
}

}  // namespace facts
