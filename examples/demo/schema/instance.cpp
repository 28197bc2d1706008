// SPDX-License-Identifier: MIT
#include "instance.hpp"

#include "demands.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace demo {
namespace {

using Made = std::optional<std::string>;

// How deep a value stands, and which of its possible values is wanted.
struct Place {
  int depth = 0;
  std::uint64_t variant = 0;
  Place below(std::uint64_t index = 0) const { return {depth + 1, variant + index}; }
};

// What must be checked afterwards, as nothing is made with regard to it.
constexpr std::string_view afterthoughts[] = {
    "oneOf",         "not",        "if", "contains", "dependentRequired", "dependentSchemas", "patternProperties",
    "propertyNames", "$dynamicRef"};

std::string json_string(std::string_view text) { return oaicompat::Json::string(text).text.str(); }

// Makes an instance from outside to inside. Where schemas leave a choice (anyOf, oneOf, several types), one alternative
// after the other is tried until one can be made. The depth is bounded, more and more generously: recursion has to take
// its way out, where it has one.
class InstanceMaker {
 public:
  explicit InstanceMaker(dom::element root) : root_{root} {}

  Made make(std::uint64_t variant) {
    for (max_depth_ = thrifty; max_depth_ < 100; max_depth_ *= 2) {
      why_.clear();
      Demands demands{root_};
      if (auto why = demands.add_reference("#"); !why.empty()) return none(why);
      if (auto made = decided(std::move(demands), {0, variant})) return made;
    }
    return std::nullopt;
  }
  // Why there is none.
  const std::string& why() const { return why_; }

 private:
  // From this depth on only what must be there is made.
  static constexpr int thrifty = 3;
  static constexpr std::size_t max_work = 1 << 20;

  bool refuse(std::string_view why) {
    if (why_.empty()) why_ = why;
    return false;
  }
  Made none(std::string_view why) { return refuse(why), std::nullopt; }
  bool spend(std::size_t work) { return (work_ += work) <= max_work || refuse("it is too large"); }

  Made instance(const Schemas& schemas, Place place) {
    if (place.depth > max_depth_) return none("its recursion never ends");
    Demands demands{root_};
    for (const auto schema : schemas) {
      if (auto why = demands.add(schema); !why.empty()) return none(why);
    }
    return decided(std::move(demands), place);
  }
  Made decided(Demands demands, Place place) {
    if (!spend(16 + demands.all().size())) return std::nullopt;
    auto choice = demands.next_choice();
    if (!choice) return checked(plain(demands.all(), place), demands.all());
    auto& alternatives = choice->alternatives;
    if (alternatives.empty()) return none("it allows nothing");
    const auto first = static_cast<std::ptrdiff_t>(place.variant % alternatives.size());
    std::rotate(alternatives.begin(), alternatives.begin() + first, alternatives.end());
    if (place.depth >= thrifty) std::stable_partition(alternatives.begin(), alternatives.end(), is_small);
    for (const auto alternative : alternatives) {
      auto with = demands;
      const auto why = with.add(alternative, choice->path);
      auto made = why.empty() ? decided(std::move(with), place) : none(why);
      if (made) return made;
    }
    return std::nullopt;
  }
  static bool is_small(dom::element schema) {
    return has(schema, "const") || has(schema, "enum") || (allowed_types(schema) & (object_bit | array_bit)) == 0;
  }

  Made checked(Made made, const Schemas& all) {
    if (!made) return made;
    for (const auto schema : all) {
      const auto needs = [&](auto name) { return has(schema, name); };
      if (std::none_of(std::begin(afterthoughts), std::end(afterthoughts), needs)) continue;
      if (fit_of(*made, schema) != Fit::fits) return none("it has keywords that are too hard to obey");
    }
    return made;
  }
  Fit fit_of(const std::string& made, dom::element schema) {
    if (!spend(made.size())) return Fit::unknown;
    dom::parser parser;
    return fit(parser.parse(made), schema, root_);
  }

