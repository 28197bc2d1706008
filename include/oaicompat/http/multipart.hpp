// multipart/form-data: forms with files, taken apart piece by piece, and written.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/stream.hpp>
#include <oaicompat/config.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace oaicompat::inline v1 {

/// The bounds of reading a form: it is hostile input.
struct MultipartLimits {
  /// The most parts. Default 1000 parts.
  std::size_t max_parts = 1000;
  /// The most bytes of one part's head. Default 16 KiB.
  std::size_t max_head_bytes = std::size_t{16} << 10;
  /// The most bytes of a part that is read as text, or kept without being known. Default 64 MiB.
  std::size_t max_text_bytes = std::size_t{64} << 20;
};

/// What stands before the data of a part.
struct PartHead {
  std::string name{};                     ///< Of the form's field: `file`, `timestamp_granularities[]`.
  std::optional<std::string> filename{};  ///< What makes the part a file; it may be empty.
  std::string content_type{};             ///< Empty when none is given.
  bool operator==(const PartHead&) const = default;
};

/// A piece of a form: the head of a part, or bytes of its data.
using MultipartPiece = std::variant<PartHead, std::string_view>;

/// Whether a content type is that of forms, with a boundary or without.
OAICOMPAT_API bool is_multipart(std::string_view content_type);
/// The boundary that a content type names: `multipart/form-data; boundary=xyz`. Nothing for another media type, and for
/// a boundary that RFC 2046 does not allow.
OAICOMPAT_API std::optional<std::string> multipart_boundary(std::string_view content_type);

/// Takes a form apart, in pieces of any size, as RFC 7578 says. Data that was fed in one piece is given in one piece,
/// without a copy; of what is cut only the end of a line is kept back.
///
///     reader.feed(bytes);
///     MultipartPiece piece;
///     while (reader.next(piece) == Pull::some) use(piece);
///
/// What stands before the first part and behind the last is passed over. `%22`, `%0D` and `%0A` in names stand for the
/// characters that browsers write so; a `filename*` (RFC 5987) wins over a `filename`.
/// **Lifetime**: the fed bytes must stay where they are until `next` says `wait` or `end`. Data is a view into them,
/// or, where a part was cut, one that holds until the next call. **Threads**: one at a time.
/// **Errors**: `next` says `fail`; `error` says why, with status 400 and the code `invalid_multipart`.
class OAICOMPAT_API MultipartReader {
 public:
  explicit MultipartReader(std::string_view boundary, MultipartLimits limits = {});
  MultipartReader(const MultipartReader&) = delete;
  MultipartReader& operator=(const MultipartReader&) = delete;

  /// Gives the reader more bytes, once `next` has said `wait`.
  void feed(std::string_view piece);
  /// As `feed`, for `n` bytes that follow those fed before in memory, where all of them stay: no data is copied.
  void feed_next(std::size_t n);
  /// There are no more bytes: a form that is still open fails.
  void finish() { finished_ = true; }
  /// The next piece (`some`); `wait` for more bytes; `end` after the last part.
  Pull next(MultipartPiece& out);
  Error error() const { return error_.value_or(Error{}); }

 private:
  enum class State { start, after_boundary, head, data, ended, failed };

  bool start();
  std::size_t size_before(std::string_view delimiter) const;
  bool after_boundary();
  bool head(MultipartPiece& out);
  bool data(MultipartPiece& out);
  bool fail(const std::string& why);
  Pull starved();

  const std::string delimiter_;  // a line break, two dashes, the boundary
  const MultipartLimits limits_;
  State state_ = State::start;
  std::string_view window_;        // what is fed and not read
  const char* fed_end_ = nullptr;  // where the last piece ended
  std::string carry_;              // holds it where it was cut
  std::size_t parts_ = 0;
  bool gives_ = false, finished_ = false, in_preamble_ = false;
  std::optional<Error> error_;
};

/// Appends the head of a part; its data follows, and a line break.
OAICOMPAT_API void append_part_head(Bytes& out, std::string_view boundary, const PartHead& head);
/// Appends a part: its head, its data and what ends it.
OAICOMPAT_API void append_part(Bytes& out, std::string_view boundary, const PartHead& head, std::string_view data);
/// Appends what ends a form.
OAICOMPAT_API void append_multipart_end(Bytes& out, std::string_view boundary);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/http/multipart.ipp>
#endif
