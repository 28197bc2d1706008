// Which records have a time, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/expiry_index.ipp>