  // A value that fits all of these, each without a choice.
  Made plain(const Schemas& all, Place place) {
    for (const auto schema : all) {
      if (const auto list = keyword<dom::array>(schema, "enum"))
        return listed({list->begin(), list->end()}, all, place);
      if (const auto constant = keyword<dom::element>(schema, "const")) return listed({*constant}, all, place);
    }
    unsigned types = every_type;
    for (const auto schema : all) types &= allowed_types(schema);
    for (const auto type : in_order(all, place)) {
      if ((types & type) == 0) continue;
      if (auto made = of_type(type, types, all, place)) return made;
    }
    return none("no type fits it");
  }
  Made listed(const Schemas& candidates, const Schemas& all, Place place) {
    Schemas fitting;
    for (const auto candidate : candidates) {
      const auto fits = [&](auto schema) { return fit(candidate, schema, root_) == Fit::fits; };
      if (std::all_of(all.begin(), all.end(), fits)) fitting.push_back(candidate);
    }
    if (fitting.empty()) return none("no value of its enum fits it");
    return std::string{simdjson::minify(fitting[place.variant % fitting.size()])};
  }

  // The types as they are tried: what the keywords speak of first; deep down the small ones first.
  static std::vector<unsigned> in_order(const Schemas& all, Place place) {
    const auto speaks_of = [&](std::initializer_list<std::string_view> names) {
      return std::any_of(all.begin(), all.end(), [&](auto schema) {
        return std::any_of(names.begin(), names.end(), [&](auto name) { return has(schema, name); });
      });
    };
    if (place.depth >= thrifty)
      return {null_bit, boolean_bit, integer_bit, fraction_bit, string_bit, array_bit, object_bit};
    std::vector<unsigned> types;
    if (speaks_of({"properties", "required", "additionalProperties", "minProperties"})) types.push_back(object_bit);
    if (speaks_of({"items", "prefixItems", "minItems", "contains"})) types.push_back(array_bit);
    if (speaks_of({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}))
      types.push_back(fraction_bit);
    if (place.depth == 0) types.push_back(object_bit);
    types.insert(types.end(), {string_bit, object_bit, array_bit, fraction_bit, integer_bit, boolean_bit, null_bit});
    return types;
  }
  Made of_type(unsigned type, unsigned types, const Schemas& all, Place place) {
    switch (type) {
      case null_bit: return "null";
      case boolean_bit: return place.variant % 2 == 0 ? "true" : "false";
      case string_bit: return string(all, place);
      case array_bit: return array(all, place);
      case object_bit: return object(all, place);
      default: return number((types & fraction_bit) == 0, all, place);
    }
  }
  Made number(bool whole, const Schemas& all, Place place) {
    NumberBounds bounds;
    bounds.whole = whole;
    for (const auto schema : all) add_bounds(bounds, schema);
    auto made = number_within(bounds, place.variant);
    return made ? made : none("no number is within its bounds");
  }
  Made string(const Schemas& all, Place place) {
    StringBounds bounds;
    for (const auto schema : all) {
      if (!add_bounds(bounds, schema)) return none("it has several patterns");
    }
    std::string why;
    const auto made = string_within(bounds, place.variant + strings_++, why);
    if (!made) return none(why);
    return spend(made->size()) ? Made{json_string(*made)} : std::nullopt;
  }

