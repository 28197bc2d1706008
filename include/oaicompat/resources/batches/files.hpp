// BatchFiles: where batches read their requests and leave their results. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/stores/blobs.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// What is to be known of a file that a batch makes.
struct BatchFileMade {
  std::string id{};
  std::string name{};
  std::optional<std::int64_t> expires_after{};  ///< In seconds from now.
};

/// **Threads**: safe to use from many; it may block.
class BatchFiles {
 public:
  virtual ~BatchFiles() = default;
  /// The bytes of a tenant's file. **Errors**: 404 where there is none.
  virtual Result<BlobReaderPtr> open(std::string_view tenant, std::string_view id) const = 0;
  /// A file that is to be filled.
  virtual Result<BlobWriterPtr> create() const = 0;
  /// Makes a tenant's file of what was written, in place of an earlier one of the id.
  virtual Result<void> keep(std::string_view tenant, const BatchFileMade& made, BlobWriter& written) const = 0;
};
using BatchFilesPtr = std::shared_ptr<const BatchFiles>;

}  // namespace oaicompat::inline v1::detail
