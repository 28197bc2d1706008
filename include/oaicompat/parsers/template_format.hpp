// TemplateFormat: a format that is read from a model's own `response_template` while the program runs.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/parsers/format.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

namespace detail {
struct ResponseTables;
}

/// Owns a format. **Lifetime**: `format()` holds as long as this object or a copy of it; parsers refer to it.
class OAICOMPAT_API TemplateFormat {
 public:
  explicit TemplateFormat(std::shared_ptr<const detail::ResponseTables> tables);
  const Format& format() const;
  /// What stands in a rendered prompt behind the last start anchor of the template, for `ParserOptions::prefix`. The
  /// whole prompt where the template has no anchor; nothing where the prompt does not hold it.
  std::string_view prefix_of(std::string_view prompt) const;

 private:
  std::shared_ptr<const detail::ResponseTables> tables_;
};

/// Reads version 1 of the `response_template` of `tokenizer_config.json`, or that whole file.
///
///     auto own = format_from_response_template(read_file("tokenizer_config.json"));
///     if (!own) return report(own.error());
///     Parser parser{own->format(), {.tools = tools, .prefix = std::string{own->prefix_of(prompt)}}};
///
/// What is written in literals is taken: `content`, one field of reasoning (`reasoning_content`, `thinking` or
/// `reasoning`), and `tool_calls` as JSON, alone, in a list, and under keys that `transform` names. Calls inside the
/// reasoning are part of it, as the standard says. `defaults`, `optional`, `repeats` and `join` change nothing here.
/// **Errors**: `invalid_template` where the text is no such template; `regular_expression` where a field is delimited
/// by one; `unsupported_template` for other fields, content and transforms. `param` is the path of what was refused.
OAICOMPAT_API Result<TemplateFormat> format_from_response_template(std::string_view json);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/parsers/template_format.ipp>
#endif
