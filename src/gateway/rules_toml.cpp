// The reader of rules, compiled once: alone in including toml++.
// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/rules_prices.ipp>
#include <oaicompat/gateway/rules_toml.ipp>
