// The operation table, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/operations.ipp>
