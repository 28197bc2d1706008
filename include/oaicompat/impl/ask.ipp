// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/ask.hpp>
#include <oaicompat/impl/client_ask.ipp>

#include <utility>

namespace oaicompat::inline v1::detail {

template <class Op>
Reply<typename Op::Response> ask_by_name(const Client& client, typename Op::Request request,
                                         const RequestOptions& options) {
  return ask<Op>(client.backend(), std::move(request), options);
}

}  // namespace oaicompat::inline v1::detail
