// Answer: a pulled stream of one head, then bytes.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/stream.hpp>
#include <oaicompat/http/head.hpp>

#include <variant>

namespace oaicompat::inline v1 {

/// A piece of an answer: the Head first, once, then bytes.
using Part = std::variant<Head, Bytes>;

/// An answer is pulled; destroying it cancels. A stream that fails before its Head has no answer (for a client: no
/// connection, a timeout); one that fails after it was cut off.
using Answer = StreamPtr<Part>;

/// An answer that stands ready. Gives the Head, then the body if there is one.
OAICOMPAT_API Answer ready_answer(Head head, Bytes body);
/// An answer with a JSON body.
OAICOMPAT_API Answer json_answer(int status, Bytes json);

/// An answer in the API's error shape: `{"error":{"message","type","param","code"}}` with the error's status, or the
/// one that fits its kind (400 parse, 499 cancelled, 502 protocol and connection, 504 timeout, else 500), and with
/// `error_fields` in its head.
OAICOMPAT_API Answer error_answer(const Error& error);
/// The status that `error_answer` gives.
OAICOMPAT_API int error_status(const Error& error);
/// The body that `error_answer` gives. Mirrors the schema `ErrorResponse`: all four keys, empty `param`, `code` as
/// null. The message is that of `without_address`.
OAICOMPAT_API Bytes error_body(const Error& error);
/// The fields that `error_answer` adds to its head: the error's headers, its wait as `Retry-After` in whole seconds
/// (and as `retry-after-ms` where it is none), and the id of the upstream's answer that it came in as
/// `x-upstream-request-id`.
OAICOMPAT_API Headers error_fields(const Error& error);
/// The error as callers may know it. Where its message may name the address of an upstream (no connection, a redirect,
/// an address that cannot be read) it is told without.
OAICOMPAT_API Error without_address(Error error);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/http/answer.ipp>
#endif
