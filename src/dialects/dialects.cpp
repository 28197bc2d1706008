// What all dialects share, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/dialects/errors.ipp>
#include <oaicompat/dialects/speak.ipp>
