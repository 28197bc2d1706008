// Forms: requests that carry files, as multipart/form-data.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/multipart.hpp>
#include <oaicompat/json/document.hpp>
#include <oaicompat/types/media.hpp>

#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {

/// Reading and writing of one type as a form. Compiled into the library for the requests that are sent so, beside their
/// operations; for a struct of your own include `oaicompat/api/form_read.hpp` or `oaicompat/api/form_write.hpp`.
template <class T>
struct FormCodec {
  static Result<Parsed<T>> parse(Bytes body, std::string_view content_type, const MultipartLimits& limits);
  static Media write(const T& value);
};

/// Reads a form into a T, whose texts and files borrow from the body. A text is a part; a list is parts of the name
/// `a[]`, `a[0]` or `a`; an object is parts `a[b]`. Numbers are decimal, a boolean is `true` or `false`. What T has no
/// member for is kept with its extras, as text.
///
/// **Errors**: `ErrorKind::parse`, status 400, with `param` the name of the part: a part that is missing, stands twice,
/// is not of its member's type, or is not UTF-8; a malformed form; 415 where the content type is another.
template <class T>
Result<Parsed<T>> parse_form(Bytes body, std::string_view content_type, const MultipartLimits& limits = {}) {
  return FormCodec<T>::parse(std::move(body), content_type, limits);
}

/// The form of a value, and the content type with its boundary. What is absent or `null` is left out; a list of one
/// file is named `a`, any other `a[]`.
template <class T>
Media to_form(const T& value) {
  return FormCodec<T>::write(value);
}

}  // namespace oaicompat::inline v1
