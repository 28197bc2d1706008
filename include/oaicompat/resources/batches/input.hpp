// The input file of a batch: its lines, and whether they are as they should be. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/resources/batches/types.hpp>
#include <oaicompat/stores/blobs.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

/// Reads a file line by line, holding one of them.
class OAICOMPAT_API BatchLineReader {
 public:
  BatchLineReader(BlobReaderPtr file, std::size_t max_line_bytes)
      : file_{std::move(file)}, max_line_bytes_{max_line_bytes} {}
  /// The next line that is not blank; false at the end. **Errors**: of the file; 400 for a line that is too long.
  Result<bool> next(std::string& line);
  /// The number of the line that `next` gave, from 1 on.
  std::int64_t number() const { return number_; }

 private:
  Result<bool> read_line(std::string& line);

  const BlobReaderPtr file_;
  const std::size_t max_line_bytes_;
  Bytes piece_{};
  std::size_t at_ = 0;  // in the piece
  std::uint64_t offset_ = 0;
  std::int64_t number_ = 0;
};

/// What an input file may hold.
struct BatchRules {
  std::string endpoint{};
  std::size_t max_lines = 0, max_bytes = 0, max_line_bytes = 0, max_inputs = 0, max_errors = 0;
  /// What is wrong with a model; nothing where it is served. Asked once, for the first one.
  std::function<std::optional<BatchError>(std::string_view model)> bad_model{};
};

/// What was found in an input file.
struct CheckedBatch {
  std::int64_t lines = 0;
  std::optional<Text> model{};
  std::vector<BatchError> errors{};
};

inline BatchError batch_error(std::string_view code, std::string message, std::string_view param = {},
                              std::int64_t line = 0) {
  BatchError out;
  out.code = Text{code};
  out.message = Text{std::move(message)};
  if (!param.empty()) out.param = Text{param};
  if (line > 0) out.line = line;
  return out;
}

/// Reads a file from begin to end. **Errors**: of the file itself; `cancelled` once the stop has come.
OAICOMPAT_API Result<CheckedBatch> check_batch(const BlobReaderPtr& file, const BatchRules& rules,
                                               const std::stop_token& stop);

/// Whether a request to an endpoint must name its model.
inline bool names_model(std::string_view endpoint) {
  return endpoint != "/v1/moderations" && endpoint != "/v1/images/generations" && endpoint != "/v1/images/edits";
}

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/batches/input.ipp>
#endif
