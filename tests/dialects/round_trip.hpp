// Bodies of a dialect that go through a served one over a called one of the same kind.
// SPDX-License-Identifier: MIT
#pragma once

#include "../laws/json_equal.hpp"
#include "exchange.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace round_trip {

using namespace oaicompat;
using namespace exchange;

/// What a client gets of a provider's answer.
template <class Serve, class Call>
Came answered(Serve serve, Call call, Request request, std::string body, std::string type = "application/json",
              std::size_t piece = 1 << 20) {
  const auto from = upstream(std::move(body), std::move(type));
  from->piece = piece;
  return came_of(serve(call(handler_of(from))), std::move(request));
}
/// What a provider gets of a client's request.
template <class Serve, class Call>
std::string asked(Serve serve, Call call, Request request, std::string answer) {
  const auto to = upstream(std::move(answer));
  const auto came = came_of(serve(call(handler_of(to))), std::move(request));
  CHECK_MESSAGE(came.head.status == 200, came.body);
  return std::string{to->asked.body.view()};
}
/// Whatever the order of an object's members.
inline void check_same(std::string_view came, std::string_view sent) {
  CHECK(laws::one_form(came) == laws::one_form(sent));
}

}  // namespace round_trip
