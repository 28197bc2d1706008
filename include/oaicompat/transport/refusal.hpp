// refusal_of: the answer to what a server's transport refuses by itself. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error.hpp>
#include <oaicompat/base/guarded.hpp>
#include <oaicompat/http/answer.hpp>
#include <oaicompat/http/http1.hpp>
#include <oaicompat/http/request.hpp>

#include <functional>
#include <string>
#include <utility>

namespace oaicompat::inline v1::detail {

/// What `own` answers, which is told the id of the request in the error; else the API's error with that id.
inline Answer refusal_of(const std::function<Answer(const Request& head, const Error& error)>& own, const Request& head,
                         Error error) {
  const auto id = id_for_refusal(head.headers);
  if (own) {
    error.request_id = id;
    if (auto answer = guarded([&] { return own(head, error); }, [] { return Answer{}; })) return answer;
    error.request_id.clear();
  }
  return error_answer_with_id(error, id);
}

}  // namespace oaicompat::inline v1::detail
