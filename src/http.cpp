// The vocabulary of HTTP, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/answer.ipp>
