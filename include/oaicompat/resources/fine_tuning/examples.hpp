// Files of examples: their lines, and whether they are as they should be. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/resources/fine_tuning/types.hpp>
#include <oaicompat/stores/blobs.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// What a file of examples may hold.
struct ExampleRules {
  FineTuneMethodType method = FineTuneMethodType::supervised;
  std::int64_t least = 0, most = 0;
  std::size_t max_line_bytes = 0;
  std::uint64_t max_bytes = 0;
  /// The parameter that names the file, and what people call it.
  std::string_view param = "training_file", name = "Training file";
};

/// What is wrong with the examples of a file; nothing where nothing is. **Errors**: of the file itself; `cancelled`
/// once the stop has come.
OAICOMPAT_API Result<std::optional<FineTuningJobError>> check_examples(const BlobReaderPtr& file,
                                                                       const ExampleRules& rules,
                                                                       const std::stop_token& stop);

/// What is wrong with one example, and where: `messages[1].role`.
OAICOMPAT_API std::optional<Error> bad_example(FineTuneMethodType method, std::string_view line);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/fine_tuning/examples.ipp>
#endif
