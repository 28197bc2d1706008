// What a content must be, of which no chat can be made otherwise.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/gemini/to_chat.hpp>
#include <oaicompat/dialects/gemini/types.hpp>
#include <oaicompat/dialects/wire_text.hpp>

#include <optional>
#include <string>

namespace oaicompat::inline v1::detail::gemini {

inline std::optional<Error> wrong_part(const GeminiPart& part, const std::string& path) {
  const int kinds = int{part.text && !part.text->empty()} + int{part.inline_data.has_value()} +
                    int{part.file_data.has_value()} + int{part.function_call.has_value()} +
                    int{part.function_response.has_value()};
  if (kinds > 1) return invalid(path, "one of text, inlineData, fileData, functionCall and functionResponse");
  if (part.inline_data && !is_base64(part.inline_data->data)) return invalid(path + ".inlineData.data", "base64");
  return std::nullopt;
}

// Older clients give results under the role `function`.
inline std::optional<Error> wrong_content(const GeminiContent& content, const std::string& path) {
  const auto role = content.role ? content.role->view() : std::string_view{};
  const bool known = role.empty() || role == "user" || role == "model" || role == "function" || role == "tool";
  if (!known) return invalid(path + ".role", "user or model");
  for (std::size_t i = 0; content.parts && i < content.parts->size(); ++i) {
    if (auto error = wrong_part((*content.parts)[i], path_in(path + ".parts", i))) return error;
  }
  return std::nullopt;
}

}  // namespace oaicompat::inline v1::detail::gemini
