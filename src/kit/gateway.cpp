// What a gateway's backends are made of, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/kit/fallback.ipp>
#include <oaicompat/kit/first_token.ipp>
