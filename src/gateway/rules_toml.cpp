// The reader of rules, compiled once: alone in including toml++.
// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/prices_toml.ipp>
#include <oaicompat/gateway/rules_toml.ipp>
