// Asking again and again, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/kit/poll.ipp>
