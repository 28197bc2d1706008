// Compiles an operation for `ask`.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/impl/ask.ipp>

#define OAICOMPAT_ASKED(Op) \
  template OAICOMPAT_API Reply<Op::Response> detail::ask_by_name<Op>(const Client&, Op::Request, const RequestOptions&)
