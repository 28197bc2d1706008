// Demands: all that one value must fit.
// SPDX-License-Identifier: MIT
#pragma once

#include "keywords.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

using Schemas = std::vector<dom::element>;
/// The references that lead to a schema from the one that a value must fit.
using Path = std::vector<std::string_view>;

/// Schemas that must hold at once, with their references and allOf taken apart.
class Demands {
 public:
  explicit Demands(dom::element root) : root_{root} {}

  /// Adds a schema, or what a reference refers to. Empty, or why no value fits.
  std::string add(dom::element schema, const Path& path = {});
  std::string add_reference(std::string_view reference, const Path& path = {});
  /// The schemas, each an object.
  const Schemas& all() const { return all_; }

  /// The alternatives of an anyOf or oneOf, and the path to them.
  struct Choice {
    Schemas alternatives;
    Path path;
  };
  /// One that nobody has decided on yet. It is then forgotten.
  std::optional<Choice> next_choice();

 private:
  dom::element root_;
  Schemas all_;
  Path added_;
  std::vector<Choice> choices_;
};

}  // namespace demo