  Made array(const Schemas& all, Place place) {
    std::size_t least = 0, most = max_work, listed = place.depth < thrifty ? 1 : 0;
    bool unique = false;
    for (const auto schema : all) {
      least = std::max(
          {least, count_keyword(schema, "minItems").value_or(0), count_keyword(schema, "minContains").value_or(0)});
      most = std::min(most, count_keyword(schema, "maxItems").value_or(most));
      if (has(schema, "contains")) least = std::max<std::size_t>(least, 1);
      if (const auto items = keyword<dom::array>(schema, "prefixItems")) listed = std::max(listed, items->size());
      unique = unique || keyword<bool>(schema, "uniqueItems").value_or(false);
    }
    if (least > most) return none("its arrays would be both long and short");
    std::vector<std::string> items;
    while (items.size() < std::max(least, std::min(most, listed))) {
      auto made = item(all, items, unique, place);
      if (!made && items.size() < least) return std::nullopt;
      if (!made) break;
      items.push_back(*std::move(made));
    }
    return joined('[', items, ']');
  }
  // The next item; another than those before, if need be.
  Made item(const Schemas& all, const std::vector<std::string>& before, bool unique, Place place) {
    constexpr std::size_t tries = 64;
    Schemas schemas;
    for (const auto schema : all) {
      if (const auto wanted = item_schema(schema, before.size())) schemas.push_back(*wanted);
      if (const auto wanted = keyword<dom::element>(schema, "contains"); wanted && before.empty())
        schemas.push_back(*wanted);
    }
    const auto strings = strings_;
    for (std::size_t i = 0; i < tries; ++i) {
      strings_ = strings;
      auto made = instance(schemas, place.below(before.size() + i));
      if (!made || !unique || std::find(before.begin(), before.end(), *made) == before.end()) return made;
    }
    return none("too few different items are found");
  }

  using Names = std::vector<std::string_view>;
  static bool holds(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }
  static void add_name(Names& names, std::string_view name) {
    if (!holds(names, name)) names.push_back(name);
  }

  Made object(const Schemas& all, Place place) {
    Names required, names;
    std::size_t least = 0, most = max_work;
    for (const auto schema : all) {
      least = std::max(least, count_keyword(schema, "minProperties").value_or(0));
      most = std::min(most, count_keyword(schema, "maxProperties").value_or(most));
      if (const auto properties = keyword<dom::object>(schema, "properties")) {
        for (const auto property : *properties) add_name(names, property.key);
      }
      for (const auto name : strings_of(schema, "required")) add_name(required, name);
    }
    for (const auto name : required) add_name(names, name);
    const auto wanted = required.empty() && place.depth < thrifty ? std::min(most, names.size()) : least;
    std::stable_partition(names.begin(), names.end(), [&](auto name) { return holds(required, name); });
    std::vector<std::string> members;
    for (const auto name : names) {
      const bool needed = holds(required, name);
      if (!needed && members.size() >= wanted) break;
      if (auto made = member(all, name, place))
        members.push_back(*std::move(made));
      else if (needed)
        return std::nullopt;
    }
    for (int i = 1; members.size() < least; ++i) {
      const auto name = "more_" + std::to_string(i);
      auto made = holds(names, name) ? Made{} : member(all, name, place);
      if (!made) return none("its objects have too few properties");
      members.push_back(*std::move(made));
    }
    return members.size() > most ? none("its objects have too many properties") : joined('{', members, '}');
  }
  Made member(const Schemas& all, std::string_view name, Place place) {
    Schemas schemas;
    for (const auto schema : all) {
      if (const auto wanted = member_schema(schema, name)) schemas.push_back(*wanted);
    }
    const auto made = instance(schemas, place.below());
    return made ? Made{json_string(name) + ": " + *made} : std::nullopt;
  }

  static std::string joined(char open, const std::vector<std::string>& parts, char close) {
    std::string text{open};
    for (const auto& part : parts) text += (text.size() > 1 ? ", " : "") + part;
    return text + close;
  }

  dom::element root_;
  int max_depth_ = thrifty;
  std::string why_;
  std::size_t work_ = 0, strings_ = 0;
};

}  // namespace

oaicompat::Result<std::string> schema_instance(const oaicompat::Json& schema, std::uint64_t variant,
                                               std::string_view param) {
  const auto bad = [&](const std::string& why) {
    return oaicompat::api_error(400, "No instance of this schema can be made: " + why + ".", "invalid_schema",
                                std::string{param});
  };
  dom::parser parser;
  dom::element root;
  if (parser.parse(std::string{schema.view()}).get(root) != simdjson::SUCCESS)
    return bad("it is no JSON that can be read");
  InstanceMaker maker{root};
  auto made = maker.make(variant);
  if (!made) return bad(maker.why());
  return *std::move(made);
}

}  // namespace demo
