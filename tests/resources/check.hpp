// Holds descriptions against the facts, and says where they differ.
// SPDX-License-Identifier: MIT
#pragma once

#include "facts.hpp"
#include "fine_tuning_mirrors.hpp"
#include "kept_mirrors.hpp"
#include "media_mirrors.hpp"
#include "mirrors.hpp"
#include "response_mirrors.hpp"
#include "vector_store_mirrors.hpp"
#include "webhook_mirrors.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace facts {

/// Walks each described struct it is given; `differences` says what it found, in order.
class Check {
 public:
  explicit Check(const File& file) : file_{file} {}

  template <class... Ts>
  void structures(List<Ts...>) {
    static_assert((oaicompat::describes_every_member<Ts>() && ...), "a description leaves a member out");
    (structure(std::string{oaicompat::description<Ts>.name}, rows<Ts>(), mirror(Type<Ts>{})), ...);
  }

  /// Holds a type against a member that the struct of its schema has in another form.
  template <class T>
  void member_is(const std::string& schema, const std::string& name) {
    value(Type<T>{}, file_.schemas.at(schema).at(name).type, schema + "." + name);
  }

  std::vector<std::string> differences() {
    for (const auto& [name, schema] : file_.schemas) {
      if (!claimed_.contains(name)) differ(name, "no struct mirrors it");
    }
    for (const auto& [name, words] : words_) {
      if (words.ours != words.theirs) differ(name, "the specification has other words");
    }
    return std::move(differences_);
  }

 private:
  struct Words {
    std::set<std::string> ours, theirs;
  };

  // Once, though it may hold for several schemas.
  void differ(const std::string& where, const std::string& what) {
    auto difference = where + ": " + what;
    if (std::find(differences_.begin(), differences_.end(), difference) == differences_.end())
      differences_.push_back(std::move(difference));
  }

  // What a struct says of one of its members.
  struct Row {
    std::string_view name;
    bool required, nullable;
    bool is_enum;
    std::string word;  // what it holds from the start, if that is text
    void (Check::*check)(const Fact&, const std::string& where);
  };

  template <class T>
  static std::vector<Row> rows() {
    std::vector<Row> found;
    const T fresh{};
    oaicompat::for_each_field<T>([&]<class V>(const oaicompat::Field<T, V>& field) {
      found.push_back({field.name, field.required, oaicompat::is_maybe<V>, oaicompat::is_open_enum<V>,
                       word_of(fresh.*field.member), &Check::any<V>});
    });
    return found;
  }
  template <class V>
  static std::string word_of(const V& value) {
    if constexpr (std::same_as<V, oaicompat::Text>) return value.str();
    if constexpr (oaicompat::is_open_enum<V>) return std::string{value.word()};
    return {};
  }
  template <class V>
  void any(const Fact& fact, const std::string& where) {
    value(Type<V>{}, fact, where);
  }

  void structure(const std::string& owner, const std::vector<Row>& rows, const Mirror& mirrored) {
    for (const auto name : mirrored.schemas) {
      claimed_.emplace(name);
      const auto found = file_.schemas.find(std::string{name});
      if (found == file_.schemas.end()) {
        differ(std::string{name}, "the specification has no such schema");
      } else {
        members(owner, rows, found->second, mirrored);
      }
    }
  }
  void members(const std::string& owner, const std::vector<Row>& rows, const Schema& schema, const Mirror& mirrored) {
    const bool several = mirrored.schemas.size() > 1;
    std::set<std::string_view> described;
    for (const auto& row : rows) {
      described.insert(row.name);
      const auto where = owner + "." + std::string{row.name};
      if (const auto found = schema.find(std::string{row.name}); found != schema.end()) {
        member(row, found->second, several, where);
      } else {
        differ(where, "the specification has no such member");
      }
    }
    for (const auto& [name, fact] : schema) {
      const bool held_by_union = name == mirrored.tag && fact.type.constant;
      if (!described.contains(name) && !held_by_union) differ(owner + "." + name, "the struct has no such member");
    }
  }
  // A struct of several schemas holds an enumeration where each of them has a constant.
  void member(const Row& row, const Member& fact, bool several, const std::string& where) {
    const auto& [required, type] = fact;
    if (row.required != required) differ(where, required ? "should be required" : "should not be required");
    if (row.nullable != type.nullable) differ(where, type.nullable ? "should be nullable" : "should not be nullable");
    if (required && type.constant && row.word != *type.constant && !(several && row.is_enum))
      differ(where, "should be '" + *type.constant + "' from the start");
    (this->*row.check)(type, where);
  }

  void kind(const Fact& fact, std::string_view expected, const std::string& where) {
    if (fact.kinds.size() == 1 && fact.kinds[0] == expected) return;
    differ(where, "the specification has other kinds than " + std::string{expected});
  }

