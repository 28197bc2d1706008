// Templates of graders: `{{item.answer}}`, `{{ sample.output_text }}`.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/json/any_json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// What the templates of a grader are filled from.
struct GradedSample {
  /// What templates call `item`.
  Json item{};
  /// What templates call `sample`: an object with `output_text`, and `output_json` where that is JSON.
  Json sample{};
};

/// A sample of what a model said. Templates read `sample.output_text`, `sample.choices[0].message.content`, and where
/// the text is JSON `sample.output_json`.
OAICOMPAT_API GradedSample graded_sample(Json item, std::string_view output_text);

/// A template with what it names put in: text as it is, all else as JSON. **Errors**: 400 `invalid_variable` that names
/// what is not there.
OAICOMPAT_API Result<std::string> fill_template(std::string_view text, const GradedSample& from);

/// What is wrong with a template, whatever it is filled from; nothing where nothing is. `param` is where it stands.
OAICOMPAT_API std::optional<Error> bad_template(std::string_view text, std::string param);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/graders/template.ipp>
#endif
