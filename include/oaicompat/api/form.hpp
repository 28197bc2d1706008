// Forms: requests that carry files, as multipart/form-data.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/media.hpp>
#include <oaicompat/base/body.hpp>
#include <oaicompat/http/multipart.hpp>
#include <oaicompat/json/document.hpp>

#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// A form as it is sent.
struct FormBody {
  std::string content_type{};  ///< With the boundary.
  Body body{};
};

namespace detail {

/// A part of a form that stands whole in the body.
struct FormPart {
  PartHead head;
  std::string_view data;
  bool in_path = false;  // a member of the path: its data goes with the scan

  // Only a filename makes it one: some clients give every part a content type.
  bool is_file() const { return head.filename.has_value(); }
};

/// Looks for the parts of a form, some of it at a time: a large one takes a while.
class OAICOMPAT_API FormScan {
 public:
  FormScan(Body body, std::string_view content_type, const MultipartLimits& limits);
  /// A member that stands in the path. Given before the first step.
  void add_member(std::string_view name, std::string value);
  /// Goes on by a megabyte; false once there is nothing left to do.
  bool step();
  const MultipartLimits& limits() const { return limits_; }
  /// In the end: what failed.
  const std::optional<Error>& error() const { return error_; }
  const std::vector<FormPart>& parts() const { return parts_; }
  /// What the parts lie in.
  Body take_body() { return std::move(body_); }

 private:
  bool fail(Error error);

  Body body_;
  const MultipartLimits limits_;
  std::optional<MultipartReader> reader_;
  std::size_t read_ = 0;
  std::vector<FormPart> parts_;
  std::list<std::string> members_;
  std::optional<Error> error_;
};

// Who keeps the files of a value that is written, null for nobody; and the path that takes some of its members.
struct FilesOwner {
  BufferOwnerPtr keeper{};
  bool borrowed_too = false;
  std::string* path = nullptr;
};

// Keeps a value, and thereby what it borrows from.
template <class T>
BufferOwnerPtr keeper_of(Parsed<T> value) {
  class Keeper final : public BufferOwner {
   public:
    explicit Keeper(Parsed<T> v) : value_{std::move(v)} {}
    void forget(std::string_view bytes) const override {
      if (value_.keeper()) value_.keeper()->forget(bytes);
    }

   private:
    const Parsed<T> value_;
  };
  return std::make_shared<const Keeper>(std::move(value));
}

}  // namespace detail

/// Reading and writing of one type as a form. Compiled into the library for the requests that are sent so, beside their
/// operations; for a struct of your own include `oaicompat/api/form_read.hpp` or `oaicompat/api/form_write.hpp`.
template <class T>
struct FormCodec {
  // What a scan that has ended found.
  static Result<Parsed<T>> read(detail::FormScan& scan);
  // Large files are not copied where `kept` keeps them.
  static FormBody write(const T& value, const detail::FilesOwner& kept);
};

/// Reads a form into a T, whose texts and files borrow from the body. A text is a part; a list is parts of the name
/// `a[]`, `a[0]` or `a`; an object is parts `a[b]`. Numbers are decimal, a boolean is `true` or `false`. What T has no
/// member for is kept with its extras, as text.
///
/// **Errors**: `ErrorKind::parse`, status 400, with `param` the name of the part: a part that is missing, stands twice,
/// is not of its member's type, or is not UTF-8; a malformed form; 415 where the content type is another.
template <class T>
Result<Parsed<T>> parse_form(Body body, std::string_view content_type, const MultipartLimits& limits = {}) {
  detail::FormScan scan{std::move(body), content_type, limits};
  while (scan.step()) continue;
  return FormCodec<T>::read(scan);
}

/// The form of a value, and the content type with its boundary. What is absent or `null` is left out; a list of one
/// file is named `a`, any other `a[]`.
template <class T>
BinaryContent to_form(const T& value) {
  auto form = FormCodec<T>::write(value, {});
  return {.content_type = std::move(form.content_type), .body = form.body.take()};
}

namespace detail {
// Members that `path` names in braces stand there, and not in the form.
template <class T>
FormBody to_form(const Parsed<T>& value, std::string* path) {
  return FormCodec<T>::write(*value,
                             {.keeper = keeper_of(value), .borrowed_too = value.keeps_borrowed(), .path = path});
}
}  // namespace detail

/// As `to_form`, without a copy of large files: the form keeps the value instead. Files that a value made by hand
/// borrows are copied, unless it was given their keeper.
template <class T>
FormBody to_form(const Parsed<T>& value) {
  return detail::to_form(value, nullptr);
}

}  // namespace oaicompat::inline v1
