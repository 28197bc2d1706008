// Formulas of `multi` graders: `(name + 2 * max(a, b)) / 3`.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>

#include <functional>
#include <optional>
#include <string_view>

namespace oaicompat::inline v1 {

/// What a name of a formula stands for; nothing where it is not known.
using FormulaNames = std::function<std::optional<double>(std::string_view name)>;

/// The value of a formula of numbers, names, `+ - * / ^`, parentheses and min, max, abs, floor, ceil, exp, sqrt, log.
/// It may be infinite, or no number. **Errors**: 400 `invalid_formula` that says where it cannot be read.
OAICOMPAT_API Result<double> evaluate_formula(std::string_view formula, const FormulaNames& names);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/graders/formula.ipp>
#endif
