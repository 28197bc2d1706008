// What all dialects share, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/dialects/errors.ipp>
