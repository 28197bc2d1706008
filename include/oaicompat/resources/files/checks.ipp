// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/headers.hpp>
#include <oaicompat/json/any_json.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/resources/files/checks.hpp>

#include <algorithm>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE std::optional<Error> bad_purpose(const OpenEnum<FilePurpose>& purpose) {
  switch (purpose.known().value_or(FilePurpose::batch_output)) {
    case FilePurpose::assistants:
    case FilePurpose::batch:
    case FilePurpose::fine_tune:
    case FilePurpose::vision:
    case FilePurpose::user_data:
    case FilePurpose::evals: return std::nullopt;
    default: break;
  }
  return api_error(400,
                   "Invalid value: '" + std::string{purpose.word().substr(0, 64)} +
                       "'. Supported values are: 'assistants', 'batch', 'fine-tune', 'vision', 'user_data', and "
                       "'evals'.",
                   "invalid_value", "purpose");
}

OAICOMPAT_INLINE std::optional<Error> bad_expiry(const std::optional<FileExpirationAfter>& after) {
  constexpr std::int64_t hour = 3600, month = 2592000;
  if (!after) return std::nullopt;
  if (after->anchor != "created_at") {
    return api_error(400,
                     "Invalid value: '" + after->anchor.str().substr(0, 64) + "'. Supported values are: 'created_at'.",
                     "invalid_value", "expires_after.anchor");
  }
  if (after->seconds >= hour && after->seconds <= month) return std::nullopt;
  return api_error(400, "Invalid 'expires_after.seconds': it must be 3600 to 2592000.", "invalid_value",
                   "expires_after.seconds");
}

OAICOMPAT_INLINE std::optional<Error> bad_form_of(FilePurpose purpose, std::string_view filename, std::uint64_t size) {
  constexpr std::string_view ending = ".jsonl";
  const bool batch = purpose == FilePurpose::batch;
  if (!batch && purpose != FilePurpose::fine_tune) return std::nullopt;
  const bool named =
      filename.size() >= ending.size() && iequals(filename.substr(filename.size() - ending.size()), ending);
  if (!named) {
    return api_error(
        400, std::string{"Invalid file format for "} + (batch ? "Batch" : "Fine-Tuning") + " API. Must be .jsonl",
        "invalid_file_format", "file");
  }
  if (size == 0) return api_error(400, "The file is empty.", "empty_file", "file");
  return std::nullopt;
}

OAICOMPAT_INLINE std::optional<Error> bad_first_line(FilePurpose purpose, std::string_view begin) {
  constexpr std::size_t longest = std::size_t{1} << 20;
  if (purpose != FilePurpose::batch) return std::nullopt;
  const auto line = begin.substr(0, std::min(begin.find('\n'), longest));
  if (line.size() == longest || Codec<Map<Json>>::parse_owned(line, {})) return std::nullopt;
  return api_error(400, "Invalid file format for Batch API. Must be .jsonl: the first line is no JSON object.",
                   "invalid_file_format", "file");
}

}  // namespace oaicompat::inline v1::detail
