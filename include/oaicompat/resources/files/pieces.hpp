// What the services of files and uploads have in common. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/body.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/resources/request_store.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <stop_token>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

// Gives bytes to `write` a piece at a time; pages of a mapped file that were written are given back at once.
template <class Write>
Result<void> write_pieces(std::string_view bytes, const BufferOwnerPtr& keeper, const std::stop_token& stop,
                          Write write) {
  constexpr std::size_t piece = std::size_t{256} << 10;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    if (stop.stop_requested()) return local_error(ErrorKind::cancelled, "The request was given up.", "cancelled");
    const auto part = bytes.substr(at, piece);
    if (auto written = write(part); !written) return written;
    if (keeper) keeper->forget(part);
  }
  return {};
}

// Offers an operation that a member function performs on a thread that may block. What is over is swept on the way.
template <Operation Op, class Service>
void offer_kept(Backend& to, const std::shared_ptr<const Service>& kept,
                Result<typename Op::Response> (Service::*how)(const Parsed<typename Op::Request>&, const Context&)
                    const) {
  to.on<Op>([kept, how](Parsed<typename Op::Request> request, const Context& context) {
    return ask_store<typename Op::Response>(kept->pool(), context, [kept, how, context, request] {
      kept->sweep();
      return (kept.get()->*how)(request, context);
    });
  });
}

}  // namespace oaicompat::inline v1::detail