  template <class V>
  void value(Type<std::optional<V>>, const Fact& fact, const std::string& where) {
    value(Type<V>{}, fact, where);
  }
  template <class V>
  void value(Type<oaicompat::Maybe<V>>, const Fact& fact, const std::string& where) {
    value(Type<V>{}, fact, where);
  }
  void value(Type<bool>, const Fact& fact, const std::string& where) { kind(fact, "boolean", where); }
  void value(Type<std::int64_t>, const Fact& fact, const std::string& where) { kind(fact, "integer", where); }
  void value(Type<double>, const Fact& fact, const std::string& where) { kind(fact, "number", where); }
  void value(Type<float>, const Fact& fact, const std::string& where) { kind(fact, "number", where); }
  void value(Type<oaicompat::Text>, const Fact& fact, const std::string& where) {
    kind(fact, "string", where);
    if (fact.words) differ(where, "should be an enumeration");
  }
  void value(Type<oaicompat::Json>, const Fact& fact, const std::string& where) {
    if (!fact.free) differ(where, "the specification says what it holds");
  }
  void value(Type<oaicompat::Upload>, const Fact& fact, const std::string& where) { kind(fact, "string", where); }
  template <class E>
  void value(Type<oaicompat::OpenEnum<E>>, const Fact& fact, const std::string& where) {
    kind(fact, "string", where);
    // One enumeration may stand at several places: what they have together must be what it has.
    auto& words = words_[__PRETTY_FUNCTION__];
    for (const auto& each : describe(Type<E>{})) words.ours.emplace(each.word);
    if (fact.constant) words.theirs.insert(*fact.constant);
    if (fact.words) words.theirs.insert(fact.words->begin(), fact.words->end());
    if (!fact.constant && !fact.words) differ(where, "should be any string");
  }
  template <class V>
  void value(Type<std::vector<V>>, const Fact& fact, const std::string& where) {
    kind(fact, "array", where);
    inner<V>(fact.items, where + "[]");
  }
  template <class V>
  void value(Type<oaicompat::Map<V>>, const Fact& fact, const std::string& where) {
    kind(fact, "object", where);
    inner<V>(fact.values, where + "{}");
  }
  template <class V>
  void inner(const std::vector<Fact>& facts, const std::string& where) {
    if (facts.size() != 1) return differ(where, "the specification does not say what it holds");
    const bool nullable = oaicompat::is_optional<V> || oaicompat::is_maybe<V>;
    if (nullable != facts[0].nullable) differ(where, nullable ? "should not be nullable" : "should be nullable");
    value(Type<V>{}, facts[0], where);
  }

  template <class... Vs>
  void value(Type<oaicompat::OneOf<Vs...>>, const Fact& fact, const std::string& where) {
    std::set<std::string> covered;
    (alternative<Vs>(fact, covered, where), ...);
    if (covered != std::set<std::string>{fact.kinds.begin(), fact.kinds.end()}) {
      differ(where, "the specification has other alternatives");
    }
  }
  template <class V>
  void alternative(const Fact& fact, std::set<std::string>& covered, const std::string& where) {
    const std::string wanted = kind_of<V>();
    covered.insert(wanted);
    if (std::find(fact.kinds.begin(), fact.kinds.end(), wanted) == fact.kinds.end()) return;
    auto only = fact;
    only.kinds = {wanted};
    value(Type<V>{}, only, where);
  }
  template <class V>
  static std::string kind_of() {
    if constexpr (std::same_as<V, oaicompat::Text> || std::same_as<V, oaicompat::Upload>) return "string";
    if constexpr (oaicompat::is_open_enum<V>) return "string";
    if constexpr (std::same_as<V, std::int64_t>) return "integer";
    if constexpr (std::same_as<V, double>) return "number";
    if constexpr (std::same_as<V, bool>) return "boolean";
    if constexpr (oaicompat::is_vector<V>) return "array";
    return "object";
  }

  template <class U>
  requires oaicompat::is_union<U>
  void value(Type<U>, const Fact& fact, const std::string& where) { tagged(static_cast<U*>(nullptr), fact, where); }
  template <oaicompat::FixedString Key, class... Cases>
  void tagged(const oaicompat::TaggedUnion<Key, Cases...>*, const Fact& fact, const std::string& where) {
    kind(fact, "object", where);
    auto cases = fact.cases;
    if (cases.empty() && fact.schema) cases = lone_case(*fact.schema, std::string{Key.view()});
    // One union may stand at several places: what they have together must be what it has.
    auto& words = words_[__PRETTY_FUNCTION__];
    ((words.ours.insert(Cases::words.begin(), Cases::words.end())), ...);
    for (const auto& each : cases) words.theirs.insert(each.word);
    (one_case<Cases>(cases, where), ...);
  }
  // A union of one: an object with a constant.
  std::vector<Case> lone_case(const std::string& schema, const std::string& key) const {
    const auto& members = file_.schemas.at(schema);
    const auto found = members.find(key);
    if (found == members.end() || !found->second.type.constant) return {};
    return {{*found->second.type.constant, schema}};
  }
  template <class C>
  void one_case(const std::vector<Case>& cases, const std::string& where) {
    for (const auto& each : cases) {
      if (std::find(C::words.begin(), C::words.end(), each.word) != C::words.end())
        schema<typename C::type>(each.schema, where);
    }
  }

  template <oaicompat::Described T>
  void value(Type<T>, const Fact& fact, const std::string& where) {
    kind(fact, "object", where);
    if (!fact.schema) return differ(where, "the specification has several schemas");
    schema<T>(*fact.schema, where);
  }
  template <class T>
  void schema(const std::string& name, const std::string& where) {
    const auto ours = mirror(Type<T>{}).schemas;
    if (std::find(ours.begin(), ours.end(), name) == ours.end()) differ(where, "should mirror " + name);
  }

  const File& file_;
  std::set<std::string> claimed_;
  std::map<std::string, Words> words_;
  std::vector<std::string> differences_;
};

/// Gives it the structs of responses. In a source of its own: it is much to compile.
void check_responses(Check& check);
/// Gives it the structs of audio and of images.
void check_media(Check& check);
/// Gives it the structs of models, moderation, kept completions and conversations.
void check_kept(Check& check);
void check_batches(Check& check);
/// Gives it the structs of fine-tuning and of graders.
void check_fine_tuning(Check& check);
/// Gives it the structs of webhooks.
void check_webhooks(Check& check);
/// Gives it the structs of vector stores.
void check_vector_stores(Check& check);

}  // namespace facts
